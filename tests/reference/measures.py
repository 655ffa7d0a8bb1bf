# SPDX-License-Identifier: Apache-2.0
"""Computes the measures of a small society a second time, from the state of every person, and compares.

What measures are made of is printed by `BUILD/tests/dump --state`, person by person and tick by tick; what the engine makes of it,
by `BUILD/demerit run --json`. Here the first is summed anew by docs/odd/measures.md, in exact integers, and must give the second.
Whether a record is true, and which channel made it, stands in no column: where that is asked for, the reference model runs again
and tells (as it does scores, for their association). Societies of one community only, without mechanisms beyond the spine: what is
null without them must be null. Left out, because no column tells them: `miss_rate`, which is of rules; `gaming_share` and
`displaced_good`, of rates without gain; `tier_assortativity`, of who is tied to whom; and the indicators `art5`.
"""

import json
import math
import os
import subprocess
from collections import defaultdict
from fractions import Fraction

from reference import numerics as num
from reference import perceived
from reference import scenario as reader
from reference.plan import Plan
from reference.rules import Keeps
from reference.score import clamp
from reference.society import Society
from reference.tick import World
from reference.ties import Ties
from tests.reference import compare, lasting

NANO = 10**9
ONE32 = 2**32
TOLERANCE = 1e-9
MIN_EVENTS = 20
MIN_STRATUM = 100  # persons of either group
CLASSES = 2**16  # of conduct and of income rank
DAYS_A_MONTH = Fraction(487, 16)
WHOLE = 120  # of which causes are shares
LOOK_EVERY = 7  # months between those in which lawful acts are looked at
DURATIONS = ("trapped_60", "wrongful_days")
CAUSES = ("unlawful", "lawful", "error", "association", "inherited")
COSTS = ("admin_cost", "admin_cost.channels")  # where nothing else costs anything
KINDS = ("sole", "joint", "overdetermined", "by_rule")  # of entries, as numbered in a packed cause
NAN = float("nan")
TOTAL = (None, None)


# ---- What the engine prints ----


def result(program, scenario, sets):
    """The measures as the engine has them, {id: {mean, lo, hi, n, twin, difference, by}}."""
    command = [program, "run", scenario, "--json", "--threads", "2"]
    for item in sets:
        command += ["--set", item]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise compare.Refused("demerit run: exit status %d" % done.returncode)
    return json.loads(done.stdout.decode("utf-8"))["metrics"]


# ---- What a column does not say: the reference model again ----


