# SPDX-License-Identifier: Apache-2.0
"""What follows from the rules alone: docs/odd/submodels.md, section 3, and mechanisms, M2 to M4. Computed once for each of them."""

from itertools import product

from . import numerics as num
from . import perceived
from . import society as soc
from .numerics import I_MAX, I_MIN, NANO, ONE32, ONE40, scaled
from .perceived import GAIN_LEVELS, reach
from .scenario import NORMS, RURAL, URBAN

CLASSES = list(product((URBAN, RURAL), (0, 1), (0, 1)))  # (setting, online, group)
CROWD_LEVELS = 64
MOST_FALSE = 768 * NANO  # records a year


class Plan:
    """The constants of one regime over one society. `keeps` tells what some rules of the world need."""

    def __init__(self, scenario, regime, keeps):
        tables, acts = scenario.society, scenario.acts
        self.tables = tables
        self.acts = acts
        self.regime = regime
        self.forms = scenario.forms
        self.keeps = keeps
        self.scheme = {s.id: s for s in regime.schemes}
        self.list = {lst.id: lst for lst in regime.lists}
        self.published = next((s for s in regime.schemes if s.published), None)
        self.poor32 = poor_share(tables)
        self.base = {act.id: self._base(act) for act in acts}
        self.coverage = {c.id: {k: coverage(c, k) for k in CLASSES} for c in regime.channels}
        self.spell_tier = {s.id: spell_tier(regime, s) for s in regime.schemes}
        detection = perceived.blurred(self, {act.id: perceived.detection(self, act) for act in acts})
        loss = perceived.blurred(self, {act.id: perceived.loss(regime, act) for act in acts})
        self.deterrence = {
            act.id: perceived.deterrence(self, act, detection[act.id], loss[act.id]) for act in acts
        }
        self.gain = {
            (act.id, s.id): [perceived.gain(self, act, s, g) for g in range(GAIN_LEVELS)]
            for act in acts
            for s in regime.schemes
        }
        self.factors = {s.id: discretion_factors(s.discretion) for s in regime.schemes if s.discretion.on}
        self._seen = {}
        for act in acts:
            self._refuse_outside_grid(act)

    # ---- Rates ----

    def increment(self, act, factor, value):
        """Index steps of a factor's coefficient at a value of the factor, both nano."""
        return num.rdiv(act.more_if[factor] * value * 1024, NANO * NANO)

    def _values(self, person, poor):
        """The value (nano) of every factor for a person."""
        values = {norm: self.tables.norm[k][person.level[norm]] for k, norm in enumerate(NORMS)}
        values["online"] = NANO if person.online else 0
        values["group_b"] = NANO if person.group else 0
        values["rural"] = NANO if person.setting == RURAL else 0
        values["poverty"] = NANO if poor else 0
        return values

    def factor_steps(self, act, person, poor):
        """Index steps of all factors together for a person."""
        values = self._values(person, poor)
        return sum(self.increment(act, f, values[f]) for f in values if act.more_if[f] != 0)

    def combinations(self, act):
        """(weight, sum of steps) of every combination that may do the act, of the factors that it or its `who` names."""
        named = {f for f, coefficient in act.more_if.items() if coefficient != 0}
        tables = self.tables
        with_online = "online" in named or "online" in act.who
        with_setting = with_online or "rural" in named or bool(act.who & {"urban", "rural"})
        urban, group_b = num.thr(tables.urban), num.thr(tables.group_b)

        settings = [(URBAN, urban), (RURAL, ONE32 - urban)] if with_setting else [(None, ONE32)]
        groups = [(0, ONE32 - group_b), (1, group_b)] if "group_b" in named else [(None, ONE32)]
        poverty = [(0, ONE32 - self.poor32), (1, self.poor32)] if "poverty" in named else [(None, ONE32)]
        levels = [
            [(value, 2**29) for value in tables.norm[k]] if norm in named else [(None, ONE32)]
            for k, norm in enumerate(NORMS)
        ]
        for setting, setting_weight in settings:
            online = [(None, ONE32)]
            if with_online:
                share = num.thr(tables.online[setting])
                online = [(1, share), (0, ONE32 - share)]
            if not may_do(act.who, setting, None):
                continue
            for parts in product(online, groups, levels[0], levels[1], levels[2], poverty):
                if not may_do(act.who, setting, parts[0][0]):
                    continue
                weight = setting_weight
                for _, part in parts:
                    weight = num.mul32(weight, part)
                values = {
                    "online": NANO * (parts[0][0] or 0),
                    "group_b": NANO * (parts[1][0] or 0),
                    "honesty": parts[2][0],
                    "prosociality": parts[3][0],
                    "outspokenness": parts[4][0],
                    "poverty": NANO * (parts[5][0] or 0),
                    "rural": NANO if setting == RURAL else 0,
                }
                yield weight, sum(self.increment(act, f, values[f]) for f in named)

    def _base(self, act):
        """Grid index of the act before any factor, such that its mean over the eligible is its rate; None: it never happens."""
        if act.rate == 0:
            return None
        total = mean = 0
        for weight, steps in self.combinations(act):
            total += weight
            mean += weight * num.exp_q40(steps * 2**22)
        if total == 0:
            return None  # nobody is eligible
        centre = mean // total
        log = num.ln_q32(act.rate) - num.ln_q32(12 * NANO) - num.ln_q32(centre) + num.ln_q32(ONE40)
        return num.idx(log)

    # ---- Coverage ----

    def lure(self, channel):
        """Nano factor by which a bounty raises what a channel gets to know."""
        return NANO + channel.bounty_pull * channel.bounty // 1000

    def sees(self, channel, act):
        """Sensitivity of a channel to an act, nano."""
        return min(NANO, scaled(channel.sees.get(act.id, 0), self.lure(channel)))

    def false_per_year(self, channel, group):
        """Records a year (nano) of acts that nobody did."""
        rate = channel.false_per_year[group]
        return rate if channel.bounty == 0 else min(MOST_FALSE, scaled(rate, self.lure(channel)))

    def seen(self, act, klass, employed, evading):
        """[(channel, index step)] of the channels that record an act of a person of this class, in order."""
        key = act.id, klass, employed, evading
        if key not in self._seen:
            self._seen[key] = list(self._steps(act, klass, employed, evading))
        return self._seen[key]

    def _steps(self, act, klass, employed, evading):
        keep = NANO
        for channel in self.regime.channels:
            if not channel.active or channel.workplace and not employed:
                continue
            seen = self.sees(channel, act) * self.coverage[channel.id][klass] // NANO
            if evading:
                seen = seen * (NANO - channel.evaded) // NANO
            effective = seen * keep // NANO
            if self.regime.dedupe:
                keep = keep * (NANO - seen) // NANO
            if effective > 0:
                yield channel, num.share_index(effective, NANO)

    # ---- Gain level ----

    def gain_level(self, scheme, score, tier):
        """How near the next tier is: 0 in the top tier, 1 nearest, 15 far."""
        if tier == len(scheme.cuts):
            return 0
        distance = scheme.cuts[tier] - score
        for level in range(1, GAIN_LEVELS):
            if distance <= reach(scheme, level):
                return level
        return GAIN_LEVELS - 1

    # ---- Index of a person ----

    def crowded_out(self, act, level):
        """Index steps that rewards took from norms (mechanisms, M11)."""
        return num.rdiv(act.more_if["prosociality"] * level * 1024, 64 * NANO)

    def index(self, act, person, poor, state):
        """Section 5: grid index of an act for a person, None if it cannot happen, from the state that the last tick left."""
        base = self.base[act.id]
        if base is None or not eligible(act, person):
            return None
        i = base + self.factor_steps(act, person, poor)
        if state.aware:
            i -= self.deterrence[act.id][state.fear >> 10]
            i += sum(self.gain[act.id, s.id][state.gain_level[s.id]] for s in self.regime.schemes)
        i -= self.crowded_out(act, state.crowd >> 10)
        return i

    def _refuse_outside_grid(self, act):
        """An index that the worst of all factors puts outside the grid."""
        base = self.base[act.id]
        if base is None:
            return
        span = [(0, 0)]
        for factor, coefficient in act.more_if.items():
            if coefficient != 0:
                values = self.tables.norm[NORMS.index(factor)] if factor in NORMS else (0, NANO)
                steps = [self.increment(act, factor, value) for value in values]
                span.append((min(steps), max(steps)))
        if self.keeps.adapts:
            span.append((-max(self.deterrence[act.id]), 0))
            for scheme in self.regime.schemes:
                steps = self.gain[act.id, scheme.id]
                span.append((min(steps), max(steps)))
        if self.keeps.crowding:
            steps = [-self.crowded_out(act, level) for level in (0, CROWD_LEVELS - 1)]
            span.append((min(steps), max(steps)))
        lowest, highest = base + sum(lo for lo, _ in span), base + sum(hi for _, hi in span)
        if lowest < I_MIN or highest > I_MAX:
            raise ValueError("acts.%s: index %d .. %d is outside the grid" % (act.id, lowest, highest))


