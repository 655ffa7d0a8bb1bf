#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/check_layers.py on tiny trees: what it must let pass, and what it must refuse and how it says so."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import check_layers  # noqa: E402

DEPS = """# a comment
base:
world: base [yaml.h]
stage: world base
cli: include
"""


class Layers(unittest.TestCase):
    def problems(self, files, deps=DEPS):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "deps.txt").write_text(deps, encoding="utf-8")
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_layers.check(root)[0]

    def test_allowed_includes_pass(self):
        self.assertEqual([], self.problems({
            "src/base/status.h": "#include <stddef.h>\n#include \"codes.def\"\n",
            "src/base/codes.def": "",
            "src/world/world.h": "#include \"base/status.h\"\n# include <yaml.h>\n",
            "src/stage/stage.c": "#include \"world/world.h\"\n#include \"../base/status.h\"\n",
            "include/demerit/core.h": "#include <stdint.h>\n",
            "cli/main.c": "#include <demerit/core.h>\n#include <stdio.h>\n",
        }))

    def test_upward_include_is_refused(self):
        self.assertEqual(['src/base/a.c:2: base may not include world ("world/world.h")'], self.problems({
            "src/base/a.c": "\n#include \"world/world.h\"\n",
            "src/world/world.h": "",
        }))

    def test_relative_path_does_not_hide_an_upward_include(self):
        self.assertEqual(['src/base/a.c:1: base may not include world ("../world/world.h")'], self.problems({
            "src/base/a.c": "#include \"../world/world.h\"\n",
            "src/world/world.h": "",
        }))

    def test_def_file_counts_as_part_of_its_folder(self):
        self.assertEqual(['src/base/a.c:1: base may not include world ("world/columns.def")'], self.problems({
            "src/base/a.c": "#include \"world/columns.def\"\n",
            "src/world/columns.def": "",
        }))

    def test_program_sees_public_headers_only(self):
        self.assertEqual(['cli/main.c:1: cli may not include world ("world/world.h")'], self.problems({
            "cli/main.c": "#include \"world/world.h\"\n",
            "src/world/world.h": "",
        }))

    def test_external_header_needs_brackets(self):
        self.assertEqual(["src/stage/a.c:1: stage may not include <yaml.h>",
                          "src/stage/a.c:2: stage may not include <unistd.h>"],
                         self.problems({"src/stage/a.c": "#include <yaml.h>\n#include <unistd.h>\n"}))

    def test_missing_header_is_named(self):
        self.assertEqual(['src/base/a.c:1: "gone.h" is neither in the tree nor in the brackets of base in deps.txt'],
                         self.problems({"src/base/a.c": "#include \"gone.h\"\n"}))

    def test_cycle_in_the_rules(self):
        self.assertIn("deps.txt: a cycle: a -> b -> a", self.problems({}, "a: b\nb: a\n"))

    def test_cycle_of_includes(self):
        problems = self.problems({
            "src/base/a.h": "#include \"world/b.h\"\n",
            "src/world/b.h": "#include \"base/a.h\"\n",
        })
        self.assertIn("a cycle of includes: base -> world -> base", problems)

    def test_same_name_twice(self):
        self.assertEqual(["src/world/a.c: src/base/a.c has the same name"],
                         self.problems({"src/base/a.c": "", "src/world/a.c": ""}))

    def test_folder_without_a_line(self):
        self.assertEqual(["src/extra: no line in deps.txt"],
                         self.problems({"src/extra/a.c": "", "src/extra/b.c": ""}))

    def test_rules_that_make_no_sense(self):
        self.assertEqual(["deps.txt:2: not `layer: layers [headers]`: what is this",
                          "deps.txt:4: base: a second line for this layer",
                          "deps.txt: world: sky is no layer"],
                         self.problems({}, "base:\nwhat is this\nworld: sky\nbase:\n"))


if __name__ == "__main__":
    unittest.main()
