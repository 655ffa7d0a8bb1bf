#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/check_symbols.py on what objdump prints of small objects."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import check_symbols  # noqa: E402


def row(flags, section, name):
    return f"0000000000000000 {flags:<7} {section}\t0000000000000004 {name}\n"


class Symbols(unittest.TestCase):
    def check(self, *rows):
        return check_symbols.problems_of("a.o:     file format elf64-x86-64\n" + "".join(rows))

    def test_prefixed_functions_and_constants_pass(self):
        self.assertEqual(([], 3), self.check(
            row("g     F", ".text", ".hidden dm_world_init"),
            row("g     O", ".rodata", "dm_stages"),
            row("g     O", ".data.rel.ro.local", "demerit_names"),
            row("l     F", ".text", "helper"),
            row("l     O", ".rodata", "table.0"),
            row("l    d ", ".data", ".data"),
            row("      O", "*COM*", ".gomp_critical_user_dm_pair"),
            row("       ", "*UND*", "malloc")))

    def test_global_name_without_prefix(self):
        self.assertEqual((["a.o: helper: a global name without the prefix dm_"], 1),
                         self.check(row("g     F", ".text", ".hidden helper")))

    def test_one_name_in_two_places(self):
        rows = (row("g     F", ".text", ".hidden dm_same"), "b.o:     file format elf64-x86-64\n", row("g     F", ".text", "dm_same"))
        self.assertEqual((["b.o: dm_same: a.o has a global of this name too"], 2), self.check(*rows))
        self.assertEqual([], self.check(rows[0], rows[1], row("       ", "*UND*", "dm_same"))[0])

    def test_what_can_be_written(self):
        for section in (".data", ".bss", ".data.rel", ".tbss", ".tdata", "*COM*"):
            with self.subTest(section):
                self.assertEqual(([f"a.o: n.0: can be written and outlives a call ({section})"], 0),
                                 self.check(row("l     O", section, "n.0")))


if __name__ == "__main__":
    unittest.main()
