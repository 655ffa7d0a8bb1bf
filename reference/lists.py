# SPDX-License-Identifier: Apache-2.0
"""Lists and tier spells: docs/odd/submodels.md, sections 6 and 8, and mechanisms, M5 and M6.

A list entered by act that knows nothing of M5 keeps hits: one is on it while some hit counts. Any other keeps the months left.
"""

from . import causes
from . import numerics as num
from . import redress
from .numerics import NANO, scaled
from .score import clamp, counts, tier_of

BY_ACT, BY_TIER, BY_FIRM, AT_WILL = 1, 2, 3, 4


def lists(world, t):
    """One tick of every list, for everybody."""
    for k in range(len(world.regime.lists)):
        before = [state.listed[world.regime.lists[k].id] for state in world.state]
        for p in range(world.society.n):
            turn(world, p, t, world.plan(p).regime.lists[k])
        for p in range(world.society.n):
            lst = world.plan(p).regime.lists[k]
            if world.keeps.inherited[lst.id]:
                household(world, p, lst)
            copies(world, p, lst, before[p])


def turn(world, p, t, lst):
    """What becomes of p's own listing."""
    state = world.state[p]
    if world.keeps.by_hits[lst.id]:
        by_hits(world, p, t, lst)
        return
    state.spent[lst.id] += 1 if state.left[lst.id] > 0 else 0
    redress.decisions(world, p, t, lst)
    exits(world, p, t, lst)
    was_on = state.left[lst.id] > 0
    state.left[lst.id] = max(0, state.left[lst.id] - 1)
    state.shield[lst.id] = max(0, state.shield[lst.id] - 1)
    if lst.active and state.shield[lst.id] == 0:
        grounds(world, p, t, lst, was_on)
    if state.left[lst.id] == 0:
        off(state, lst)
    state.listed[lst.id] = state.left[lst.id] > 0
    if not state.listed[lst.id] and not state.inherited[lst.id]:
        state.list_cause[lst.id] = 0


def off(state, lst):
    """The listing has ended."""
    state.left[lst.id] = state.spent[lst.id] = 0
    state.suspended[lst.id] = False


def leave(state, lst):
    """The listing ends before its term, and there is no other for as long as a term."""
    off(state, lst)
    state.shield[lst.id] = lst.term


def by_hits(world, p, t, lst):
    """A list of section 6 that is entered by act."""
    state, event = world.state[p], world.events[p]
    hits = hits_at(state, t, lst)
    state.hits[lst.id] = len(hits)
    entry = len(hits) > 0 and not state.listed[lst.id]
    state.listed[lst.id] = len(hits) > 0
    if not hits:
        state.list_cause[lst.id] = 0
    if entry:
        enter(world, p, lst, causes.entry_by_act(new_hits(event, lst)))


def hits_at(state, t, lst):
    """Records that count on a list at tick t."""
    return [r for r in state.records if lst.id in r.hits and counts(r, r.hits[lst.id], t)]


def new_hits(event, lst):
    """Those that take effect this tick."""
    return [r for r in event.new if lst.id in r.hits]


# ---- Leaving (M6) ----


def exits(world, p, t, lst):
    """Fulfilment, and repair after some time."""
    state, entity = world.state[p], num.fnv1a(lst.id)
    if state.left[lst.id] == 0:
        return
    chance = lst.fulfilment
    if world.society.poor(p, state.employed):
        chance = scaled(chance, lst.fulfilment_poor)
    if world.luck.word(num.FULFILLED, p, t, entity) < num.thr(min(NANO, chance)):
        leave(state, lst)
    elif 0 < lst.repair_after <= state.spent[lst.id]:
        if world.luck.word(num.REPAIRED, p, t, entity) < num.thr(lst.repair):
            leave(state, lst)


def copies(world, p, lst, before):
    """Who has left a list stays on the copies of it for some time."""
    state = world.state[p]
    if state.listed[lst.id]:
        state.stale[lst.id] = 0
    elif before:
        state.stale[lst.id] = lst.copies
    else:
        state.stale[lst.id] = max(0, state.stale[lst.id] - 1)


# ---- Entering (M5) ----


def grounds(world, p, t, lst, was_on):
    """The first ground that holds makes an entry, or renews a listing, one that ends now too."""
    state = world.state[p]
    ground = first_ground(world, p, t, lst)
    if ground is None:
        return
    if ground == BY_ACT and was_on:
        state.left[lst.id] = max(state.left[lst.id], longest(world, p, lst))
        return
    off(state, lst)
    state.left[lst.id] = longest(world, p, lst) if ground == BY_ACT else lst.term
    wrongful = is_wrongful(world, p, lst, ground)
    if reversed_by_review(world, p, t, lst, wrongful):
        leave(state, lst)
        return
    if ground != BY_FIRM:
        redress.appeal(world, p, t, lst, wrongful)
    if state.left[lst.id] > 0:
        enter(world, p, lst, cause_of(world, p, lst, ground))


