# SPDX-License-Identifier: Apache-2.0
"""The comparison finds what it is told to find: run against programs that play the engine."""

import json
import os
import stat
import subprocess
import sys
import tempfile
import unittest

from reference import run as reference
from reference import scenario as reader
from tests.reference import compare, small

HERE = os.path.dirname(os.path.abspath(__file__))
PLAYER = """#!%s
import sys
name = {"--canon": "canon.json", "--state": "state.jsonl"}[sys.argv[1]]
sys.stdout.write(open(%r + "/" + name).read())
"""


class Comparison(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = folder.name
        os.mkdir(os.path.join(self.build, "tests"))
        self.program = os.path.join(self.build, "tests", "dump")
        self.text = small.world(persons=8, **small.strict())
        frozen = reader.load(self.text)
        self.lines = list(reference.lines(frozen, 1, frozen.months))

    def play(self, lines, text=None):
        """A build folder whose program prints these lines, and the canonical text."""
        with open(os.path.join(self.build, "canon.json"), "w", encoding="utf-8") as file:
            file.write(self.text if text is None else text)
        with open(os.path.join(self.build, "state.jsonl"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
        with open(self.program, "w", encoding="utf-8") as file:
            file.write(PLAYER % (sys.executable, self.build))
        os.chmod(self.program, os.stat(self.program).st_mode | stat.S_IXUSR)

    def changed(self, number, change):
        """The lines with one of them changed."""
        lines = json.loads(json.dumps(self.lines))
        change(lines[number])
        return lines

    def number(self, world, tick, column):
        keys = [(line["world"], line["tick"], line["column"]) for line in self.lines]
        return keys.index((world, tick, column))

    def difference(self):
        return compare.difference(self.program, "some.yaml", [])

    def test_agreement(self):
        self.play(reversed(self.lines))
        self.assertIsNone(self.difference())

    def test_one_value(self):
        number = self.number("regime", 3, "own.city")
        want = self.lines[number]["values"][5]
        self.play(self.changed(number, lambda line: line["values"].__setitem__(5, want + 7)))
        self.assertEqual(
            "regime tick 3 own.city person 5: expected %d, got %d" % (want, want + 7), self.difference()
        )

    def test_missing_line(self):
        number = self.number("society", -1, "tie_sum")
        self.play(self.lines[:number] + self.lines[number + 1 :])
        self.assertEqual("society tick -1 tie_sum: expected, but the engine has no such line", self.difference())

    def test_line_too_many(self):
        extra = dict(self.lines[-1], column="surprise")
        self.play(self.lines + [extra])
        self.assertEqual("regime tick 11 surprise: not expected, but the engine prints it", self.difference())

    def test_number_of_persons(self):
        self.play(self.changed(0, lambda line: line["values"].pop()))
        self.assertIn("expected 8 persons, got 7", self.difference())

    def test_failing_program(self):
        self.play(self.lines)
        with open(self.program, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho 'no such scenario' >&2\nexit 3\n")
        self.assertEqual("--canon: exit status 3: no such scenario", self.difference())

    def test_driver_counts_and_fails(self):
        number = self.number("regime", 0, "employed")
        for lines, status, words in (
            (self.lines, 0, "# 3 passed, 0 failed"),
            (self.changed(number, lambda line: line["values"].__setitem__(0, 9)), 1, "# 0 passed, 3 failed"),
        ):
            self.play(lines)
            command = [sys.executable, os.path.join(HERE, "run"), self.build, "--no-library", "--random", "3", "--measures", "0"]
            done = subprocess.run(command, stdout=subprocess.PIPE)
            self.assertEqual(status, done.returncode)
            self.assertIn(words, done.stdout.decode().splitlines())


if __name__ == "__main__":
    unittest.main()
