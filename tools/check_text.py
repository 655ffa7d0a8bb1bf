#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the text of the tree to what the project promises.

Every source file names its licence; nothing names a place on somebody's machine or a package registry's host; a to-do note
in a source file has its entry in docs/roadmap.md; no file is over 1 MiB; C has neither tabs nor trailing blanks; and
what must be said aloud (the README and the reports are synthetic, no model of a country, no design aid) is said.
"""

import pathlib
import re
import subprocess
import sys

MAX_BYTES = 1 << 20
C = (".c", ".h", ".def")
SOURCE = C + (".py", ".js", ".mjs", ".ts", ".css", ".sql", ".sh")
SPDX = re.compile(r"SPDX-License-Identifier: (Apache-2\.0|CC-BY-4\.0|CC0-1\.0)\b")
# Written in pieces, so that this file does not hold what it looks for.
PLACE = re.compile(r"(?<![\w.~$}/-])/(?:" + "work|home|root|Users" + r")/[\w.]|(?<![\w.~$}/-])/" + r"tmp/[\w.]")
HOST = re.compile("|".join((r"deb\.debian" + r"\.org", r"registry\.npmjs" + r"\.org", r"files\.pythonhosted" + r"\.org",
                            r"pypi" + r"\.org", r"proxy\.golang" + r"\.org", r"repo1?\.maven" + r"\b")))
NOTE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b(?:\(([a-z0-9-]+)\))?")
SAID_ALOUD = ("decisions on persons", "not a model of china", "not a design aid")


def tree(root):
    """The files of the tree: what git holds or would hold."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"],
                            capture_output=True, check=False)
    if listed.returncode == 0:
        names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    else:
        names = sorted(str(path.relative_to(root)) for path in root.rglob("*")
                       if not path.relative_to(root).parts[0].startswith(("build", ".git")))
    return [pathlib.PurePosixPath(name) for name in names if (root / name).is_file()]


def is_source(path, text):
    return path.suffix in SOURCE or path.name == "meson.build" or text.startswith("#!")


def check_source(path, text, roadmap):
    if not any(SPDX.search(line) for line in text.splitlines()[:3]):
        yield f"{path}:1: no SPDX-License-Identifier in the first three lines"
    for number, line in enumerate(text.splitlines(), 1):
        note = NOTE.search(line)
        if note and (note[2] is None or note[2] not in roadmap):
            yield f"{path}:{number}: {note[1]} without an entry in docs/roadmap.md; write {note[1]}(entry)"


def check_lines(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if PLACE.search(line):
            yield f"{path}:{number}: a path of one machine: {PLACE.search(line)[0]}"
        if HOST.search(line):
            yield f"{path}:{number}: a registry's host: {HOST.search(line)[0]}"
        if path.suffix in C and "\t" in line:
            yield f"{path}:{number}: a tab"
        if path.suffix in C and line != line.rstrip():
            yield f"{path}:{number}: trailing blanks"


def plain(text):
    """Text with C's adjacent string literals joined and blanks made one, in lower case."""
    return " ".join(re.sub(r'"\s*"', "", text).split()).casefold()


def check_said_aloud(name, text):
    for sentence in SAID_ALOUD:
        if sentence not in plain(text):
            yield f"{name}: does not say \"{sentence}\""


def check(root):
    """All problems of the tree at root, and the number of files looked at."""
    problems, report = [], []
    roadmap_path = root / "docs" / "roadmap.md"
    roadmap = roadmap_path.read_text(encoding="utf-8") if roadmap_path.is_file() else ""
    paths = tree(root)
    for path in paths:
        data = (root / path).read_bytes()
        if len(data) > MAX_BYTES:
            problems.append(f"{path}: {len(data)} bytes, above 1 MiB")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            if is_source(path, ""):
                problems.append(f"{path}: not UTF-8")
            continue
        if is_source(path, text):
            problems.extend(check_source(path, text, roadmap))
        problems.extend(check_lines(path, text))
        if path.parts[:2] == ("src", "report") and path.name != "meson.build":
            report.append(text)
        if str(path) == "README.md":
            problems.extend(check_said_aloud(path, text))
    if report:
        problems.extend(check_said_aloud("src/report", "\n".join(report)))
    return problems, len(paths)


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent
    problems, n_files = check(root)
    for problem in problems:
        print(problem)
    print(f"check_text: {n_files} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
