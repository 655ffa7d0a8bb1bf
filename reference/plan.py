# SPDX-License-Identifier: Apache-2.0
"""What follows from a scenario alone: docs/odd/submodels.md, section 3. Computed once for each world, read in every tick."""

from itertools import product

from . import numerics as num
from . import society as soc
from .numerics import I_MAX, I_MIN, NANO, ONE32, ONE40
from .scenario import NORMS, RURAL, URBAN

CLASSES = list(product((URBAN, RURAL), (0, 1), (0, 1)))  # (setting, online, group)
FEAR_LEVELS = 64
GAIN_LEVELS = 16


def scaled(x, y):
    """R(x, y): the product of two nano values, rounded."""
    return num.rdiv(x * y, NANO)


class Plan:
    """The constants of one regime over one society."""

    def __init__(self, tables, acts, regime):
        self.tables = tables
        self.acts = acts
        self.regime = regime
        self.adapts = bool(regime.adaptation.on) and len(regime.schemes) > 0
        self.published = next((s for s in regime.schemes if s.published), None)
        self.poor32 = poor_share(tables)
        self.base = {act.id: self._base(act) for act in acts}
        self.coverage = {c.id: {k: coverage(c, k) for k in CLASSES} for c in regime.channels}
        self.seen = {act.id: {k: self._seen(act, k) for k in CLASSES} for act in acts}
        self.sanctioned_tier = {s.id: sanctioned_tier(regime, s) for s in regime.schemes}
        self.spell_tier = {s.id: spell_tier(regime, s) for s in regime.schemes}
        self.deterrence = {act.id: self._deterrence(act) for act in acts}
        self.gain = {
            (act.id, s.id): [self._gain(act, s, g) for g in range(GAIN_LEVELS)] for act in acts for s in regime.schemes
        }
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

    def _seen(self, act, klass):
        """[(channel, index step)] of the channels that record an act of a person of this class, in order."""
        steps = []
        keep = NANO
        for channel in self.regime.channels:
            seen = channel.sees.get(act.id, 0) * self.coverage[channel.id][klass] // NANO
            effective = seen * keep // NANO
            if self.regime.dedupe:
                keep = keep * (NANO - seen) // NANO
            if effective > 0:
                steps.append((channel, num.share_index(effective, NANO)))
        return steps

    # ---- Deterrence ----

    def detection(self, act):
        """Perceived detection: the chance that some channel of mean coverage records the act."""
        tables = self.tables
        keep = NANO
        for channel in self.regime.channels:
            total = covered = 0
            for setting, online, group in CLASSES:
                ws = tables.urban if setting == URBAN else NANO - tables.urban
                wo = tables.online[setting] if online else NANO - tables.online[setting]
                wg = tables.group_b if group else NANO - tables.group_b
                w = (ws * wo // NANO) * wg // NANO
                total += w
                covered += w * self.coverage[channel.id][setting, online, group]
            mean = covered // total
            keep = keep * (NANO - channel.sees.get(act.id, 0) * mean // NANO) // NANO
        return NANO - keep

    def loss(self, act):
        """Perceived loss: how much of the way to a sanction one record of the act goes, at most all of it."""
        losses = [0]
        if any(lst.black and act.id in lst.acts for lst in self.regime.lists):
            losses.append(NANO)
        for scheme in self.regime.schemes:
            points = scheme.points.get(act.id, 0)
            tier = self.sanctioned_tier[scheme.id]
            if points >= 0 or tier is None:
                continue
            if tier == len(scheme.cuts) or scheme.start <= scheme.cuts[tier]:
                losses.append(NANO)
            else:
                losses.append(min(NANO, -points * NANO // (scheme.start - scheme.cuts[tier])))
        return max(losses)

    def _deterrence(self, act):
        """Index steps taken off the rate of an aware person, by level of fear."""
        p, s5 = self.detection(act), fifth_root(self.loss(act))
        announced = self.regime.adaptation.announced
        steps = []
        for level in range(FEAR_LEVELS):
            phi = announced + (NANO - announced) * level // 64
            d = min(2 * NANO, scaled(scaled(scaled(act.deterrence, phi), p), s5))
            steps.append(num.rdiv(d * 1024, NANO))
        return steps

    # ---- Gain ----

    def _gain(self, act, scheme, level):
        """Index steps added to the rate of an aware person at a gain level of a scheme."""
        points = scheme.points.get(act.id, 0)
        if level == 0 or points <= 0 or len(scheme.tiers) < 2:
            return 0
        share = min(NANO, points * NANO // reach(scheme, level))
        return num.rdiv(scaled(act.gain, share) * 1024, NANO)

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

    def index(self, act, person, poor, aware, fear, gain_level):
        """Section 5: grid index of an act for a person, None if it cannot happen. `gain_level` is by scheme."""
        base = self.base[act.id]
        if base is None or not eligible(act, person):
            return None
        i = base + self.factor_steps(act, person, poor)
        if aware:
            i -= self.deterrence[act.id][fear >> 10]
            i += sum(self.gain[act.id, s.id][gain_level[s.id]] for s in self.regime.schemes)
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
        if self.adapts:
            span.append((-max(self.deterrence[act.id]), 0))
            for scheme in self.regime.schemes:
                steps = self.gain[act.id, scheme.id]
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


def sanctioned_tier(regime, scheme):
    """The highest tier that a black list's entry or a sanction names, None if there is none."""
    named = [lst.tier for lst in regime.lists if lst.black and lst.scheme == scheme.id]
    named += [s.on.tier for s in regime.sanctions if s.on.scheme == scheme.id]
    return max(named, default=None)


def spell_tier(regime, scheme):
    """The highest tier that a sanction names, None if there is none."""
    return max((s.on.tier for s in regime.sanctions if s.on.scheme == scheme.id), default=None)


def reach(scheme, level):
    """Points (centi) within which the next tier is at this gain level."""
    return max(1, (scheme.cuts[-1] - scheme.cuts[0]) >> (15 - level))


def fifth_root(s):
    """s**0.2 of a nano value up to one."""
    if s == 0:
        return 0
    log = num.rdiv(num.ln_q32(s) - num.ln_q32(NANO), 5)
    return min(NANO, num.exp_q40(log) * NANO >> 40)


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
