# SPDX-License-Identifier: Apache-2.0
"""Laws of the mechanisms of docs/odd/mechanisms.md in the reference model, over small worlds."""

import json
import unittest

from reference import observe, opinion
from reference import scenario as reader
from reference.plan import discretion_factors
from reference.score import months
from tests.reference import mechanisms, random_scenario, small
from tests.reference.small import NANO


def run(persons=60, society=None, forms=None, rules=None, **changes):
    """Lines of a world in which everything happens, with parts changed."""
    raw = json.loads(small.world(persons, society_changes=society, **small.strict(**changes)))
    raw["forms"].update(forms or {})
    raw["rules"] = rules
    return small.table(json.dumps(raw))


def with_entry(**changes):
    """The lists of the world, the one by tier changed."""
    return {"lists": [dict(entry, **changes) if entry["id"] == "a-low" else entry for entry in small.strict()["lists"]]}


def column(lines, name):
    return [values for (where, _, of), values in sorted(lines.items()) if (where, of) == ("regime", name)]


class RulesLaws(unittest.TestCase):
    def rules(self, **changes):
        """Other rules in the second jurisdiction from month 4 on."""
        raw = json.loads(small.world(**small.strict(**changes)))
        return {"from_month": [0, 4], "index": [[0, 0], [0, 1]], "regimes": [raw["regime"]]}

    def test_the_same_rules_change_nothing(self):
        self.assertEqual(run(), run(rules=self.rules()))

    def test_other_rules_hold_where_and_when_they_do(self):
        """Without channels in the second jurisdiction nobody there gets a record, but for those on the way."""
        lines = run(rules=self.rules(channels=[dict(small.strict()["channels"][0], active=False)]))
        where = lines["society", -1, "jurisdiction"]
        for t in range(6, 12):
            records = lines["regime", t, "records"]
            self.assertGreater(sum(n for n, j in zip(records, where) if j == 0), 0)
        self.assertGreater(sum(n for n, j in zip(lines["regime", 3, "records"], where) if j == 1), 0)

    def test_inactive_list_lets_nobody_in(self):
        lines = run(**with_entry(active=False))
        self.assertEqual(0, small.total(lines, "listed.a-low"))


