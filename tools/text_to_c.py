#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a text file into a C string: tools/text_to_c.py INPUT OUTPUT NAME. Run by the build."""

import pathlib
import sys


def c_string(text):
    """A C source line per line of text; every byte outside plain ASCII as an octal escape."""
    for line in text.splitlines(keepends=True):
        escaped = "".join(chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else f"\\{byte:03o}"
                          for byte in line.encode("utf-8"))
        yield f'    "{escaped}"\n'


def main(arguments):
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    source, target, name = arguments
    text = pathlib.Path(source).read_text(encoding="utf-8")
    lines = "".join(c_string(text)) or '    ""\n'
    pathlib.Path(target).write_text("/* SPDX-License-Identifier: Apache-2.0\n *\n"
                                    f" * Made by tools/text_to_c.py from {pathlib.Path(source).name}. */\n"
                                    f"extern const char {name}[];\nconst char {name}[] =\n{lines};\n",
                                    encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
