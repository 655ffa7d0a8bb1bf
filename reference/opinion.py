# SPDX-License-Identifier: Apache-2.0
"""What people think of the regime, and whether they show it: docs/odd/mechanisms.md, M14."""

from . import numerics as num
from .numerics import NANO, ONE32, ONE40, scaled
from .sanction import NEWLY_SANCTIONED

DISSENTS = 1  # bit of the signal byte
MOST = 16 * NANO  # log odds


def logistic(x):
    """1 / (1 + e**-x) of x in nano; the result is Q32."""
    x = max(-MOST, min(MOST, x))
    e = num.exp_q40(num.rdiv(-abs(x) * ONE32, NANO))
    return 2**72 // (ONE40 + e) if x >= 0 else e * ONE32 // (ONE40 + e)


def start(opinion):
    """Approval before any experience."""
    return min(65535, logistic(opinion.constant) >> 16)


def approve(world, p, t):
    """Approval moves to what this month tells."""
    state, event, person = world.state[p], world.events[p], world.society.persons[p]
    opinion = world.plan(p).regime.opinion
    x = opinion.constant
    if event.rewarded:
        x += opinion.benefit
    if world.sanctioned(p) or sum(event.denied.values()) > 0:
        x -= opinion.harm
    if any(world.published[q] & NEWLY_SANCTIONED for q in world.ties_of(p, {"all"})):
        x -= opinion.injustice
    x += scaled(opinion.safety, NANO - state.fear * NANO // 2**16)
    x -= opinion.information if person.online else 0
    pace = num.thr(opinion.pace)
    rest = state.approval * (ONE32 - pace) + logistic(x) * pace // 2**16
    state.approval = min(65535, (rest + world.luck.word(num.OPINION, p, t)) // ONE32)


def dissents(world, p):
    """Whether p shows disapproval, which ties make easier."""
    state, opinion = world.state[p], world.plan(p).regime.opinion
    if world.scenario.forms.dissent == "thresholds":
        share = NANO * world.dissenters // world.society.n
        thresholds = opinion.thresholds
        return bool(thresholds) and share >= thresholds[p % len(thresholds)]
    neighbours = world.ties_of(p, {"all"})
    open_ones = sum(1 for q in neighbours if world.signal[q] & DISSENTS)
    share = NANO * open_ones // len(neighbours) if neighbours else 0
    honesty = world.scenario.society.norm[0][world.society.persons[p].level["honesty"]]
    drive = opinion.cost + scaled(honesty, NANO - 2 * state.approval * NANO // 2**16)
    return state.approval < 2**15 and share * drive >= opinion.cost * NANO
