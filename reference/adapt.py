# SPDX-License-Identifier: Apache-2.0
"""Fear, awareness, crowding out and evasion: docs/odd/submodels.md, section 7, and mechanisms, M11 to M13."""

from . import numerics as num
from . import perceived
from .numerics import NANO, ONE32
from .sanction import NEWLY_SANCTIONED, VISIBLY_SANCTIONED


def unmoved(x, k, d):
    """Q(x, k, d) of section 7: the chance of not being moved by a share k of d at strength x."""
    return ONE32 if d == 0 else num.exp_q32(-(x * k * ONE32 // (NANO * d)))


def moved(level, keep, decay, word):
    """A 16-bit level that decays and is pushed up, rounded by a word; it stays 0 where nothing pushes."""
    if level == 0 and keep == ONE32:
        return 0
    rest = level * (ONE32 - num.thr(decay)) + (2**16 - level) * (ONE32 - keep)
    return min(65535, (rest + word) // ONE32)


def adapt(world, p, t):
    """Fear and awareness, from what befell oneself, one's ties and, by publicity, everybody."""
    state, event, regime = world.state[p], world.events[p], world.plan(p).regime
    adaptation, form = regime.adaptation, world.scenario.forms.fear
    own = min(15, event.black_entries + event.falls + sum(event.denied.values()) + event.shamed)
    neighbours = world.ties_of(p, {"all"})
    n = len(neighbours)
    sanctioned = sum(1 for q in neighbours if world.published[q] & VISIBLY_SANCTIONED)
    newly = sum(1 for q in neighbours if world.published[q] & NEWLY_SANCTIONED)
    prevalence = ONE32 * world.prevalence // world.society.n

    if form != "off":
        heard = (adaptation.fear_publicity * regime.publicity // NANO) * ONE32 // NANO
        by_ties = unmoved(adaptation.fear_ties, newly, n) if form == "ties" else ONE32
        keep = num.mul32(
            num.mul32(unmoved(adaptation.fear_own, own, 1), by_ties), num.exp_q32(-(heard * prevalence // ONE32))
        )
        state.fear = moved(state.fear, keep, adaptation.fear_decay, world.luck.word(num.FEAR, p, t))

    heard = (adaptation.aware_publicity * regime.publicity // NANO) * ONE32 // NANO
    keep = num.mul32(
        num.mul32(unmoved(adaptation.aware_own, own, 1), unmoved(adaptation.aware_ties, sanctioned, n)),
        num.exp_q32(-heard),
    )
    if not state.aware and world.luck.word(num.AWARE, p, t) < ONE32 - keep:
        state.aware = True


def crowd(world, p, t):
    """Norms give way to rewards: the nearer the next tier at the start of the tick, the more."""
    state, regime = world.state[p], world.plan(p).regime
    adaptation = regime.adaptation
    pulls = [perceived.pull(s, world.events[p].gain_level_before[s.id]) for s in regime.schemes]
    pull = max(pulls, default=0) if state.aware else 0
    keep = num.exp_q32(-((adaptation.crowding * pull // NANO) * ONE32 // NANO))
    state.crowd = moved(state.crowd, keep, adaptation.crowding_recovery, world.luck.word(num.CROWDED, p, t))


def evade(world, p, t):
    """Starting to hide, the more afraid the sooner, and stopping."""
    state, adaptation = world.state[p], world.plan(p).regime.adaptation
    word = world.luck.word(num.EVADES, p, t)
    if state.evading:
        state.evading = not word < num.thr(adaptation.evasion_stops)
    else:
        keep = num.exp_q32(-(state.fear * adaptation.evasion_fear * ONE32 // (2**16 * NANO)))
        state.evading = word < ONE32 - num.mul32(ONE32 - num.thr(adaptation.evasion_starts), keep)