class Watched(World):
    """A world that remembers of each record whose it is and which channel made it, and the scores of the tick."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.filed = defaultdict(list)  # by tick of effect: (person, true, channel)

    def record(self, target, act_id, channel, klass, effect, corrected=None, induced=False):
        self.filed[effect].append((target, klass != "E", channel.id, act_id))
        super().record(target, act_id, channel, klass, effect, corrected, induced)

    def final(self, scheme_id):
        """The scores of everybody after the last tick."""
        return [state.score[scheme_id] for state in self.state]


def watched(frozen, replicate):
    """{world: Watched} after the whole run of a replicate."""
    society = Society(frozen.society, frozen.seed)
    ties = Ties(society)
    worlds = {"regime": Watched(frozen, frozen.rules, society, ties, replicate)}
    if frozen.twin is not None:
        worlds["twin"] = Watched(frozen, frozen.twin_rules, society, ties, replicate)
    for t in range(frozen.months):
        if "twin" in worlds:
            worlds["twin"].step(t)
        worlds["regime"].step(t, worlds.get("twin"))
    return worlds


# ---- Counters of one world in one replicate ----


class Counts:
    """Sums over the measured months of one world, by counter and cell; {counter: {cell: integer}}."""

    def __init__(self, case, world, table, seen):
        self.case, self.world, self.table = case, world, table
        self.regime = case.frozen.regime if world == "regime" else case.frozen.twin
        self.seen = seen  # Watched, or None
        self.cost = {channel.id: channel.cost for channel in self.regime.channels}
        self.sum = defaultdict(lambda: defaultdict(int))
        self.lost = [0] * case.n
        self.conduct = [0] * case.n
        self.ever = [False] * case.n
        self.lasted = {name: defaultdict(list) for name in DURATIONS}
        self.main = next((s for s in self.regime.schemes if s.published), None)
        if self.main is None and self.regime.schemes:
            self.main = self.regime.schemes[0]
        self.grounds = {s.on.list for s in self.regime.sanctions if s.on.list is not None}
        self.sanctioned = [[] for _ in range(case.n)]  # by month: (is there one, did all begin now)
        self.wrong = [[] for _ in range(case.n)]  # the same of those that are wrongful by rule
        self.new, self.true = [False] * case.n, [False] * case.n  # entered a list; with an offence behind it
        self.incomes = [[0, 0] for _ in range(case.n)]  # of the first and last measured year

    def at(self, tick, column, name=None):
        return self.table[self.world, tick, column if name is None else "%s.%s" % (column, name)]

    def cells(self, p, tick):
        """Where person p is counted in a month; tiers by position, for the twin's may have other names."""
        cells = self.case.fixed[p]
        return cells if self.main is None else cells + [("tier", self.at(tick, "tier", self.main.id)[p])]

    def add(self, counter, cells, value=1):
        if value != 0:
            for cell in cells:
                self.sum[counter][cell] += value

    # One month

    def month(self, tick, other):
        """Adds a month; `other` are the twin's counts, None where there is no twin or this is it."""
        for p in range(self.case.n):
            cells = self.cells(p, tick)
            self.add("persons", cells)
            self.add("records", cells, self.at(tick, "records")[p])
            self.stock(p, tick, cells)
            self.services(p, tick, cells)
            self.money(p, tick, cells, other)
            self.acts(p, tick, cells, other)
        if self.seen is not None:
            for p, true, channel, act in self.seen.filed[tick]:
                cells = self.cells(p, tick)
                self.add("yuan for records", cells, self.cost[channel])
                if act in self.case.unlawful:
                    self.add("unlawful records", cells)
                    self.add("unlawful records true", cells, int(true))
                self.add("seen", cells)
                self.add("true", cells, int(true))
                self.add("seen", [("channel", channel)])
                self.add("true", [("channel", channel)], int(true))

    def stock(self, p, tick, cells):
        """Lists and sanctioned tiers: being there, and getting there."""
        on = {lst.id for lst in self.regime.lists if self.at(tick, "listed", lst.id)[p]}
        spells = [s.id for s in self.regime.schemes if self.at(tick, "spell", s.id)[p]]
        self.add("listed", cells, int(bool(on)))
        self.add("sanctioned", cells, int(bool(on & self.grounds) or bool(spells)))
        self.ever[p] = self.ever[p] or bool(on)
        entered = {lst.id for lst in self.regime.lists if self.enters(lst, p, tick)}
        fell = {scheme for scheme in spells if tick == 0 or not self.at(tick - 1, "spell", scheme)[p]}
        self.add("entries", cells, len(entered) + len(fell))
        left = {lst.id for lst in self.regime.lists if self.leaves(lst, p, tick)}
        self.add("exits", cells, len(left))
        for counter, lists in (("months on ", on), ("entries to ", entered), ("exits from ", left)):
            for name in lists:
                self.add(counter + name, cells)
        sources = {("list", lst) for lst in on & self.grounds} | {("spell", scheme) for scheme in spells}
        begun = {("list", lst) for lst in entered} | {("spell", scheme) for scheme in fell}
        self.sanctioned[p].append((bool(sources), sources <= begun))
        if self.case.frozen.causes:
            causes = {source: self.at(tick, source[0] + "_cause", source[1])[p] for source in sources}
            for cause in causes.values():
                self.cause(cause, cells)
            wrong = {source for source, cause in causes.items() if cause >> 40 & 1}
            self.wrong[p].append((bool(wrong), wrong <= begun))
            self.add("begun", cells, len(sources & begun))
            self.add("right", cells, len((sources & begun) - wrong))
            for lst in self.regime.lists:
                if lst.id in entered:
                    self.new[p] = True
                    self.true[p] = self.true[p] or self.offence_behind(lst, p, tick)

    def enters(self, lst, p, tick):
        """Whether a person enters a list in a month."""
        if lst.scheme is not None:  # by tier: what is left is the whole term in the month of entry, and in no other
            return self.at(tick, "left", lst.id)[p] == lst.term
        return self.at(tick, "listed", lst.id)[p] == 1 and (tick == 0 or self.at(tick - 1, "listed", lst.id)[p] == 0)

    def leaves(self, lst, p, tick):
        """Whether a listing ends in a month; by tier, a new one may begin at once."""
        if tick == 0:
            return False
        if lst.scheme is not None:
            return self.at(tick - 1, "left", lst.id)[p] == 1
        return self.at(tick - 1, "listed", lst.id)[p] == 1 and self.at(tick, "listed", lst.id)[p] == 0

    def offence_behind(self, lst, p, tick):
        """Whether a true record of an own unlawful act is behind an entry; by act the cause says so: it is not wrongful by law."""
        if lst.scheme is None:
            return not self.at(tick, "list_cause", lst.id)[p] >> 41 & 1
        own, lawful, error = (self.at(tick, column, lst.scheme)[p] for column in ("own", "lawful", "error"))
        return own - lawful - error != 0

    def cause(self, packed, cells):
        """A spell-month of this cause."""
        byte = packed.to_bytes(8, "little")
        self.add("spells", cells)
        for k, name in enumerate(("rule", "law", "law_wide")):
            self.add(name, cells, byte[5] >> k & 1)
        for k, name in enumerate(CAUSES):
            self.add(name, cells, byte[k] - 256 * (byte[k] > 127))
        self.add(KINDS[byte[5] >> 3 & 3], cells)

    def holds(self, on, p, tick):
        """Whether a sanction's ground holds in a month."""
        if on.list is not None:
            return bool(self.at(tick, "listed", on.list)[p])
        return on.scheme is not None and self.at(tick, "tier", on.scheme)[p] <= on.tier

    def services(self, p, tick, cells):
        """Refusals, and parts of the month without access."""
        for service in self.case.frozen.services:
            keep = ONE32
            for sanction in self.regime.sanctions:
                if sanction.service == service.id and self.holds(sanction.on, p, tick):
                    keep = num.mul32(keep, ONE32 - num.thr(sanction.denies))
            barred = (ONE32 - keep) >> 16
            self.lost[p] += barred
            self.add("barred." + service.id, cells, barred)
            self.add("denied." + service.id, cells, self.at(tick, "denied", service.id)[p])

    def money(self, p, tick, cells, other):
        """Income and work."""
        income = self.at(tick, "income")[p]
        self.add("income", cells, income)
        if tick < self.case.warmup + 12:
            self.incomes[p][0] += max(0, income)
        if tick >= self.case.frozen.months - 12:
            self.incomes[p][1] += max(0, income)
        if other is not None:
            gain = income - other.at(tick, "income")[p]
            self.add("losses", cells, max(0, -gain))
            self.add("gains", cells, max(0, gain))
        self.add("labour", cells, self.case.society["labour"][p])
        self.add("employed", cells, self.at(tick, "employed")[p])

    def rate(self, act, p, tick):
        index = self.at(tick, "rate_index", act.id)[p]
        return 0 if index is None else num.rate24(index)

    def acts(self, p, tick, cells, other):
        """Expected acts."""
        for act in self.case.frozen.acts:
            rate = self.rate(act, p, tick)
            if act.lawful and (tick - self.case.warmup) % LOOK_EVERY == 0:
                self.add("lawful acts", cells, rate)
            if not act.lawful:
                self.add("offences", cells, rate)
                self.conduct[p] += rate * self.case.weight[act.id] >> 16
            elif self.case.domain[act.id] == "expression":
                self.add("expression", cells, rate)
                if other is not None:
                    self.add("fall", cells, max(0, other.rate(act, p, tick) - rate))

    def end(self, tick):
        """After the last month: what is counted by person."""
        for p in range(self.case.n):
            self.add("heads", self.cells(p, tick))
            self.add("ever", self.cells(p, tick), int(self.ever[p]))
            self.add("new", self.cells(p, tick), int(self.new[p]))
            self.add("new true", self.cells(p, tick), int(self.true[p]))
            for name, months, joined in (("trapped_60", self.sanctioned[p], 12), ("wrongful_days", self.wrong[p], 1)):
                lifetime = lasting.lifetime(months, joined)
                if lifetime is not None:
                    for cell in self.cells(p, tick):
                        self.lasted[name][cell].append(lifetime)

    def duration(self, name, cell):
        """(value, histories) of a measure of how long things last."""
        lifetimes = self.lasted[name][cell]
        if name == "trapped_60":
            value = lasting.beyond(lifetimes)
        else:
            value = lasting.mean(lifetimes, min(lasting.MONTHS, self.case.months_measured))
            value = value if value is None else value * DAYS_A_MONTH
        return NAN if value is None else float(value), len(lifetimes)

    # Measures of the whole society

    def of(self, counter, cell):
        return self.sum[counter][cell]

    def days(self, cell):
        barred = sum(self.of("barred." + service.id, cell) for service in self.case.frozen.services)
        return ratio(barred * 12 * DAYS_A_MONTH / 65536, self.of("persons", cell))

    def tier_share(self, tier):
        return ratio(self.of("persons", ("tier", self.main.tiers.index(tier))), self.of("persons", TOTAL))

    def gap(self):
        return self.days(("group", "B")) - self.days(("group", "A"))

    def gap_at_equal_conduct(self, conduct):
        """Section "Losing access": standardised over strata of conduct (the twin's); and the share of persons in merged ones."""
        shift = 0
        while max(conduct) >> shift >= CLASSES:
            shift += 1
        some = sorted(c >> shift for c in conduct if c > 0)
        bounds = [some[-(-len(some) * d // 10) - 1] for d in range(1, 10)] if some else []
        strata = [[[0, Fraction(0)], [0, Fraction(0)]] for _ in range(11)]
        for p, c in enumerate(conduct):
            k = 0 if c == 0 else 1 + sum(1 for bound in bounds if c >> shift > bound)
            cell = strata[k][self.case.society["group"][p]]
            cell[0] += 1
            cell[1] += Fraction(self.lost[p], 65536)
        classes = [k for k, (a, b) in enumerate(strata) if a[0] + b[0] > 0]
        thick, of = merged(strata, {k: {k} for k in classes})
        weight = sum(a[0] + b[0] for a, b in thick.values())
        if weight == 0:
            return NAN, NAN
        coarse = sum(a[0] + b[0] for k, (a, b) in thick.items() if len(of[k]) > 1)
        thick = thick.values()
        gap = sum((a[0] + b[0]) * (b[1] / b[0] - a[1] / a[0]) for a, b in thick) / weight
        return float(gap * 12 * DAYS_A_MONTH / self.case.months_measured), ratio(coarse, weight)

    def scores(self, last):
        """Of the main scheme after the last month; None where they are not known here."""
        if self.seen is not None:
            return self.seen.final(self.main.id)
        if self.main.weight == 0:
            return [clamp(self.main, self.main.start + own) for own in self.at(last, "own", self.main.id)]
        return None

    def gini(self, last):
        """By its definition: half the mean difference of two persons, over the mean."""
        scores = None if self.main is None else self.scores(last)
        if scores is None:
            return NAN if self.main is None else None
        if min(scores) < 0 or sum(scores) == 0:
            return NAN
        apart = 2 * sum((2 * i + 1 - len(scores)) * x for i, x in enumerate(sorted(scores)))
        return float(Fraction(apart, 2 * len(scores) * sum(scores)))

    def mobility(self):
        """1 less the correlation of ranks of income in the first and the last year."""
        if self.case.months_measured < 24:
            return NAN
        classes = []
        for year in range(2):
            shift = 0
            while max(income[year] for income in self.incomes) >> shift >= CLASSES:
                shift += 1
            classes.append(midranks([income[year] >> shift for income in self.incomes]))
        return 1 - pearson(*classes)

    def rank(self, last):
        """Spearman's correlation of score and income rank; None where the score is not known here."""
        scores = None if self.main is None else self.scores(last)
        if scores is None:
            return NAN if self.main is None else None
        return pearson(midranks(scores), midranks([rank >> 16 for rank in self.case.society["income_rank"]]))


def thin(stratum):
    return stratum[0][0] < MIN_STRATUM or stratum[1][0] < MIN_STRATUM


def merged(strata, of):
    """Strata that hold enough of both groups, after merging downwards, and the lowest upwards, by number; and what each is `of`."""
    def join(into, out):
        for g in range(2):
            strata[into][g][0] += strata[out][g][0]
            strata[into][g][1] += strata[out][g][1]
            strata[out][g][0], strata[out][g][1] = 0, Fraction(0)
        of[into] = of.get(into, set()) | of.pop(out, set())

    for k in range(len(strata) - 1, 0, -1):
        if thin(strata[k]):
            join(k - 1, k)
    for k in range(len(strata) - 1):
        if not thin(strata[k]):
            break
        join(k + 1, k)
    return {k: stratum for k, stratum in enumerate(strata) if not thin(stratum)}, of


def midranks(values):
    """Twice the midrank of each value."""
    count, below, at = defaultdict(int), 0, {}
    for value in values:
        count[value] += 1
    for value in sorted(count):
        at[value] = 2 * below + count[value] + 1
        below += count[value]
    return [at[value] for value in values]


def pearson(x, y):
    n, xx, yy, xy = len(x), 0, 0, 0
    for a, b in zip(x, y):
        a, b = a - n - 1, b - n - 1
        xx, yy, xy = xx + a * a, yy + b * b, xy + a * b
    return xy / math.sqrt(xx * yy) if xx * yy > 0 else NAN


def ratio(a, b):
    """A quotient of exact numbers, as a double."""
    return float(Fraction(a) / b) if b != 0 else NAN


# ---- Measures ----


def levels(services, lists, costs):
    """{id: (numerator, denominator, scale, counter of events)} of measures that each world has."""
    table = {
        "facts_recorded": ("records", "persons", 12, "records"),
        "ppv.record": ("true", "seen", 1, "seen"),
        "listed_share": ("listed", "persons", 1, "listed"),
        "listed_ever": ("ever", "heads", 1, "ever"),
        "entries": ("entries", "persons", 12000, "entries"),
        "sanctioned_share": ("sanctioned", "persons", 1, "sanctioned"),
        "ppv.record_unlawful": ("unlawful records true", "unlawful records", 1, "unlawful records"),
        "ppv.person": ("new true", "new", 1, "new"),
        "ppv.sanction": ("right", "begun", 1, "begun"),
        "exits": ("exits", "persons", 12000, "exits"),
        "exits.expired": ("exits", "persons", 12000, "exits"),
    }
    for way in ("fulfilled", "repaired", "appealed"):
        table["exits." + way] = ("none", "persons", 12000, "none")
    for name in ("rule", "law", "law_wide"):
        table["wrongful_share." + name] = (name, "spells", 1, "spells")
    for name in CAUSES:
        table["causes." + name] = (name, "spells", Fraction(1, WHOLE), "spells")
    for name in KINDS:
        table["causes." + name] = (name, "spells", 1, "spells")
    for name in COSTS if costs else ():
        table[name] = ("yuan for records", "persons", 12, "persons")
    for service in services:
        table["denials." + service] = ("denied." + service, "persons", 12000, "denied." + service)
        table["access_lost_days." + service] = ("barred." + service, "persons", 12 * DAYS_A_MONTH / 65536, "sanctioned")
    for name in lists:
        table["entries." + name] = ("entries to " + name, "persons", 12000, "entries to " + name)
        table["listed_share." + name] = ("months on " + name, "persons", 1, "months on " + name)
        table["exits_from." + name] = ("exits from " + name, "persons", 12000, "exits from " + name)
    return table


CONTRASTS = {  # of the regime's counts h and the twin's t in a cell; n counts person-months
    "income_lost": lambda h, t: 100 * ratio(t("income") - h("income"), t("income")),
    "income_lost.losses": lambda h, t: 100 * ratio(h("losses"), t("income")),
    "income_lost.gains": lambda h, t: 100 * ratio(h("gains"), t("income")),
    "income_lost.yuan": lambda h, t: ratio(t("income") - h("income"), t("persons")),
    "employment_lost": lambda h, t: ratio(t("employed") - h("employed"), t("labour")),
    "chilled_share": lambda h, t: ratio(t("expression") - h("expression"), t("expression")),
    "chilled_share.gross": lambda h, t: ratio(h("fall"), t("expression")),
    "offence_change": lambda h, t: ratio(h("offences") - t("offences"), t("offences")),
    "conformity": lambda h, t: ratio(h("lawful acts") - t("lawful acts"), t("lawful acts")),
}
OF_RECORDS = ("facts_recorded", "ppv.record")
OF_SOCIETY = ("gap.total", "gap.conduct", "gap.conduct.merged", "score_income_rank", "score_gini", "mobility")
LEFT_OUT = ("miss_rate.", "gaming_share", "displaced_good", "tier_assortativity", "art5.", "gap.direct")
OFF = (  # of mechanisms that these scenarios do not have
    "denied_after_delisting", "copies_held", "appeals_filed", "appeals_granted", "appeal_wait", "appeal_backlog",
    "admin_cost.filing", "admin_cost.compensation", "admin_cost.bounties", "uptake", "participation", "refused", "exposures",
    "shame_events", "ties_cut_share", "approval_private", "approval_expressed", "approval_gap", "crowded_out", "income_lost.buffer",
    "school_slope", "jurisdiction_spread",
)


class Case:
    """A scenario: who its persons are, and the counts of both worlds in every replicate."""

    def __init__(self, build, scenario, sets, with_reference):
        dump = os.path.join(build, "tests", "dump")
        text = compare.dump(dump, "--canon", scenario, sets)
        self.raw, self.frozen = json.loads(text), reader.load(text)
        self.n, self.warmup = self.frozen.society.persons, self.raw["run"]["warmup_months"]
        self.months_measured = self.frozen.months - self.warmup
        self.domain = {act["id"]: act["domain"] for act in self.raw["acts"]}
        self.unlawful = {act.id for act in self.frozen.acts if not act.lawful}
        self.with_reference = with_reference
        self.weight = self.weights()
        self.replicates = []
        for r in range(1, self.raw["run"]["replicates"] + 1):
            table = compare.keyed(compare.dump(dump, "--state", scenario, sets, ["--replicate", str(r)]))
            self.replicates.append(self.replicate(table, r))

    def weights(self):
        """Weight of an unlawful act in conduct: 100 |points| times perceived detection, in the regime."""
        regime, weight = self.frozen.regime, {}
        plan = Plan(self.frozen, regime, Keeps(self.frozen, [regime]))
        for act in self.frozen.acts:
            points = max([abs(scheme.points.get(act.id, 0)) for scheme in regime.schemes], default=0)
            weight[act.id] = points * perceived.detection(plan, act) // NANO
        return weight

    def read_society(self, table):
        """Fixed columns, and the cells that a person is in whatever happens."""
        self.society = {column: values for (world, _, column), values in table.items() if world == "society"}
        several = len(self.frozen.society.jurisdiction_pop) > 1
        self.fixed = []
        for p in range(self.n):
            at = {column: values[p] for column, values in self.society.items()}
            cells = [TOTAL, ("group", "AB"[at["group"]]), ("income_quintile", str(5 * at["income_rank"] // ONE32 + 1))]
            cells += [("setting", ("urban", "rural")[at["setting"]]), ("age_band", self.bands()[at["age_band"]])]
            self.fixed.append(cells + ([("jurisdiction", "J%02d" % (at["jurisdiction"] + 1))] if several else []))

    def bands(self):
        """Names of age bands."""
        lowest = self.frozen.society.age_band_from
        return ["%d-%d" % (a, b - 1) for a, b in zip(lowest, lowest[1:])] + ["%d+" % lowest[-1]]

    def replicate(self, table, r):
        """{"regime": Counts, "twin": Counts}."""
        self.read_society(table)
        seen = watched(self.frozen, r) if self.with_reference else {}
        names = ("regime", "twin") if self.frozen.twin is not None else ("regime",)
        worlds = {name: Counts(self, name, table, seen.get(name)) for name in names}
        for tick in range(self.warmup, self.frozen.months):
            for name, counts in worlds.items():
                counts.month(tick, worlds.get("twin") if name == "regime" else None)
        for counts in worlds.values():
            counts.end(self.frozen.months - 1)
        return worlds

    def cells(self):
        """Breakdown cells, with the name that the engine gives them."""
        names = [("group", g) for g in "AB"] + [("income_quintile", str(q)) for q in range(1, 6)]
        names += [("setting", s) for s in ("urban", "rural")] + [("age_band", band) for band in self.bands()]
        if len(self.frozen.society.jurisdiction_pop) > 1:
            names += [("jurisdiction", "J%02d" % (j + 1)) for j in range(len(self.frozen.society.jurisdiction_pop))]
        cells = [(cell, cell) for cell in names]
        main = self.replicates[0]["regime"].main
        return cells + [(("tier", k), ("tier", tier)) for k, tier in enumerate(main.tiers)] if main else cells

    def channels_of(self, world, cell):
        """Cells of the channels that a channel or context is, in a world."""
        kind, name = cell
        raw = self.raw["regime" if world == "regime" else "twin"]["channels"]
        if kind == "channel":
            return [("channel", c["id"]) for c in raw if c["id"] == name]
        return [("channel", c["id"]) for c in raw if self.raw["contexts"][c["context"]] == name]


def level_at(case, worlds, name, formula, cell):
    """(regime, twin, events) of a level in one replicate."""
    numerator, denominator, scale, events = formula
    values = []
    for world in ("regime", "twin"):
        if world not in worlds:
            values.append(NAN)
            continue
        counts = worlds[world]
        if cell[0] in ("channel", "context"):
            parts = case.channels_of(world, cell)
            above = sum(counts.of("seen" if numerator == "records" else numerator, part) for part in parts)
            n = sum(counts.of("seen", part) for part in parts)
            below = n if denominator == "seen" else counts.of(denominator, TOTAL)
        else:
            above, below, n = counts.of(numerator, cell), counts.of(denominator, cell), counts.of(events, cell)
        values.append(ratio(scale * above, below))
        if world == "regime":
            happened = n
    return values[0], values[1], happened


# ---- Comparison ----


def student(n):
    """The 97.5 % quantile of Student's t for n - 1 = 1 or 2 degrees of freedom."""
    return math.tan(math.pi * 0.475) if n == 2 else 0.95 * math.sqrt(2 / (4 * 0.975 * 0.025))


def estimate(values):
    """mean, lo, hi over replicates; NaN is left out."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return [NAN] * 3
    mean = sum(known) / len(known)
    if len(known) == 1:
        return [mean] * 3
    half = student(len(known)) * math.sqrt(sum((x - mean) ** 2 for x in known) / (len(known) - 1) / len(known))
    return [mean, mean - half, mean + half]


def apart(want, got):
    """None where an estimate is as printed, else what is wrong; mean and bounds are judged by the largest of them."""
    got = [got["mean"], got["lo"], got["hi"]]
    size = max([abs(x) for x in want if not math.isnan(x)], default=0.0)
    for name, x, y in zip(("mean", "lo", "hi"), want, got):
        if math.isnan(x) != (y is None) or (y is not None and abs(x - y) > TOLERANCE * size + 1e-15):
            return "%s: expected %r, got %r" % (name, None if math.isnan(x) else x, y)
    return None


def judge(printed, regime, twin, events, contrast, paired):
    """Compares one printed cell with values by replicate; `events` None for a total."""
    n = len(regime) if events is None else events
    if printed["n"] != n:
        return "n: expected %d, got %d" % (n, printed["n"])
    if events is not None and events < MIN_EVENTS:
        regime = twin = [NAN] * len(regime)
    difference = regime if contrast else [a - b for a, b in zip(regime, twin)]
    wrong = apart(estimate(regime), printed)
    if wrong is None and (contrast or not paired) != (printed["twin"] is None):
        return "twin: %r" % printed["twin"]
    if wrong is None and printed["twin"] is not None:
        wrong = apart(estimate(twin), printed["twin"])
        wrong = wrong and "twin, " + wrong
    if wrong is None:
        wrong = apart(estimate(difference), printed["difference"])
        wrong = wrong and "difference, " + wrong
    return wrong


def compare_level(case, printed, name, formula, paired):
    """The first difference of a level, in its total or a breakdown."""
    if formula[0] in ("true", "unlawful records true") and not case.with_reference:
        return None
    cells = [(TOTAL, None)] + case.cells()
    if name in OF_RECORDS and case.with_reference:
        cells += [(("channel", c["id"]),) * 2 for c in case.raw["regime"]["channels"]]
        cells += [(("context", context),) * 2 for context in case.raw["contexts"]]
    for cell, shown in cells:
        rows = [level_at(case, worlds, name, formula, cell) for worlds in case.replicates]
        regime, twin, events = zip(*rows)
        if cell[0] == "tier":  # the twin's tiers are no tiers of the regime
            twin = [NAN] * len(twin)
        got = printed if shown is None else printed["by"][shown[0]][shown[1]]
        wrong = judge(got, regime, twin, None if shown is None else sum(events), False, paired)
        if wrong is not None:
            return "%s %s: %s" % (name, "" if shown is None else "by %s %s" % shown, wrong)
    return None


def compare_duration(case, printed, name, paired):
    """The first difference of how long things last."""
    for cell, shown in [(TOTAL, None)] + case.cells():
        regime, twin, n = [], [], 0
        for worlds in case.replicates:
            value, histories = worlds["regime"].duration(name, cell)
            regime.append(value)
            n += histories
            # the twin's tiers are no tiers of the regime
            known = "twin" in worlds and cell[0] != "tier"
            twin.append(worlds["twin"].duration(name, cell)[0] if known else NAN)
        got = printed if shown is None else printed["by"][shown[0]][shown[1]]
        wrong = judge(got, regime, twin, None if shown is None else n, False, paired)
        if wrong is not None:
            return "%s %s: %s" % (name, "" if shown is None else "by %s %s" % shown, wrong)
    return None


def compare_off(case, printed, name, paired):
    """What is wrong with a measure of a mechanism that is off."""
    none = [NAN] * len(case.replicates)
    wrong = judge(printed, none, none, None, name == "income_lost.buffer", paired)
    return "%s: %s" % (name, wrong) if wrong else None


def compare_contrast(case, printed, name, formula, paired):
    """The first difference of a contrast."""
    for cell, shown in [(TOTAL, None)] + case.cells():
        values, events = [], 0
        for worlds in case.replicates:
            here, there = worlds["regime"], worlds.get("twin")
            events += here.of("persons", cell)
            known = there is not None and cell[0] != "tier"  # the twin's tiers are no tiers of the regime
            values.append(formula(lambda c: here.of(c, cell), lambda c: there.of(c, cell)) if known else NAN)
        got = printed if shown is None else printed["by"][shown[0]][shown[1]]
        wrong = judge(got, values, values, None if shown is None else events, True, paired)
        if wrong is not None:
            return "%s %s: %s" % (name, "" if shown is None else "by %s %s" % shown, wrong)
    return None


def whole(case, name):
    """(regime, twin) by replicate of a measure of the whole society; None where it is not known here."""
    regime, twin = [], []
    for worlds in case.replicates:
        conduct = [min(c, 2**32 - 1) for c in worlds.get("twin", worlds["regime"]).conduct]
        for world, values in (("regime", regime), ("twin", twin)):
            counts = worlds.get(world)
            if counts is None:
                values.append(NAN)
            elif name.startswith("tier_share."):
                values.append(counts.tier_share(name[len("tier_share."):]) if world == "regime" else NAN)
            elif name == "gap.total":
                values.append(counts.gap())
            elif name == "gap.conduct":
                values.append(counts.gap_at_equal_conduct(conduct)[0])
            elif name == "gap.conduct.merged":
                values.append(counts.gap_at_equal_conduct(conduct)[1] if world == "regime" else NAN)
            elif name == "score_gini":
                values.append(counts.gini(case.frozen.months - 1))
            elif name == "mobility":
                values.append(counts.mobility())
            else:
                values.append(counts.rank(case.frozen.months - 1))
    return None if None in regime + twin else (regime, twin)


def compare_whole(case, printed, name, paired):
    """What is wrong with a measure of the whole society."""
    known = whole(case, name)
    wrong = known and judge(printed, known[0], known[1], None, False, paired)
    return "%s: %s" % (name, wrong) if wrong else None


def difference(build, scenario, sets, with_reference):
    """None where all measures are as they should be, else a sentence about the first that is not."""
    try:
        case = Case(build, scenario, sets, with_reference)
        printed = result(os.path.join(build, "demerit"), scenario, sets)
    except compare.Refused as refusal:
        return str(refusal)
    paired = case.frozen.twin is not None
    costs = any(channel.cost > 0 for channel in case.frozen.regime.channels)
    off = OFF + (() if costs else COSTS)
    formulas = levels([service.id for service in case.frozen.services], [lst.id for lst in case.frozen.regime.lists], costs)
    main = case.replicates[0]["regime"].main
    tiers = {"tier_share." + tier for tier in main.tiers} if main else set()
    expected = set(formulas) | set(CONTRASTS) | set(OF_SOCIETY) | set(DURATIONS) | set(off) | tiers
    printed = {name: row for name, row in printed.items() if not name.startswith(LEFT_OUT)}
    if set(printed) != expected:
        return "%s: not both printed and expected" % sorted(set(printed) ^ expected)[0]
    for name, row in printed.items():
        if name in formulas:
            wrong = compare_level(case, row, name, formulas[name], paired)
        elif name in DURATIONS:
            wrong = compare_duration(case, row, name, paired)
        elif name in off:
            wrong = compare_off(case, row, name, paired)
        elif name in CONTRASTS:
            wrong = compare_contrast(case, row, name, CONTRASTS[name], paired)
        else:
            wrong = compare_whole(case, row, name, paired)
        if wrong is not None:
            return wrong
    return None
