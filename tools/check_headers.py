#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles each header of src/, cli/ and include/ alone, as C17 and as C++17: whoever includes one needs no other first."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Isrc", "-Iinclude"]
LANGUAGES = {
    "C17": [os.environ.get("CC", "gcc"), "-x", "c", "-std=c17"],
    "C++17": [os.environ.get("CXX", "g++"), "-x", "c++", "-std=c++17"],
}


def headers():
    for folder in ("src", "cli", "include"):
        yield from sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.h"))


def compile_alone(header, language):
    """The compiler's words on a file that includes the header twice and nothing else; empty if it is content."""
    text = f'#include "{header}"\n#include "{header}"\nint dm_not_empty(void);\n'
    done = subprocess.run(LANGUAGES[language] + FLAGS + ["-I.", "-"], input=text, cwd=ROOT,
                          capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{header}: not as {language}, alone:\n{done.stderr}"


def main():
    jobs = [(header, language) for header in headers() for language in LANGUAGES]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [text for text in pool.map(lambda job: compile_alone(*job), jobs) if text]
    for problem in problems:
        print(problem)
    print(f"check_headers: {len(jobs)} compilations, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