def first_ground(world, p, t, lst):
    """Why p is to be listed, None if there is no reason."""
    state, tables = world.state[p], world.scenario.society
    word, entity = world.luck.word, num.fnv1a(lst.id)
    if new_hits(world.events[p], lst) and len(hits_at(state, t, lst)) >= lst.count:
        return BY_ACT
    if state.left[lst.id] > 0:
        return None
    if lst.scheme is not None and adverse(state.tier[lst.scheme], state.score[lst.scheme], lst):
        return BY_TIER
    if world.society.luck.word(num.REPRESENTS, p) < num.thr(tables.representatives):
        if word(num.FIRM_LISTED, p, t, entity) < num.thr(lst.representatives // 12):
            return BY_FIRM
    chance = lst.at_will // 12
    if world.society.persons[p].group:
        chance = chance * lst.at_will_bias_b // NANO
    if word(num.AT_WILL, p, t, entity) < num.thr(min(NANO, chance)):
        return AT_WILL
    return None


def longest(world, p, lst):
    """Ticks until the last of this tick's hits ends: the term, or until it is corrected."""
    terms = [lst.term if r.corrected is None else min(lst.term, r.corrected) for r in new_hits(world.events[p], lst)]
    return max(terms)


def adverse(tier, score, lst):
    """Whether a tier or a score is one that is listed."""
    return tier <= lst.tier if lst.below is None else score < lst.below


def is_wrongful(world, p, lst, ground):
    """Whether the rule itself would not have listed p, had every record been true."""
    event = world.events[p]
    if ground == BY_ACT:
        return all(r.klass == "E" for r in new_hits(event, lst))
    if ground == BY_TIER:
        test, points, _ = components(world, p, lst.scheme, lst)
        return not test(sum(points.values()) - points["E"])
    return ground == AT_WILL


def reversed_by_review(world, p, t, lst, wrongful):
    """Whether somebody looks at the entry, and undoes it."""
    redress_of = world.plan(p).regime.redress
    chance = redress_of.reversal if wrongful else redress_of.reversal_rightful
    return world.luck.word(num.REVIEWED, p, t, num.fnv1a(lst.id)) < num.thr(chance)


def enter(world, p, lst, cause):
    """An entry counts."""
    state, event = world.state[p], world.events[p]
    if world.scenario.causes:
        state.list_cause[lst.id] = cause
    if lst.black:
        event.black_entries += 1
    if lst.published and is_ground(world.plan(p).regime, lst) and not state.suspended[lst.id]:
        event.newly_visible = True


def is_ground(regime, lst):
    """Whether some sanction stands on a list."""
    return any(s.active and s.on.list == lst.id for s in regime.sanctions)


def household(world, p, lst):
    """A listing that is shared with those one lives with."""
    state = world.state[p]
    others = [q for q in world.society.household(p) if q != p]
    inherits = (
        state.left[lst.id] == 0
        and any(world.state[q].left[lst.id] > 0 for q in others)
        and world.luck.word(num.INHERITS, p, 0, num.fnv1a(lst.id)) < num.thr(lst.household)
        and (lst.active or state.inherited[lst.id])
    )
    starts = inherits and not state.inherited[lst.id]
    state.inherited[lst.id] = inherits
    state.listed[lst.id] = inherits or state.left[lst.id] > 0
    if not state.listed[lst.id]:
        state.list_cause[lst.id] = 0
    if starts:
        enter(world, p, lst, causes.inherited())


# ---- Tier spells ----


def spell(world, p, scheme):
    """Time in a tier that sanctions stand on."""
    state, event, plan = world.state[p], world.events[p], world.plan(p)
    threshold = plan.spell_tier[scheme.id]
    inside = threshold is not None and state.tier[scheme.id] <= threshold
    fall = inside and not state.spell[scheme.id]
    state.spell[scheme.id] = inside
    if not inside:
        state.spell_cause[scheme.id] = 0
    if fall:
        if world.scenario.causes:
            state.spell_cause[scheme.id] = by_tier(world, p, scheme.id, threshold)
        event.falls += 1
        if scheme is plan.published:
            event.newly_visible = True


# ---- Causes ----


def cause_of(world, p, lst, ground):
    """The cause of an entry."""
    if ground == BY_ACT:
        return causes.entry_by_act(new_hits(world.events[p], lst))
    if ground == BY_FIRM:
        return causes.inherited()
    if ground == AT_WILL:
        return causes.at_will()
    test, points, induced = components(world, p, lst.scheme, lst)
    return causes.entry_by_tier(points, induced, test)


def by_tier(world, p, scheme_id, threshold):
    """The cause of a fall."""
    test, points, induced = components(world, p, scheme_id, None, threshold)
    return causes.entry_by_tier(points, induced, test)


def components(world, p, scheme_id, lst, threshold=None):
    """(test, points by component, those of U that are induced): the test is whether the start plus some points is adverse."""
    state, event = world.state[p], world.events[p]
    scheme, points = world.plan(p).scheme[scheme_id], state.points[scheme_id]
    parts = {
        "U": points["own"] - points["lawful"] - points["error"],
        "L": points["lawful"],
        "E": points["error"],
        "A": event.association[scheme_id],
        "I": event.inherited[scheme_id],
    }

    def test(more):
        score = clamp(scheme, scheme.start + more)
        if lst is not None and lst.below is not None:
            return score < lst.below or not scheme.active
        if event.by_rule[scheme_id]:
            return True
        return tier_of(scheme, score) <= (threshold if lst is None else lst.tier)

    return test, parts, points["induced"]
