# SPDX-License-Identifier: Apache-2.0
"""What records are worth, and the score of the month: docs/odd/submodels.md, section 6, and mechanisms, M3."""

from . import numerics as num
from .numerics import NANO, scaled
from .scenario import NEVER, YEAR_END

BASE_TIER = 7  # bits 0 to 2 of the published byte
VISIBLY_SANCTIONED = 16
COMPONENTS = ("own", "lawful", "error", "induced")


def clamp(scheme, score):
    """A score held between the scheme's bounds."""
    return max(scheme.low, min(scheme.high, score))


def tier_of(scheme, score):
    """Position of a score's tier: the number of cuts at or below it."""
    return sum(1 for cut in scheme.cuts if cut <= score)


def start_tier(scheme):
    """The tier of the start score."""
    return tier_of(scheme, clamp(scheme, scheme.start))


# ---- Records that take effect ----


def settle(world, p, t, record):
    """What a record counts for, by the rules under which it takes effect."""
    plan = world.plan(p)
    for scheme in plan.regime.schemes:
        if scheme.active and record.act in scheme.points:
            points = worth(world, p, t, scheme, record)
            if fades(world, scheme):
                add(world.state[p].faded[scheme.id], record, points)
            else:
                record.points[scheme.id] = points, end(t, months(scheme.expire, t), record.corrected)
    for lst in plan.regime.lists:
        if lst.active and record.act in lst.acts and linked(world, p, t, lst, record):
            if world.keeps.by_hits[lst.id]:
                record.hits[lst.id] = end(t, lst.term, record.corrected)
            else:
                record.hits[lst.id] = t + lst.within


def months(expire, e):
    """For how many ticks a record from tick e on counts."""
    return 12 - e % 12 if expire == YEAR_END else expire


def end(e, lasts, corrected):
    """The first tick in which it no longer counts, None if it counts for good."""
    if corrected is not None:
        lasts = corrected if lasts == NEVER else min(lasts, corrected)
    return None if lasts == NEVER else e + lasts


def worth(world, p, t, scheme, record):
    """Points of a record: the table's, as an official sees it, less what is not linked."""
    points = scheme.points[record.act]
    if scheme.discretion.on:
        word = world.luck.word(num.DISCRETION, p, t, num.fnv1a(scheme.id + "/" + record.act))
        below, others = world.plan(p).factors[scheme.id][world.society.persons[p].group]
        points = scaled(points, (below if points < 0 else others)[word >> 26])
    if scheme.contexts and record.context not in scheme.contexts:
        points = scaled(points, world.plan(p).regime.linkage)
    return points


def linked(world, p, t, lst, record):
    """Whether a record counts on a list: always if it is from one of the list's own contexts."""
    if not lst.contexts or record.context in lst.contexts:
        return True
    word = world.luck.word(num.LINKED, p, t, num.fnv1a(lst.id + "/" + record.act))
    return word < num.thr(world.plan(p).regime.linkage)


# ---- Points in force ----


def fades(world, scheme):
    """Whether records of a scheme lose a share of their weight each month, in place of expiring."""
    return world.scenario.forms.forgetting == "half-life" and scheme.expire > 0


def add(points, record, value):
    """Adds a record's points to the sums that it belongs to."""
    points["own"] += value
    if record.klass == "L":
        points["lawful"] += value
    if record.klass == "E":
        points["error"] += value
    if record.klass == "U" and record.induced:
        points["induced"] += value


def counts(record, until, t):
    """Whether a record counts at tick t."""
    return record.effect <= t and (until is None or t < until)


def fade(world, p):
    """At the start of the month's score."""
    for scheme in world.plan(p).regime.schemes:
        if fades(world, scheme):
            faded = world.state[p].faded[scheme.id]
            for component in COMPONENTS:
                faded[component] -= num.rdiv(faded[component], scheme.expire)


def in_force(world, p, t, scheme):
    """The points of a scheme at tick t, by component."""
    state = world.state[p]
    points = dict(state.faded[scheme.id])
    for record in state.records:
        if scheme.id in record.points:
            value, until = record.points[scheme.id]
            if counts(record, until, t):
                add(points, record, value)
    return points


