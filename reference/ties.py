# SPDX-License-Identifier: Apache-2.0
"""Who knows whom: docs/odd/submodels.md, section 2. Every slot of a person is gone through and asked whether its tie exists.

Forms of the network are in docs/odd/mechanisms.md, M17; how ties change, in respond.py.
"""

from types import SimpleNamespace

from . import numerics as num
from .numerics import NANO, ONE32

WORK, FRIENDS, LONG = 1, 2, 3  # kinds of candidate, and indices of their pair words
UNIT = 128  # persons of a unit of long ties
STRIDE = {WORK: 1021, FRIENDS: 67}  # offsets are multiples of these where ties cluster
NAME = {WORK: "work", FRIENDS: "friends"}
ATTEMPTS = 16


class Ties:
    """For every person the slots where a tie may be, and the neighbours by kind: `household`, `work`, `friends` (long ties too).

    A neighbour found through two slots is named twice.
    """

    def __init__(self, society):
        self.society = society
        self.luck = society.luck
        self.mean = society.tables.ties
        self.household = [[q for q in society.household(p) if q != p] for p in range(society.n)]
        self.slots = [[] for _ in range(society.n)]  # (kind, mate, tied at tick 0, bit in the state)
        self._offsets = {}
        for p in range(society.n):
            self._join_short(p)
        for slot in range(slots(self.mean.long)):
            self._join_long(slot)
        self.at_start = [self.mask(p) for p in range(society.n)]
        self.work = [self.of(p, {"work"}) for p in range(society.n)]
        self.friends = [self.of(p, {"friends"}) for p in range(society.n)]

    def mask(self, p):
        """The ties of a person at tick 0, as bits by slot."""
        return sum(1 << slot.bit for slot in self.slots[p] if slot.tied)

    def of(self, p, kinds, mask=None):
        """Neighbours of the kinds named, in this order: household, work, friends. `mask` tells which ties there are now."""
        mask = self.at_start[p] if mask is None else mask
        neighbours = list(self.household[p]) if kinds & {"household", "all"} else []
        for kind, members in (("work", (WORK,)), ("friends", (FRIENDS, LONG))):
            if kinds & {kind, "all"}:
                neighbours += [s.mate for s in self.slots[p] if s.kind in members and mask >> s.bit & 1]
        return neighbours

    def offsets(self, m):
        """[(kind, d)] of a community of m persons: each offset d joins i to i + d and i - d."""
        if m not in self._offsets:
            taken = []
            for kind in (WORK, FRIENDS):
                for o in range(1, half_slots(getattr(self.mean, NAME[kind])) + 1):
                    d = self._offset(kind, o, m, {d for _, d in taken})
                    if d is not None:
                        taken.append((kind, d))
            self._offsets[m] = taken
        return self._offsets[m]

    def _offset(self, kind, o, m, taken):
        """Offset number o of a kind, or None where none is acceptable."""
        if m <= 1:
            return None
        h = half_slots(getattr(self.mean, NAME[kind]))
        near = (self.mean.clustering * h + NANO // 2) // NANO
        if o <= near:
            candidates = [STRIDE[kind] * o % m]
        else:
            entity = num.fnv1a(NAME[kind])
            candidates = [
                1 + num.below(self.luck.word(num.OFFSET, 0, 0, entity, o * 16 + v), m - 1) for v in range(ATTEMPTS)
            ]
        for d in candidates:
            d = min(d, m - d)
            if d > 0 and 2 * d < m and d not in taken:
                return d
        return None

    def _join_short(self, p):
        """The work ties and friends of p inside the community."""
        community = self.society.community(p)
        m = len(community)
        bit = 0
        for kind, d in self.offsets(m):
            mean = getattr(self.mean, NAME[kind])
            threshold = ONE32 * mean // (2 * half_slots(mean) * NANO)
            for step in (d, m - d):
                q = community[(p - community[0] + step) % m]
                self._slot(p, q, kind, threshold, bit)
                bit += 1

    def _join_long(self, slot):
        """The long ties of one slot: units are paired by a keyed bijection, and persons inside a pair of units."""
        n = self.society.n
        threshold = ONE32 * self.mean.long // (slots(self.mean.long) * NANO)
        units = -(-n // UNIT)
        place = [place_of_unit(self.luck, slot, units, x) for x in range(units)]
        unit_at = {where: x for x, where in enumerate(place)}
        for p in range(n):
            where = place[p // UNIT]
            y = unit_at.get(where ^ 1)
            if y is None:
                continue
            turn = self.luck.word(num.LONG_TIE, where >> 1, 0, 0, 64 + slot) % UNIT
            q = UNIT * y + (p % UNIT ^ turn)
            if q < n:
                self._slot(p, q, LONG, threshold, 2 * len(self.offsets(len(self.society.community(p)))) + slot)

    def _slot(self, p, q, kind, threshold, bit):
        """A slot of p: nothing if q is of the household."""
        if self.society.persons[p].household_start != self.society.persons[q].household_start:
            tied = self._exists(p, q, kind, threshold)
            self.slots[p].append(SimpleNamespace(kind=kind, mate=q, tied=tied, bit=bit))

    def _exists(self, p, q, kind, threshold):
        """Whether the candidate {p, q} is a tie: rarer between groups except at work."""
        a, b = self.society.persons[p], self.society.persons[q]
        if self.mean.form == "wide":
            threshold = min(ONE32, threshold * self._halves(p) * self._halves(q) // 4)
        if kind != WORK and a.group != b.group:
            homophily = self.mean.homophily
            if self.mean.form == "homophilous":
                homophily = (NANO + homophily) // 2
            threshold = num.mul32(threshold, ONE32 - num.thr(homophily))
        return self.luck.pair_word(num.TIE, p, q, kind) < threshold

    def _halves(self, p):
        """Sociability in halves: one half or three."""
        return 1 if self.luck.word(num.SOCIABILITY, p) < 2**31 else 3


def half_slots(mean):
    """Number of offsets of a kind with this mean number (nano) of ties: half the mean, rounded up."""
    return -(-mean // (2 * NANO))


def slots(mean):
    """Number of slots of long ties: the mean, rounded up."""
    return -(-mean // NANO)


def place_of_unit(luck, slot, units, x):
    """F(x): a keyed bijection of 0 .. units-1, walking the cycle of one of 0 .. 2**bits-1 until it is inside."""
    bits = max(1, (units - 1).bit_length())
    key = [luck.word(num.LONG_TIE, r, 0, 0, slot) for r in range(6)]
    while True:
        for r in range(3):
            x = (x * (key[2 * r] | 1) + key[2 * r + 1]) % 2**bits
            x ^= x >> (bits + 1) // 2
        if x < units:
            return x
