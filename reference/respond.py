# SPDX-License-Identifier: Apache-2.0
"""How others treat who is seen to be sanctioned, by shaming and by their ties: docs/odd/mechanisms.md, M9 and M10."""

from . import numerics as num
from .numerics import NANO, ONE40, scaled
from .observe import MOST
from .sanction import NEWLY_SANCTIONED, VISIBLY_SANCTIONED
from .score import BASE_TIER


def shame(world, p, t):
    """Shaming of who is visibly sanctioned this month."""
    event, response = world.events[p], world.plan(p).regime.response
    if not event.byte & VISIBLY_SANCTIONED:
        return
    community = world.society.community(p)
    flagged = sum(1 for q in community if world.published[q] & VISIBLY_SANCTIONED)
    boost = scaled(response.shaming_radius, NANO * flagged // len(community))
    rate = scaled(response.shaming_per_year, world.plan(p).regime.publicity) * (NANO + boost) // NANO
    mean = min(MOST, rate * ONE40 // (12 * NANO))
    event.shamed = num.poisson(world.luck.word(num.SHAMED, p, t), mean)
    if event.shamed > 0:
        event.byte |= NEWLY_SANCTIONED
    if 0 < response.shaming_threshold <= event.shamed and world.state[p].employed:
        lost = world.luck.word(num.ESCALATES, p, t) < num.thr(response.shaming_escalates)
        world.state[p].employed = not lost


def change_ties(world, t):
    """At the end of the tick: every slot by what last tick published of its two ends."""
    if world.keeps.ties:
        for p, state in enumerate(world.state):
            for slot in world.ties.slots[p]:
                if changes(world, p, t, slot):
                    state.ties ^= 1 << slot.bit


def changes(world, p, t, slot):
    """Whether the tie of a slot is cut, restored or made. Both ends come to the same answer."""
    lower, higher = min(p, slot.mate), max(p, slot.mate)
    plan = world.plan(lower)
    response = plan.regime.response
    here, there = world.published[p], world.published[slot.mate]
    flagged = sum(1 for byte in (here, there) if byte & VISIBLY_SANCTIONED)
    if world.state[p].ties >> slot.bit & 1:
        weight = plan.published.weight if plan.published is not None and plan.published.active else 0
        heard = scaled(scaled(response.cut_association, weight), plan.regime.publicity)
        hazard = min(NANO, response.cut_base + flagged * heard + flagged * response.cut_flagged)
        draw = num.CUT
    elif slot.tied:
        hazard = response.restore if flagged == 0 else 0
        draw = num.RESTORE
    else:
        hazard = response.seek if here & BASE_TIER != there & BASE_TIER else 0
        draw = num.SEEK
    return world.luck.word(draw, lower, t, higher % 2**32, slot.kind) < num.thr(hazard)


def renew_ties(world, renewed):
    """Ties with renewed persons are as at tick 0, on both sides."""
    for p, state in enumerate(world.state):
        for slot in world.ties.slots[p]:
            if p in renewed or slot.mate in renewed:
                state.ties &= ~(1 << slot.bit)
                state.ties |= int(slot.tied) << slot.bit