# ---- The score ----


def score(world, p, t, event):
    """Points, tiers and gain levels of all schemes; what takes effect this tick is settled first."""
    state, plan = world.state[p], world.plan(p)
    fade(world, p)
    for record in event.new:
        settle(world, p, t, record)
    for scheme in plan.regime.schemes:
        state.points[scheme.id] = in_force(world, p, t, scheme)
    for scheme in plan.regime.schemes:
        score_of(world, p, scheme, event)
    for scheme in plan.regime.schemes:
        join(world, p, t, scheme)


def score_of(world, p, scheme, event):
    """Score, tier and gain level of one scheme, and the tier that is published."""
    state, plan = world.state[p], world.plan(p)
    own = state.points[scheme.id]["own"] if scheme.active else 0
    inherited = inherits(world, p, scheme) if scheme.active else 0
    outside = scheme.active and scheme.opt_in and not state.members[scheme.id]
    association = associated(world, p, scheme) if scheme.active and not outside else 0
    final = clamp(scheme, scheme.start + own + inherited + association)
    tier = tier_of(scheme, final)
    base_tier = tier_of(scheme, clamp(scheme, scheme.start + own + inherited))
    state.score[scheme.id] = final
    state.would_be[scheme.id] = tier
    state.gain_level[scheme.id] = plan.gain_level(scheme, final, tier)
    if outside:
        tier = base_tier = refusers_tier(world, scheme)
    state.tier[scheme.id] = tier
    if scheme is plan.published:
        event.byte |= base_tier
    event.association[scheme.id] = association
    event.inherited[scheme.id] = inherited
    event.by_rule[scheme.id] = outside or not scheme.active


def inherits(world, p, scheme):
    """Points that come from other schemes and from what one is."""
    state, person, regime = world.state[p], world.society.persons[p], world.plan(p).regime
    total = 0
    for feeding in regime.schemes:
        if feeding.id in scheme.feeds and feeding.active:
            base = clamp(feeding, feeding.start + state.points[feeding.id]["own"])
            total += num.rdiv(scheme.feeds[feeding.id] * (base - feeding.start), NANO)
    total += num.rdiv(scheme.attribute_income * world.society.quintile(p), 4)
    total += scheme.attribute_online if person.online else 0
    total += scheme.attribute_employed if state.employed else 0
    return total


def associated(world, p, scheme):
    """Points from the published base tiers of ties, against one's own."""
    if scheme is not world.plan(p).published or scheme.weight == 0 or len(scheme.tiers) < 2:
        return 0
    neighbours = world.ties_of(p, scheme.of)
    if not neighbours:
        return 0
    cuts = scheme.cuts
    if len(cuts) == 1:
        step = num.rdiv(scheme.weight * abs(scheme.start - cuts[0]), 1000)
    else:
        step = num.rdiv(scheme.weight * (cuts[-1] - cuts[0]), 1000 * (len(cuts) - 1))
    tiers = [world.published[q] & BASE_TIER for q in neighbours]
    own = world.published[p] & BASE_TIER
    n = len(neighbours)
    form = world.scenario.forms.association
    if form == "worst":
        return num.rdiv(step * (min(tiers) - own), 10**6)
    if form == "share":
        flagged = sum(1 for q in neighbours if world.published[q] & VISIBLY_SANCTIONED)
        return -num.rdiv(step * len(cuts) * flagged, 10**6 * n)
    return num.rdiv(step * (sum(tiers) - own * n), 10**6 * n)


# ---- Schemes that one may refuse ----


def refusers_tier(world, scheme):
    """As of which tier those are treated who are not in."""
    if scheme.refusers is not None:
        return scheme.refusers
    total, out = world.would_be[scheme.id]
    return total // out if out else start_tier(scheme)


def join(world, p, t, scheme):
    """Who would be better off comes in, from the next tick on."""
    state = world.state[p]
    if not scheme.active or not scheme.opt_in or state.members[scheme.id]:
        return
    if state.would_be[scheme.id] > refusers_tier(world, scheme):
        word = world.luck.word(num.JOINS, p, t, num.fnv1a(scheme.id))
        state.members[scheme.id] = word < num.thr(scheme.joins)
