#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/check_scenarios.py on copies of the library with one thing changed: what it must refuse, and how it says so."""

import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_scenarios  # noqa: E402


@unittest.skipIf(check_scenarios.yaml is None, "PyYAML is not installed")
class Scenarios(unittest.TestCase):
    def failures(self, file=None, old="", new=""):
        """What the check says of the library once `old` in `file` is `new`."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name in ("data", "scenarios", "studies"):
                shutil.copytree(ROOT / name, root / name)
            if file is not None:
                text = (root / file).read_text(encoding="utf-8")
                self.assertIn(old, text)
                (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
            return check_scenarios.Check(root).run()

    def scenario(self, name, old, new):
        return self.failures(f"scenarios/{name}/scenario.yaml", old, new)

    def test_the_library_itself(self):
        self.assertEqual([], self.failures())

    def test_census_table(self):
        self.assertEqual(["base: society.jurisdictions is not the table in data/"], self.scenario("base", "21893095", "21893096"))
        self.assertEqual(["base: society.urban is not 0.6389 as in data/"], self.scenario("base", "63.89 %", "63.9 %"))

    def test_income_is_that_of_the_last_year(self):
        self.assertEqual(["base: society.income_quintiles is not the table in data/"],
                         self.failures("data/income-quintiles.csv", "2023,9215", "2023,9216"))

    def test_targets_are_what_the_counts_come_to(self):
        found = self.failures("data/court-list.csv", "282084", "382084")
        self.assertEqual(1, len(found))
        self.assertRegex(found[0], r"^list-targets.csv: entries is 2.23, the counts of court-list.csv come to 2.54")

    def test_a_study_quotes_targets_and_ranges(self):
        self.assertEqual(["calibrate-rongcheng: the target exits_from.judgment-defaulters is not that of list-targets.csv"],
                         self.failures("studies/calibrate-rongcheng.yaml", "value: 1.42", "value: 1.5"))
        self.assertEqual(["calibrate-rongcheng: the target listed_share.judgment-defaulters is not that of list-targets.csv"],
                         self.failures("studies/calibrate-rongcheng.yaml", "confidence: S2", "confidence: S"))
        self.assertEqual(["calibrate-rongcheng: the range of seen is that of no table"],
                         self.failures("studies/calibrate-rongcheng.yaml", "[70 %, 98 %]", "[60 %, 98 %]"))
        self.assertEqual(["calibrate-rongcheng: the range of paid is that of no table"],
                         self.failures("studies/calibrate-rongcheng.yaml", "[0.2 %/month, 5 %/month]", "[0.1 %/month, 5 %/month]"))

    def test_number_without_a_mark(self):
        self.assertEqual(["suzhou: sanctions.low-careers.hiring: x0.85 has no source and no range"],
                         self.scenario("suzhou", "hiring: {value: x0.85, source: assumed, range: [0.5, 1]}", "hiring: x0.85"))
        self.assertEqual(["suzhou: schemes.osmanthus.tiers[1].from: 80 has no source and no range"],
                         self.scenario("suzhou", "from: {value: 80, source: assumed, range: [60, 95]}", "from: 80"))

    def test_assumed_without_range_or_reason(self):
        self.assertEqual(["suzhou: response.publicity: assumed without a range or a reason"],
                         self.scenario("suzhou", "{value: 0.5, source: assumed, range: [0, 1]}", "{value: 0.5, source: assumed}"))

    def test_source_without_confidence(self):
        self.assertEqual(["suzhou: schemes.osmanthus.low: a source without its confidence"],
                         self.scenario("suzhou", "low: {value: 0, source: \"data/schemes.csv\", confidence: R}",
                                       "low: {value: 0, source: \"data/schemes.csv\"}"))

    def test_outside_its_range(self):
        self.assertEqual(["suzhou: schemes.osmanthus.points.jaywalking: -11 is outside its range ['-10', '-0.5']"],
                         self.scenario("suzhou", "jaywalking: {value: -2,", "jaywalking: {value: -11,"))

    def test_assumed_ranges(self):
        self.assertEqual(["base: acts.late-utility-bill.rate is 0.15/year, assumed-ranges.csv has .16"],
                         self.failures("data/assumed-ranges.csv", "late >= 60 d,.15,", "late >= 60 d,.16,"))
        self.assertEqual(["base: acts.late-utility-bill.rate has the range ['0.05', '0.4'], assumed-ranges.csv has .05-.50"],
                         self.failures("data/assumed-ranges.csv", ".05-.40,common", ".05-.50,common"))

    def test_rule_book(self):
        self.assertEqual(["rongcheng: points of utility-theft: -61, the rule book has -60"],
                         self.scenario("rongcheng", "value: -60,", "value: -61,"))
        self.assertEqual(["rongcheng: points of other-commercial: not the middle of -5..-50, said in a note"],
                         self.scenario("rongcheng", "value: -27.5", "value: -27"))
        self.assertEqual(["rongcheng: points of drunk-driving: not the points to grade C, said in a note"],
                         self.scenario("rongcheng", "value: -151", "value: -150"))
        self.assertEqual(["rongcheng: the row \"jaywalking\" of rulebooks.csv stands nowhere"],
                         self.failures("data/rulebooks.csv", "suining-2010,each", "rongcheng,jaywalking,-5,points,S,x\nsuining-2010,each"))

    def test_row_dropped_from_a_scenario(self):
        self.assertIn("rongcheng: points of illegal-fundraising: None, the rule book has -40",
                      self.scenario("rongcheng", "      illegal-fundraising: {value: -40,", "      no-such-act: {value: -40,"))

    def test_bounds_of_a_scheme(self):
        self.assertEqual(["suzhou: high is not 200 as in schemes.csv"], self.scenario("suzhou", "high: {value: 200,", "high: {value: 201,"))
        self.assertIn("rongcheng: no tier from 960 as in schemes.csv", self.scenario("rongcheng", "value: 960,", "value: 961,"))

    def test_title(self):
        self.assertEqual(["rongcheng: the title does not say \"synthetic society\""],
                         self.scenario("rongcheng", ", applied to a synthetic society", ""))

    def test_ordinary_law_stays_as_it_is(self):
        self.assertEqual(["suzhou: channels.court is not that of ordinary-law"],
                         self.scenario("suzhou", "channels:\n", "channels:\n  court: {label: other courts}\n"))

    def test_variant_of_what_is_not_there(self):
        self.assertEqual(["suzhou: variant no-association changes schemes.osmantus.association.weight, which is not there"],
                         self.scenario("suzhou", "no-association:\n    schemes: {osmanthus:", "no-association:\n    schemes: {osmantus:"))

    def test_extends_itself(self):
        self.assertIn("base: extends what is not there, or itself", self.scenario("base", "family: theory", "extends: base\nfamily: theory"))

    def test_numbers_with_units(self):
        for text, expected in (("12 %", 0.12), ("6/year", 6), ("4.8 %/month", 0.048), ("x0.85", 0.85), ("+300 yuan/year", 300),
                               ("24 months", 24), ("-27.5", -27.5), (".002", 0.002), ("loan", None), ("1e3x", None)):
            with self.subTest(text):
                self.assertEqual(expected, check_scenarios.number(text))


if __name__ == "__main__":
    unittest.main()