def may_do(who, setting, online):
    """Whether a setting and online (None: not looked at) fit the words of `who`."""
    if setting is not None and ("urban" in who and setting != URBAN or "rural" in who and setting != RURAL):
        return False
    return not (online is not None and "online" in who and not online)


def eligible(act, person):
    """Whether all words of `who` hold for a person."""
    return may_do(act.who, person.setting, person.online) and ("driver" not in act.who or bool(person.driver))


def coverage(channel, klass):
    """Share (nano) of a class of persons that a channel reaches."""
    setting, online, group = klass
    return channel.covers_setting[setting] * channel.covers_online[online] // NANO * channel.covers_group[group] // NANO


def spell_tier(regime, scheme):
    """The highest tier that a sanction names, None if there is none."""
    return max((s.on.tier for s in regime.sanctions if s.active and s.on.scheme == scheme.id), default=None)


def discretion_factors(discretion):
    """Mechanisms M3: the factors F_k of 64 officials, {group: (for points below 0, for others)}."""
    e = [num.exp_q40(num.rdiv(discretion.sigma * z * ONE32, NANO * NANO)) for z in num.NORMAL]
    bias = num.exp_q40(num.rdiv(discretion.bias_b * ONE32, NANO))
    harsh = [x * bias // ONE40 for x in e]

    def factors(values):
        return [
            max(discretion.least, min(discretion.most, num.rdiv(64 * x * NANO, sum(e)))) for x in values
        ]

    return {0: (factors(e), factors(e)), 1: (factors(harsh), factors(e))}


def ranks_below(tables, income_of_base):
    """Number of income ranks 0 .. 2**32-1 with income below the 20th percentile of base income."""
    knots = soc.income_knots(tables.income_quintile)

    def poor(rank):
        return income_of_base(soc.base_income(knots, rank)) < knots[1]

    count = 0
    for k in range(5):  # income is monotone between two knots
        first, end = -(-k * ONE32 // 5), -(-(k + 1) * ONE32 // 5)
        lo, hi = first, end
        at_first = poor(first)
        while lo < hi:  # the first rank that differs from the segment's first
            middle = (lo + hi) // 2
            if poor(middle) == at_first:
                lo = middle + 1
            else:
                hi = middle
        count += lo - first if at_first else end - lo
    return count


def poor_share(tables):
    """Share of poor at tick 0, a threshold: those poor in any case, and those whom being out of work makes poor."""
    u1 = ranks_below(tables, lambda base: base)
    u2 = ranks_below(tables, lambda base: soc.income_out_of_work(base, tables.earner_share))
    weights = soc.age_band_weights(tables)
    in_force = sum(
        weight
        for weight, lowest in zip(weights, tables.age_band_from)
        if tables.retire_age == 0 or lowest < tables.retire_age
    )
    labour = ONE32 * in_force // sum(weights)
    out_of_work = ONE32 - soc.employment_threshold(tables)
    return u1 + num.mul32(num.mul32(labour, out_of_work), u2 - u1)
