# SPDX-License-Identifier: Apache-2.0
"""Rules in time and place: docs/odd/mechanisms.md, M1. Which regime is in force this month in each jurisdiction, compiled."""

import copy

from . import numerics as num
from .numerics import NANO
from .plan import Plan


class Rules:
    """The plans of one world, and what all of them together keep in the state of a person."""

    def __init__(self, scenario, rules, society):
        self.scenario = scenario
        self.rules = rules
        self.society = society
        self.keeps = Keeps(scenario, rules.regimes)
        self._plans = {}
        for index in {k for row in rules.index for k in row}:  # every plan may refuse: at once, not in its month
            for j in range(len(scenario.society.jurisdiction_pop)):
                self._plan(index, j)

    def in_month(self, t):
        """The plan of every jurisdiction at tick t."""
        period = max(k for k, first in enumerate(self.rules.from_month) if first <= t)
        return [self._plan(index, j) for j, index in enumerate(self.rules.index[period])]

    def _plan(self, index, j):
        """The plan of a regime in a jurisdiction: channels whose owner has not joined are inactive there."""
        regime = self.rules.regimes[index]
        joined = tuple(self._joined(channel, j) for channel in regime.channels)
        if (index, joined) not in self._plans:
            regime = copy.deepcopy(regime)
            for channel, here in zip(regime.channels, joined):
                channel.active = channel.active and here
            self._plans[index, joined] = Plan(self.scenario, regime, self.keeps)
        return self._plans[index, joined]

    def _joined(self, channel, j):
        """Whether the owner of a channel takes part in a jurisdiction."""
        share = min(NANO, channel.owner_joins + channel.owner_pressure)
        return self.society.luck.word(num.OWNER, j, 0, num.fnv1a(channel.id)) < num.thr(share)


class Keeps:
    """What is kept in the state because some rules of a world need it (M1, M5, M16)."""

    def __init__(self, scenario, regimes):
        first = regimes[0]
        self.adapts = any(r.adaptation.on for r in regimes) and len(first.schemes) > 0
        self.redress = any(r.redress.on for r in regimes)
        self.opinion = any(r.opinion.on for r in regimes)
        self.crowding = self.adapts and any(r.adaptation.crowding > 0 for r in regimes)
        self.evasion = self.adapts and any(r.adaptation.evasion_starts > 0 or r.adaptation.evasion_fear > 0 for r in regimes)
        self.peers = any(c.peers is not None for r in regimes for c in r.channels)
        self.signal = self.opinion or self.peers
        self.owed = any(c.bounty > 0 for r in regimes for c in r.channels)
        self.means = scenario.society.means is not None
        self.ties = any(r.response.cut_base or r.response.cut_association or r.response.cut_flagged for r in regimes)
        self.ties = self.ties or any(r.response.restore or r.response.seek for r in regimes)
        self.members = sum(  # bits by scheme
            1 << k for k in range(len(first.schemes)) if any(r.schemes[k].opt_in for r in regimes)
        )
        self.by_hits = {lst.id: self._by_hits(lst.id, regimes) for lst in first.lists}
        names = [lst.id for lst in first.lists]
        left_early = self.redress or any(exits(lst) for r in regimes for lst in r.lists)
        copied = any(lst.copies > 0 for r in regimes for lst in r.lists)
        suspends = any(r.redress.on and r.redress.suspends for r in regimes)
        self.shield = self.spent = dict.fromkeys(names, left_early)
        self.stale = dict.fromkeys(names, copied)
        self.suspended = dict.fromkeys(names, suspends)
        self.inherited = {name: self._some(regimes, name, lambda one: one.household > 0) for name in names}
        self.window = {name: self._some(regimes, name, lambda one: one.count > 1) for name in names}

    def _some(self, regimes, name, test):
        """Whether a list passes a test in some rules."""
        return any(test(lst) for r in regimes for lst in r.lists if lst.id == name)

    def _by_hits(self, name, regimes):
        """Whether a list keeps the hits of section 6: by act, and nothing of M5 and M8 anywhere."""

        def plain(lst):
            return (
                lst.scheme is None
                and not lst.counts
                and not lst.representatives
                and not lst.at_will
                and not lst.household
                and not exits(lst)
            )

        return not self.redress and not self._some(regimes, name, lambda lst: not plain(lst))


def exits(lst):
    """Whether one may leave a list before its term."""
    return lst.fulfilment > 0 or lst.repair_after > 0
