# SPDX-License-Identifier: Apache-2.0
"""Laws of the reference model itself, over small worlds."""

import json
import unittest

from reference import causes
from reference import numerics as num
from reference import scenario as reader
from reference.perceived import fifth_root
from reference.plan import Plan, poor_share
from reference.rules import Keeps
from reference.society import Society
from reference.ties import Ties, place_of_unit
from tests.reference import random_scenario, small
from tests.reference.small import NANO


def people(n, **changes):
    scenario = reader.load(small.world(n, society_changes=changes))
    return scenario, Society(scenario.society, scenario.seed)


class SocietyLaws(unittest.TestCase):
    def test_households_tile_the_society(self):
        _, society = people(9000)
        p = 0
        while p < society.n:
            person = society.persons[p]
            self.assertEqual(p, person.household_start)
            for q in society.household(p):
                self.assertEqual((p, person.group), (society.persons[q].household_start, society.persons[q].group))
            self.assertEqual(p // 4096, (p + person.adults - 1) // 4096, "a household crosses communities")
            p += person.adults

    def test_cells_have_their_share(self):
        _, society = people(1000)
        self.assertEqual(360, sum(1 for p in society.persons if (p.jurisdiction, p.setting) == (0, 0)))
        self.assertEqual(160, sum(1 for p in society.persons if (p.jurisdiction, p.setting) == (1, 1)))

    def test_poor_share(self):
        """With nothing to lose a fifth is poor; with a job to lose, more."""
        scenario, _ = people(1, labour=dict(small.society(1)["labour"], earner_share_nano=0))
        self.assertEqual(-(-(2**32) // 5), poor_share(scenario.society))
        scenario, _ = people(1)
        self.assertGreater(poor_share(scenario.society), 2**32 // 5)

    def test_small_societies(self):
        for n in (1, 2, 3):
            _, society = people(n)
            self.assertEqual(n, len(society.persons))
            Ties(society)


class TieLaws(unittest.TestCase):
    def test_symmetric_and_never_to_oneself(self):
        _, society = people(700)
        ties = Ties(society)
        for kind in ("household", "work", "friends"):
            neighbours = getattr(ties, kind)
            for p in range(society.n):
                self.assertNotIn(p, neighbours[p])
                for q in neighbours[p]:
                    self.assertEqual(neighbours[p].count(q), neighbours[q].count(p), (kind, p, q))

    def test_mean_degree(self):
        _, society = people(4096, ties=dict(small.society(1)["ties"], homophily_nano=0))
        ties = Ties(society)
        self.assertAlmostEqual(3, sum(map(len, ties.work)) / 4096, delta=0.1)
        self.assertAlmostEqual(7, sum(map(len, ties.friends)) / 4096, delta=0.2)

    def test_full_homophily_parts_friends(self):
        _, society = people(500, ties=dict(small.society(1)["ties"], homophily_nano=NANO))
        ties = Ties(society)
        group = [person.group for person in society.persons]
        self.assertTrue(all(group[p] == group[q] for p in range(500) for q in ties.friends[p]))
        self.assertFalse(all(group[p] == group[q] for p in range(500) for q in ties.work[p]))

    def test_units_are_permuted(self):
        luck = num.Luck(3, 0)
        for units in (1, 2, 3, 7, 64, 65):
            places = [place_of_unit(luck, 0, units, x) for x in range(units)]
            self.assertEqual(list(range(units)), sorted(places))


class PlanLaws(unittest.TestCase):
    def plan(self, **parts):
        scenario = reader.load(small.world(**small.strict(**parts)))
        return scenario, Plan(scenario, scenario.regime, Keeps(scenario, [scenario.regime]))

    def test_mean_rate_is_the_rate(self):
        """Section 3: the centre makes the mean over the eligible the rate given."""
        more = [-800000000, 500000000, 0, 700000000, 400000000, 300000000, 900000000]
        scenario, plan = self.plan(acts=[small.act("late", 6.0, more_if_nano=more, who=8), small.act("brave", 2.0)])
        act = next(a for a in scenario.acts if a.id == "late")
        total = mean = 0
        for weight, steps in plan.combinations(act):
            total += weight
            mean += weight * num.rate40(plan.base["late"] + steps)
        self.assertAlmostEqual(0.5, mean / total / 2**40, delta=0.001)

    def test_deterrence_grows_with_fear_and_detection(self):
        _, plan = self.plan()
        steps = plan.deterrence["late"]
        self.assertEqual(steps, sorted(steps))
        self.assertGreater(steps[63], steps[0])
        self.assertEqual([0] * 64, plan.deterrence["brave"])

    def test_gain_grows_near_the_next_tier(self):
        _, plan = self.plan()
        steps = plan.gain["brave", "city"]
        self.assertEqual(steps[1:], sorted(steps[1:], reverse=True))
        self.assertEqual(0, steps[0])

    def test_fifth_root(self):
        self.assertEqual((0, NANO), (fifth_root(0), fifth_root(NANO)))
        self.assertAlmostEqual(0.5, fifth_root(NANO // 32) / NANO, delta=1e-8)

    def test_dedupe_takes_from_the_later_channel_only(self):
        channels = [small.channel("a", {"late": 0.5}), small.channel("b", {"late": 0.5})]
        _, deduped = self.plan(channels=channels)
        scenario, doubled = self.plan(channels=channels, dedupe_by_act=False)
        late = next(a for a in scenario.acts if a.id == "late")
        klass = (0, 0, 0)
        self.assertEqual([-710, -1420], [q for _, q in deduped.seen(late, klass, True, False)])
        self.assertEqual([-710, -710], [q for _, q in doubled.seen(late, klass, True, False)])

    def test_index_outside_the_grid_is_refused(self):
        with self.assertRaisesRegex(ValueError, r"acts\.late: index"):
            self.plan(acts=[small.act("late", 700.0, more_if_nano=[NANO] + [0] * 6), small.act("brave", 1.0)])


class RunLaws(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.strict = small.table(small.world(**small.strict()))

    def column(self, lines, name, world="regime"):
        return {tick: values for (where, tick, column), values in lines.items() if (where, column) == (world, name)}

    def test_something_of_everything_happens(self):
        for name in ("records", "denied.loan", "left.a-low", "hits.b-act", "spell.city", "fear", "spell_cause.city"):
            self.assertGreater(small.total(self.strict, name), 0, name)
        for name in ("own.city", "error.city", "lawful.city"):
            self.assertNotEqual(0, small.total(self.strict, name), name)

    def test_no_observation_no_harm(self):
        quiet = small.table(small.world(**small.strict(channels=[])))
        for name in ("records", "own.city", "denied.loan", "listed.a-low", "listed.b-act", "spell.city"):
            self.assertEqual(0, small.total(quiet, name), name)

    def test_no_error_no_error_points(self):
        exact = small.table(small.world(**small.strict(channels=[small.channel("eye", {"late": 0.8, "brave": 0.5})])))
        self.assertEqual(0, small.total(exact, "error.city"))
        for causes_of_tick in self.column(exact, "list_cause.b-act").values():
            self.assertTrue(all(cause >> 40 & 7 == 0 for cause in causes_of_tick), "listed by one's own unlawful act")

    def test_without_weight_ties_do_not_matter(self):
        weightless = [small.scheme("city", {"late": -20, "brave": 10}, [900, 960, 1030])]
        tieless = dict.fromkeys(("work_nano", "friends_nano", "long_nano", "clustering_nano", "homophily_nano"), 0)
        parts = small.strict(schemes=weightless, adaptation=small.regime()["adaptation"])
        a = small.table(small.world(**parts))
        tieless["form"] = "ring-long"
        b = small.table(small.world(society_changes={"ties": tieless}, **parts))
        self.assertEqual(self.column(a, "tier.city"), self.column(b, "tier.city"))
        self.assertEqual(self.column(a, "own.city"), self.column(b, "own.city"))

    def test_twin_of_the_same_rules_is_the_same(self):
        parts = small.strict()
        other = small.regime(**{key: value for key, value in parts.items() if key != "acts"})
        lines = small.table(small.world(twin=other, **parts))
        for (where, tick, name), values in lines.items():
            if where == "twin":
                self.assertEqual(values, lines["regime", tick, name], (tick, name))
        self.assertEqual(0, small.total(lines, "induced.city"))

    def test_induced_where_gain_raises_a_rate(self):
        parts = small.strict()
        parts["acts"] = [small.act("late", 6.0, gain_nano=2 * NANO), small.act("brave", 2.0, lawful=True)]
        parts["schemes"] = [small.scheme("city", {"late": 20}, [900, 960, 1030])]
        lines = small.table(small.world(twin=small.regime(), **parts))
        self.assertGreater(small.total(lines, "induced.city"), 0)

    def test_order_of_entities_does_not_matter(self):
        text = json.loads(small.world(**small.strict()))
        text["acts"].reverse()
        text["regime"]["sanctions"].reverse()
        self.assertEqual(self.strict, small.table(json.dumps(text)))

    def test_replicates_differ_and_share_the_society(self):
        other = small.table(small.world(**small.strict()), replicate=2)
        for (where, tick, name), values in self.strict.items():
            if where == "society":
                self.assertEqual(values, other[where, tick, name])
        self.assertNotEqual(self.column(self.strict, "records"), self.column(other, "records"))

    def test_a_term_lasts_its_months(self):
        """One fall to the lowest tier by a record that counts for one month: the listing lasts six."""
        parts = small.strict(
            channels=[small.channel("eye", {"late": 1.0})],
            schemes=[small.scheme("city", {"late": -500}, [900], expire_months=1)],
            acts=[small.act("late", 0.3), small.act("brave", 0.0, lawful=True)],
        )
        left = self.column(small.table(small.world(persons=30, years=2, **parts)), "left.a-low")
        entries = 0
        for t in range(1, 24):
            for before, after in zip(left[t - 1], left[t]):
                allowed = {0: (0, 6), 1: (0, 6)}.get(before, (before - 1,))
                self.assertIn(after, allowed)
                entries += before == 0 and after == 6
        self.assertGreater(entries, 0)

    def test_certain_correction_ends_registry_errors(self):
        parts = small.strict(safeguards=dict.fromkeys(("notice_nano", "filing_nano", "success_nano"), NANO))
        parts["channels"][0]["sees_nano"] = {"late": 0, "brave": 0}
        parts["channels"][0]["sees_nano"]["late"] = NANO // 1000
        lines = small.table(small.world(**parts))
        hits, records = self.column(lines, "hits.b-act"), self.column(lines, "records")
        self.assertGreater(small.total(lines, "hits.b-act"), 0)
        for t in range(12):
            self.assertTrue(all(h <= r + 1 for h, r in zip(hits[t], records[t])))


class CauseLaws(unittest.TestCase):
    def cause(self, threshold=-100, induced=0, **points):
        full = dict(dict.fromkeys("ULEAI", 0), **points)
        packed = causes.entry_by_tier(full, induced, lambda p: p <= threshold)
        share = [(packed >> 8 * i & 0xFF) - (packed >> 8 * i & 0x80) * 2 for i in range(5)]
        flags = packed >> 40 & 0xFF
        return share, flags & 7, flags >> 3 & 3, packed >> 48 & 0x1F

    def test_sole(self):
        self.assertEqual(([120, 0, 0, 0, 0], 0, causes.SOLE, 1), self.cause(U=-150))
        self.assertEqual(([0, 0, 120, 0, 0], 7, causes.SOLE, 4), self.cause(E=-150))

    def test_joint_and_overdetermined(self):
        self.assertEqual(([60, 0, 60, 0, 0], 7, causes.JOINT, 5), self.cause(U=-50, E=-50))
        self.assertEqual(([60, 0, 60, 0, 0], 0, causes.OVERDETERMINED, 0), self.cause(U=-150, E=-150))

    def test_by_rule(self):
        self.assertEqual(([0, 0, 0, 0, 0], 0, causes.BY_RULE, 0), self.cause(threshold=10))

    def test_good_deeds_count_against(self):
        share, _, _, _ = self.cause(U=-150, L=100, E=-60)
        self.assertLess(share[1], 0)
        self.assertEqual(120, sum(share))

    def test_induced(self):
        self.assertEqual(4, self.cause(U=-150, induced=-60)[1])

    def test_shares_add_up_in_random_cases(self):
        generator = random_scenario.random.Random(1)
        for _ in range(200):
            points = {i: generator.randint(-90, 60) for i in "ULEAI"}
            if sum(points.values()) <= -100:
                self.assertEqual(120, sum(self.cause(**points)[0]))


class RandomScenarios(unittest.TestCase):
    def test_same_seed_same_text(self):
        for seed in range(20):
            text = random_scenario.make(seed)
            self.assertEqual(text, random_scenario.make(seed))
            self.assertTrue(text.startswith("schema: demerit/1\n"))


if __name__ == "__main__":
    unittest.main()
