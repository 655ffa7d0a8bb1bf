# SPDX-License-Identifier: Apache-2.0
"""The worked values of docs/odd/numerics-values.json, and laws of the functions."""

import json
import os
import unittest

from reference import numerics as num

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def integers(value):
    """Large integers are written as strings in the file."""
    if isinstance(value, list):
        return [integers(inner) for inner in value]
    if isinstance(value, dict):
        return {key: inner if key == "text" else integers(inner) for key, inner in value.items()}
    return int(value) if isinstance(value, str) else value


def worked(name):
    with open(os.path.join(ROOT, "docs", "odd", "numerics-values.json"), encoding="utf-8") as file:
        cases = json.load(file)[name]
    return [integers(case) for case in cases]

STUDIES = 80  # the first draw id of studies, which the model does not read


class WorkedValues(unittest.TestCase):
    def check(self, name, function, *arguments):
        cases = worked(name)
        self.assertTrue(cases)
        for case in cases:
            with self.subTest(case=case):
                self.assertEqual(case["result"], function(*(case[key] for key in arguments)))

    def test_functions(self):
        self.check("rdiv", num.rdiv, "a", "b")
        self.check("thr", num.thr, "p")
        self.check("mul32", num.mul32, "s", "t")
        self.check("exp_q40", num.exp_q40, "x")
        self.check("exp_q32", num.exp_q32, "x")
        self.check("ln_q32", num.ln_q32, "n")
        self.check("idx", num.idx, "y")
        self.check("fnv1a", num.fnv1a, "text")
        self.check("below", num.below, "u", "n")

    def test_rates(self):
        for case in worked("rate"):
            self.assertEqual((case["rate40"], case["rate24"]), (num.rate40(case["i"]), num.rate24(case["i"])), case)

    def test_poisson(self):
        for case in worked("poisson"):
            thresholds = num.poisson_thresholds(case["mean_q40"])
            first_certain = thresholds.index(num.ONE32)  # the file stops there
            self.assertEqual(case["thresholds"], thresholds[: first_certain + 1])
            for pair in case["counts"]:
                self.assertEqual(pair["count"], num.poisson(pair["u"], case["mean_q40"]))

    def test_philox(self):
        for case in worked("philox"):
            self.assertEqual(tuple(case["result"]), num.philox(tuple(case["counter"]), tuple(case["key"])))

    def test_words(self):
        for case in worked("word"):
            luck = num.Luck(case["seed"], case["replicate"])
            for pair in case["words"]:
                word = luck.word(case["draw"], pair["person"], case["tick"], case["entity"], case["index"])
                self.assertEqual(pair["word"], word, case)

    def test_pairs(self):
        for case in worked("pair"):
            luck = num.Luck(case["seed"], case["replicate"])
            for a, b in ((case["a"], case["b"]), (case["b"], case["a"])):
                self.assertEqual(case["word"], luck.pair_word(case["draw"], a, b, case["index"]))

    def test_pick(self):
        for case in worked("pick"):
            for pair in case["picks"]:
                self.assertEqual(pair["k"], num.pick(pair["u"], case["weights"]))


class Laws(unittest.TestCase):
    def test_philox_known_answer(self):
        """Of Random123's own list."""
        words = num.philox((0, 0, 0, 0), (0, 0))
        self.assertEqual((0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8), words)
        ones = 0xFFFFFFFF
        words = num.philox((ones,) * 4, (ones,) * 2)
        self.assertEqual((0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD), words)

    def test_draw_ids(self):
        """The ids are those of the one list of draws; the model leaves those of told lives, leaks and studies alone."""
        with open(os.path.join(ROOT, "src", "base", "draws.def"), encoding="utf-8") as file:
            rows = [line[len("DM_DRAW(") :].split(", ")[:2] for line in file if line.startswith("DM_DRAW(")]
        known = [(name, int(number)) for name, number in rows if hasattr(num, name)]
        self.assertGreater(len(known), 60)
        for name, number in known:
            self.assertEqual(number, getattr(num, name), name)
        unread = {name for name, number in rows if int(number) < STUDIES} - {name for name, _ in known}
        self.assertEqual({"UNSEEN", "LEAK", "VIGNETTE"}, unread)

    def test_exp_undoes_ln(self):
        for n in (1, 2, 3, 10, 1000, 999983):
            back = num.exp_q40(num.ln_q32(n)) / 2**40
            self.assertAlmostEqual(1, back / n, delta=1e-8)

    def test_poisson_is_monotone(self):
        words = [0, 2**20, 2**31, 3 * 2**30, 2**32 - 2, 2**32 - 1]
        means = [num.rate40(i) for i in range(-3000, 4000, 250)]
        for mean, more in zip(means, means[1:]):
            for u in words:
                self.assertLessEqual(num.poisson(u, mean), num.poisson(u, more))
        for u, v in zip(words, words[1:]):
            self.assertLessEqual(num.poisson(u, means[-1]), num.poisson(v, means[-1]))

    def test_poisson_mean(self):
        for i in (-2000, 0, 2000, num.I_MAX):
            thresholds = num.poisson_thresholds(num.rate40(i))
            mean = sum(num.ONE32 - threshold for threshold in thresholds) / num.ONE32
            self.assertAlmostEqual(1, mean / (num.rate40(i) / 2**40), delta=1e-6)


if __name__ == "__main__":
    unittest.main()
