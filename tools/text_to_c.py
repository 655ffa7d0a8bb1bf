#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a text file into a C string: tools/text_to_c.py INPUT OUTPUT NAME. Run by the build."""

import pathlib
import sys


def c_numbers(data):
    """The bytes and a NUL as numbers, 24 to a line: C need not take a string literal of more than 4,095 bytes."""
    values = [byte if byte < 128 else byte - 256 for byte in data] + [0]
    for start in range(0, len(values), 24):
        yield "    " + ", ".join(map(str, values[start:start + 24])) + ",\n"


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    source, target, name = arguments
    lines = "".join(c_numbers(pathlib.Path(source).read_bytes()))
    pathlib.Path(target).write_text("/* SPDX-License-Identifier: Apache-2.0\n *\n"
                                    f" * Made by tools/text_to_c.py from {pathlib.Path(source).name}. */\n"
                                    f"extern const char {name}[];\nconst char {name}[] = {{\n{lines}}};\n",
                                    encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