class PointsLaws(unittest.TestCase):
    def test_discretion_has_mean_one_in_group_a(self):
        raw = small.scheme("s", {}, [])
        raw.update(discretion_sigma_nano=NANO // 2, discretion_bias_b_nano=NANO)
        discretion = reader._scheme(raw, [])
        factors = discretion_factors(discretion.discretion)
        self.assertAlmostEqual(64 * NANO, sum(factors[0][0]), delta=64)
        self.assertGreater(sum(factors[1][0]), 2 * 64 * NANO)
        self.assertEqual(factors[0][1], factors[1][1])

    def test_year_end(self):
        self.assertEqual([12, 11, 1, 12], [months(-2, e) for e in (0, 1, 11, 24)])

    def test_full_uptake_is_no_opt_in(self):
        scheme = dict(small.strict()["schemes"][0], opt_in=True)
        lines, plain = run(schemes=[scheme]), run()
        for key, values in plain.items():
            self.assertEqual(values, lines[key], key)

    def test_peers_rate_badly_more_often_where_ties_are_bad(self):
        for norm in reader.PEER_NORMS:
            peers = reader.SimpleNamespace(norm=norm, bias_b=0, noise=0, retaliation=NANO // 4)
            self.assertEqual(0, observe.chance_of_bad(peers, NANO, 0))
            self.assertGreater(observe.chance_of_bad(peers, NANO // 2, 0), 0)


class ListLaws(unittest.TestCase):
    def test_certain_fulfilment_leaves_after_a_month(self):
        lines = run(**with_entry(fulfilment_nano=NANO))
        self.assertGreater(small.total(lines, "left.a-low"), 0)
        self.assertTrue(all(left in (0, 6) for values in column(lines, "left.a-low") for left in values))
        self.assertTrue(all(spent == 0 for values in column(lines, "spent.a-low") for spent in values))

    def test_copies_outlive_a_listing(self):
        lines = run(**with_entry(copies_months=3, fulfilment_nano=NANO))
        listed, stale = column(lines, "listed.a-low"), column(lines, "stale.a-low")
        for p in range(60):
            for t in range(1, 12):
                if listed[t - 1][p] and not listed[t][p]:
                    self.assertEqual(3, stale[t][p])
                self.assertFalse(listed[t][p] and stale[t][p])

    def test_housemates_share_a_listing(self):
        lines = run(**with_entry(household_nano=NANO))
        home = lines["society", -1, "household_start"]
        for own, shared in zip(column(lines, "left.a-low"), column(lines, "listed.a-low")):
            homes = {home[p] for p in range(60) if own[p] > 0}
            self.assertEqual([int(home[p] in homes) for p in range(60)], shared)


class RedressLaws(unittest.TestCase):
    def redress(self, **changes):
        whole = dict.fromkeys(("notice_nano", "explanation_nano", "filing_nano"), NANO)
        body = dict(small.redress()["body"], grants_wrongful_nano=NANO, grants_rightful_nano=NANO)
        adaptation = dict(small.adapting(), aware_at_start_nano=NANO)
        return {"redress": small.redress(on=True, body=dict(body, **changes), **whole), "adaptation": adaptation}

    def test_everything_granted_at_once_lists_nobody(self):
        lines = run(**self.redress())
        self.assertEqual(0, small.total(lines, "left.a-low") + small.total(lines, "left.b-act"))
        self.assertGreater(small.total(lines, "shield.a-low"), 0)

    def test_no_officers_no_decision(self):
        lines = run(**self.redress(officers_nano=0))
        stages = {stage for values in column(lines, "stage.a-low") for stage in values}
        self.assertEqual({0, 1}, stages)


class WorkLaws(unittest.TestCase):
    def test_fixed_jobs_are_conserved(self):
        lines = run(forms={"labour": "fixed"})
        self.assertEqual(1, len({sum(values) for values in column(lines, "employed")}))

    def test_everybody_renewed_every_month_knows_no_past(self):
        lines = run(society={"renewal_per_year_nano": 12 * NANO})
        self.assertEqual(0, small.total(lines, "records"), "a delay of a month is longer than anybody's life")


class ResponseLaws(unittest.TestCase):
    def test_nothing_cut_without_a_hazard(self):
        response = small.regime()["response"]
        lines = run(response=dict(response, restore_nano=NANO))
        self.assertEqual(1, len({tuple(values) for values in column(lines, "ties")}))

    def test_certain_cuts_leave_no_ties(self):
        response = small.regime()["response"]
        lines = run(response=dict(response, cut_base_nano=NANO))
        self.assertTrue(all(mask == 0 for values in column(lines, "ties") for mask in values))

    def test_without_cost_dissent_is_disapproval(self):
        section = dict(small.regime()["opinion"], on=True, pace_nano=NANO // 2, harm_nano=4 * NANO)
        lines = run(opinion=section)
        for approval, signal in zip(column(lines, "approval"), column(lines, "signal")):
            self.assertEqual([int(q < 2**15) for q in approval], signal)
        self.assertGreater(small.total(lines, "signal"), 0)

    def test_logistic(self):
        self.assertEqual(2**31, opinion.logistic(0))
        for x in (NANO // 3, 2 * NANO, 40 * NANO):
            self.assertLessEqual(abs(opinion.logistic(x) + opinion.logistic(-x) - 2**32), 1)


class Generator(unittest.TestCase):
    def test_every_mechanism_changes_the_text(self):
        for name in mechanisms.NAMES:
            texts = [random_scenario.make(seed, [name]) != random_scenario.make(seed, []) for seed in range(12)]
            self.assertIn(True, texts, name)


if __name__ == "__main__":
    unittest.main()
