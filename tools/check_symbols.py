#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the symbols of static libraries: every name that others can see starts with dm_ (tables: DM_) or demerit_, stands in one
place only (of two the linker would take the first, without a word), and nothing can be written that outlives a call (no mutable
globals, no mutable static locals).

Usage: tools/check_symbols.py LIBRARY.a..."""

import re
import subprocess
import sys

PREFIX = re.compile(r"_?(dm_|DM_|demerit_)")
# Data that only the dynamic linker writes to (tables of pointers) is constant.
WRITABLE = re.compile(r"^(\.t?data(?!\.rel\.ro)|\.t?bss|\*COM\*)")
# objdump -t: value, seven columns of flags, section, size, [visibility], name
SYMBOL = re.compile(r"^[0-9a-f]{8,16} (.{7}) (\S+)\t[0-9a-f]+\s+(?:\.hidden |\.internal |\.protected )?(.+)$")
MEMBER = re.compile(r"^(\S+):\s+file format")


def problems_of(table):
    """What is wrong in the output of `objdump -t`, and the number of symbols that others can see."""
    problems, n_global, member, places = [], 0, "", {}
    for line in table.splitlines():
        if MEMBER.match(line):
            member = MEMBER.match(line)[1]
        match = SYMBOL.match(line)
        if match is None:
            continue
        flags, section, name = match.groups()
        if name.startswith("."):  # made by the compiler: sections, the locks of OpenMP
            continue
        if flags[6] not in "FO" and not (section.startswith(".t") and flags[5] != "d"):
            continue
        if flags[0] in "gu" or "w" in flags:
            if section != "*UND*":
                n_global += 1
                if "w" not in flags and places.setdefault(name, member) != member:
                    problems.append(f"{member}: {name}: {places[name]} has a global of this name too")
                if not PREFIX.match(name):
                    problems.append(f"{member}: {name}: a global name without the prefix dm_")
        if WRITABLE.match(section):
            problems.append(f"{member}: {name}: can be written and outlives a call ({section})")
    return problems, n_global


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 64
    table = subprocess.run(["objdump", "-t", *arguments], capture_output=True, text=True, check=True).stdout
    problems, n_global = problems_of(table)
    for problem in problems:
        print(problem)
    print(f"check_symbols: {n_global} global names, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
