#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a C file of the report's style and script: bundle.py auto|enabled|disabled FOLDER OUTPUT WORK. Run by the build.

The script is bundled from report.js and Observable Plot by npm and esbuild, from the lock file, in the folder WORK. With
`auto` a machine without npm, or without the packages, gets an empty script: reports then show tables without charts.
"""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import sys

COPIED = ("package.json", "package-lock.json", ".npmrc", "report.js")


def bundled(folder, work):
    """The script's bytes; OSError or CalledProcessError where it cannot be made."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is not found")
    work.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copyfile(folder / name, work / name)
    lock = (work / "package-lock.json").read_bytes()
    stamp = work / "installed.lock"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        # npm's own fetching is patient for minutes; a build is not
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline",
                        "--fetch-retries=1", "--fetch-timeout=30000"], cwd=work, check=True, timeout=300)
        stamp.write_bytes(lock)
    target = work / "bundle.js"
    subprocess.run([npm, "run", "--silent", "bundle", "--", f"--outfile={target}", "--log-level=warning"],
                   cwd=work, check=True, timeout=120)
    return target.read_bytes()


def numbers(data):
    values = [byte if byte < 128 else byte - 256 for byte in data] + [0]
    for start in range(0, len(values), 24):
        yield "    " + ", ".join(map(str, values[start:start + 24])) + ",\n"


def c_text(name, data):
    """Bytes, not a literal: C need not take a literal of more than 4,095."""
    return f"const char {name}[] = {{\n{''.join(numbers(data))}}};\n"


def source_hash(data):
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def main(arguments):
    if len(arguments) != 4 or arguments[0] not in ("auto", "enabled", "disabled"):
        print(__doc__, file=sys.stderr)
        return 64
    charts, folder, output, work = arguments[0], *map(pathlib.Path, arguments[1:])
    style, script = (folder / "report.css").read_bytes(), b""
    if charts != "disabled":
        try:
            script = bundled(folder, work)
        except (OSError, subprocess.SubprocessError) as error:
            if charts == "enabled":
                print(f"bundle.py: no charts could be built: {error}", file=sys.stderr)
                return 1
            print(f"bundle.py: reports will have no charts: {error}", file=sys.stderr)
    for name, data in (("report.css", style), ("the bundle", script)):
        if b"</s" in data.lower() or b"<!--" in data:
            print(f"bundle.py: {name} would end its element", file=sys.stderr)
            return 1
    output.write_text("/* SPDX-License-Identifier: Apache-2.0\n *\n * Made by src/report/assets/bundle.py. */\n"
                      '#include "report/html_assets.h"\n\n'
                      + c_text("dm_report_style", style)
                      + f'const char dm_report_style_hash[] = "{source_hash(style)}";\n'
                      + c_text("dm_report_script", script)
                      + f'const char dm_report_script_hash[] = "{source_hash(script)}";\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
