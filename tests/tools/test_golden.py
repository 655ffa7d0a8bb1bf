#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tests/golden with programs that only print: what is told of a difference, and that nothing is written without a reason."""

import contextlib
import importlib.machinery
import importlib.util
import io
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from tests.golden import golden  # noqa: E402


def script(name):
    """A script of tests/golden, which has no ending, as a module."""
    loader = importlib.machinery.SourceFileLoader("golden_" + name, str(ROOT / "tests" / "golden" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = keep
    return module


class Golden(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.build = self.folder / "build-fake"
        (self.build / "tests").mkdir(parents=True)
        self.print_from("demerit", "a")
        self.print_from("tests/golden_run", "a")
        for name in "FILE", "CHANGES":
            self.addCleanup(setattr, golden, name, getattr(golden, name))
            setattr(golden, name, str(self.folder / name))

    def print_from(self, program, state, status=0):
        path = self.build / program
        path.write_text('#!/bin/sh\necho \'{"checksum": "%s", "twin_checksum": null, "measures_checksum": "m"}\'\n'
                        "echo 'no such thing' >&2\nexit %d\n" % (state, status))
        path.chmod(0o755)

    def update(self, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = script("update").main([str(self.build), *arguments])
        return code, out.getvalue()

    def compare(self, how="few"):
        told = []
        return golden.compare(golden.runs_of_build(str(self.build), how), golden.load(), 2, told.append), told

    def test_update_wants_a_reason(self):
        for arguments in (), ("--reason", ""), ("--reason", "   because  "):
            code, text = self.update(*arguments)
            self.assertEqual(64, code)
            self.assertIn("change for a reason", text)
        self.assertFalse(pathlib.Path(golden.FILE).exists())

    def test_update_writes_down_the_reason_and_what_changed(self):
        self.assertEqual(0, self.update("--reason", "The first of them.")[0])
        self.print_from("demerit", "b")
        self.assertEqual(0, self.update("--reason", "Acts are counted otherwise.")[0])
        changes = pathlib.Path(golden.CHANGES).read_text()
        self.assertIn("The first of them.\n\nChanged: all runs.\n", changes)
        self.assertIn("Acts are counted otherwise.\n\nChanged: rongcheng n=1 (checksum); ", changes)
        self.assertEqual("b", golden.load()[0]["checksum"])

    def test_update_writes_nothing_if_nothing_changed_or_a_run_failed(self):
        self.update("--reason", "The first of them.")
        before = pathlib.Path(golden.CHANGES).read_text()
        self.assertEqual((0, "update: nothing has changed; nothing written\n"), self.update("--reason", "For no reason."))
        self.print_from("demerit", "b", status=1)
        code, text = self.update("--reason", "It does not run.")
        self.assertEqual(1, code)
        self.assertIn("exit status 1: no such thing", text)
        self.assertEqual(before, pathlib.Path(golden.CHANGES).read_text())

    def test_a_difference_says_all_that_is_needed_to_see_it_again(self):
        self.update("--reason", "The first of them.")
        (_, failed), told = self.compare()
        self.assertEqual((0, []), (failed, told))
        self.print_from("tests/golden_run", "b")
        (passed, failed), told = self.compare()
        self.assertEqual(2 * passed, failed)  # of three runs of a case, one is of the other program
        self.assertIn("rongcheng n=17, build-fake, golden_run --threads 4 --tile 3 --lanes 2: checksum: expected a, got b", told)

    def test_what_differs_in_all_runs_of_a_society_is_told_once(self):
        self.update("--reason", "The first of them.")
        for program in "demerit", "tests/golden_run":
            self.print_from(program, "b")
        (passed, failed), told = self.compare()
        self.assertEqual(0, passed)
        self.assertEqual(failed, 3 * len(told))
        self.assertEqual("rongcheng n=1, build-fake, all 3 runs: checksum: expected a, got b", told[0])

    def test_state_may_not_depend_on_what_is_measured(self):
        self.update("--reason", "The first of them.")
        path = self.build / "demerit"
        text = path.read_text()
        path.write_text(text.replace("\n", '\ncase "$*" in *causes=off*) echo "{}"; exit;; esac\n', 1))
        (_, failed), told = self.compare("some")
        at_4097 = [case for case in golden.CASES if case["persons"] == 4097]
        self.assertEqual(len(at_4097), failed)
        self.assertIn("--set measure.causes=off", told[0])
        self.assertIn("no checksums in what it printed", told[0])

    def test_every_case_must_be_there(self):
        self.update("--reason", "The first of them.")
        path = pathlib.Path(golden.FILE)
        path.write_text(golden.text_of(golden.load()[1:]))
        with self.assertRaisesRegex(golden.Refused, "other runs than golden.py names"):
            golden.load()

    def test_a_build_without_programs_fails(self):
        self.update("--reason", "The first of them.")
        (self.build / "tests" / "golden_run").unlink()
        (_, failed), told = self.compare()
        self.assertTrue(failed > 0 and "golden_run" in told[0], told)


if __name__ == "__main__":
    unittest.main()
