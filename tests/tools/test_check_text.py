#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/check_text.py on tiny trees outside git: what it must refuse, and how it says so."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import check_text  # noqa: E402

SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
ALOUD = "Not for decisions on persons. Not a model of China. Not a design aid."
NOTE = "TO" + "DO"


class Text(unittest.TestCase):
    def problems(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_text.check(root)[0]

    def test_clean_tree(self):
        self.assertEqual([], self.problems({"README.md": ALOUD, "src/a.c": SPDX, "data.csv": "a\tb \n"}))

    def test_licence_line(self):
        self.assertEqual(["src/a.c:1: no SPDX-License-Identifier in the first three lines",
                          "tool:1: no SPDX-License-Identifier in the first three lines"],
                         self.problems({"src/a.c": "int x;\n", "tool": "#!/bin/sh\n"}))

    def test_place_on_a_machine(self):
        self.assertEqual(["a.md:1: a path of one machine: /ho" + "me/s"], self.problems({"a.md": "see /ho" + "me/someone\n"}))
        self.assertEqual([], self.problems({"a.md": "docs/home/x, ~/work/x, <root>/x, work/home/x\n"}))

    def test_registry_host(self):
        self.assertEqual(["a.json:1: a registry's host: pypi" + ".org"], self.problems({"a.json": "https://pypi" + ".org/x\n"}))

    def test_note_needs_an_entry(self):
        source = SPDX + "/* " + NOTE + "(tides): later */\n"
        self.assertEqual([f"src/a.c:2: {NOTE} without an entry in docs/roadmap.md; write {NOTE}(entry)"],
                         self.problems({"src/a.c": source}))
        self.assertEqual([], self.problems({"src/a.c": source, "docs/roadmap.md": "- tides: both ways\n"}))

    def test_blanks_in_c(self):
        self.assertEqual(["src/a.c:2: a tab", "src/a.c:3: trailing blanks"],
                         self.problems({"src/a.c": SPDX + "\tint x;\nint y; \n"}))

    def test_size(self):
        self.assertEqual(["a.csv: 1048577 bytes, above 1 MiB"], self.problems({"a.csv": "1" * (2**20 + 1)}))

    def test_what_must_be_said(self):
        self.assertEqual(['README.md: does not say "not a design aid"'],
                         self.problems({"README.md": ALOUD.replace("design", "sign")}))

    def test_string_literals_of_a_report_are_joined(self):
        text = SPDX + '"Not for decisions on "\n    "persons. Not a model"\n  " of China. "\n "Not a design aid."\n'
        self.assertEqual([], self.problems({"src/report/html.c": text}))
        self.assertEqual(3, len(self.problems({"src/report/html.c": SPDX})))


if __name__ == "__main__":
    unittest.main()
