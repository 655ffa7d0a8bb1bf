#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/reference_pages on small lists, and on the tree's own as far as no build is needed."""

import importlib.machinery
import importlib.util
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def script():
    """The tool, which has no ending, as a module."""
    loader = importlib.machinery.SourceFileLoader("reference_pages", str(ROOT / "tools" / "reference_pages"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = keep
    return module


pages = script()


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


class ReferencePages(unittest.TestCase):
    def test_rows_of_a_list(self):
        text = '/* DM_ROW(A, "b") */\nDM_ROW(ONE, "with (brackets), a comma and "\n    "a second line")\nDM_ROW(TWO, "")\n'
        self.assertEqual([["ONE", "with (brackets), a comma and a second line"], ["TWO", ""]],
                         pages.rows_of(text, "DM_ROW", 2))

    def test_a_row_of_another_shape_is_refused(self):
        with self.assertRaisesRegex(pages.Wrong, "DM_ROW: a row that is not of 2 arguments"):
            pages.rows_of('DM_ROW(ONE, "a")\nDM_ROW(TWO, "a", 3)\n', "DM_ROW", 2)
        with self.assertRaises(pages.Wrong):
            pages.rows_of("", "DM_ROW", 2)

    def test_a_word_without_words_is_told(self):
        row = 'DM_COLUMN(A, a, uint8_t, uint8_t, DENSE, MANY, STATE, ALWAYS, "some")\n'
        with self.assertRaisesRegex(pages.Wrong, "`MANY` is none of ONE, SCHEME, LIST"):
            pages.columns(lambda path: row)

    def test_every_row_of_the_tree_is_in_its_page(self):
        for path, make in (("src/scenario/measures.def", pages.measures), ("src/world/columns.def", pages.columns),
                           ("src/base/draws.def", pages.draws)):
            n_rows = len(re.findall(r"^DM_\w+\(", read(path), re.MULTILINE))
            self.assertEqual(n_rows, len(re.findall(r"^\| `", make(read), re.MULTILINE)), path)

    def test_stages_are_in_the_order_of_the_tick(self):
        def swapped(path):
            text = read(path)
            return text.replace("&dm_stage_behaviour,\n    &dm_stage_observe,", "&dm_stage_observe,\n    &dm_stage_behaviour,")

        def names(text):
            return re.findall(r"^\| \d+ \| `(\w+)`", text, re.MULTILINE)

        order = names(pages.stages(read))
        self.assertEqual(["renewal", "behaviour", "observe", "score", "lists", "services", "work", "publish", "respond", "adapt",
                          "opinion"], order)
        self.assertEqual(["renewal", "observe", "behaviour", *order[3:]], names(pages.stages(swapped)))

    def test_a_stage_tells_what_it_writes(self):
        text = pages.stages(read)
        self.assertIn("`owed` | `employed`, `means` | no | `src/stage/work.c` |", text)

    def test_the_first_difference_is_told(self):
        self.assertEqual("docs/reference/a.md:2: not up to date\n  is:     y\n  now:    x",
                         pages.first_difference("a.md", "a\nx\n", "a\ny\n"))
        self.assertIn("is:     (its end)", pages.first_difference("a.md", "a\nx\n", "a\n"))
        start = "a" * 5000
        self.assertEqual("docs/reference/a.md:1: not up to date\n  is:     ...%sx\n  now:    ...%sy" % (("a" * 60,) * 2),
                         pages.first_difference("a.md", start + "y", start + "x"))


if __name__ == "__main__":
    unittest.main()
