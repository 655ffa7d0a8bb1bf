# SPDX-License-Identifier: Apache-2.0
"""How the model computes: docs/odd/numerics.md, sections 1 to 7 and 10, in Python integers.

`//` divides towards minus infinity and `>>` shifts that way too, for negative numbers as well: both are the text's `floor`.
`Qk` means an integer in units of 2**-k, `nano` one in units of 10**-9.
"""

from functools import lru_cache

NANO = 10**9
ONE32 = 2**32
ONE40 = 2**40
LN2 = 0xB17217F7D1CF79AC  # ln 2 in Q64

I_MIN = -22713  # grid index of 2**-32 acts a month
I_MAX = 4258  # grid index of 64 acts a month

# Draw ids, by the names of src/base/draws.def. The society's:
HOUSEHOLD, GROUP, INCOME, AGE = 1, 2, 3, 4
HONESTY, PROSOCIALITY, OUTSPOKENNESS = 5, 6, 7
ONLINE, DRIVER, EMPLOYED_AT_START, AWARE_AT_START = 8, 9, 10, 11
TIE, OFFSET, LONG_TIE = 12, 13, 14
# and those of luck:
SEEN, MISATTRIBUTED, MISATTRIBUTED_TO = 32, 33, 34
FALSE_RECORD, FALSE_ACT = 35, 36
CORRECTED, CORRECTED_FALSE = 37, 38
DEMAND, DENIED = 39, 40
SEPARATION, HIRING = 41, 42
FEAR, AWARE = 43, 44
# Those of docs/odd/mechanisms.md, the society's:
OWNER, REPRESENTS, SCHOOLED, DEBTOR, SOCIABILITY, MEMBER = 15, 16, 17, 18, 19, 20
# and those of luck:
DISCRETION, PEER_RATED, PEER_BAD = 46, 47, 48
REPORTER, LINKED, REWARDED, JOINS = 50, 51, 52, 53
INHERITS, FIRM_LISTED, AT_WILL, FULFILLED, REPAIRED = 54, 55, 56, 57, 58
RENEWED, REVIEWED, NOTICED, EXPLAINED, FILED = 59, 60, 61, 62, 63
DECIDED, GRANTED, FILED_OUTSIDE, DECIDED_OUTSIDE, GRANTED_OUTSIDE = 64, 65, 66, 67, 68
CUT, RESTORE, SEEK = 69, 70, 71
SHAMED, ESCALATES, EVADES, CROWDED, OPINION = 72, 73, 74, 75, 76


# ---- Section 1: numbers ----


def rdiv(a, b):
    """a / b, rounded half away from zero; b > 0."""
    size = (2 * abs(a) + b) // (2 * b)
    return size if a >= 0 else -size


def scaled(x, y):
    """R(x, y): the product of two nano values, rounded."""
    return rdiv(x * y, NANO)


# ---- Section 2: probabilities ----


def thr(p_nano):
    """The threshold, 0 to 2**32, below which a 32-bit word means that an event of this probability happens."""
    return ONE32 * p_nano // NANO


def mul32(s, t):
    """Product of two thresholds."""
    return s * t // ONE32


# ---- Section 3: exp and ln ----


@lru_cache(maxsize=None)
def exp_q40(x):
    """e**x for x in Q32 nats; the result is Q40."""
    big_x = x * ONE32
    k = big_x // LN2
    r = big_x - k * LN2
    term = total = 2**63
    for n in range(1, 25):
        term = (term * r >> 64) // n
        total += term
    shift = 23 - k
    if shift < 0:
        raise ValueError("exp_q40: %d is above 24 ln 2" % x)
    return 0 if shift >= 64 else total >> shift


def exp_q32(x):
    """e**x for x <= 0 in Q32 nats; the result is Q32, at most one."""
    if x == 0:
        return ONE32
    return 0 if x < -64 * ONE32 else min(ONE32, exp_q40(x) >> 8)


@lru_cache(maxsize=None)
def ln_q32(n):
    """ln n for a positive integer below 2**64; the result is Q32 nats."""
    if not 0 < n < 2**64:
        raise ValueError("ln_q32: %d is outside 1 .. 2**64 - 1" % n)
    e = n.bit_length() - 1
    m = n << (63 - e)
    f = 0
    for _ in range(40):
        squared = m * m >> 63
        if squared >= 2**64:
            m, f = squared >> 1, 2 * f + 1
        else:
            m, f = squared, 2 * f
    return (e * ONE40 + f) * LN2 >> 72


# ---- Section 4: the rate grid ----


def idx(y):
    """Grid index, in 1/1024 nat, of a Q32 log."""
    return (y + 2**21) // 2**22


@lru_cache(maxsize=None)
def rate40(i):
    """Rate a month, Q40, of a grid index."""
    if not I_MIN <= i <= I_MAX:
        raise ValueError("rate40: index %d is outside the grid" % i)
    return exp_q40(i * 2**22)


def rate24(i):
    """Rate a month, Q24, of a grid index."""
    return (rate40(i) + 2**15) >> 16


def share_index(numerator, denominator):
    """What multiplying a rate by numerator / denominator adds to its grid index."""
    return idx(ln_q32(numerator) - ln_q32(denominator))


# ---- Section 5: Poisson ----


@lru_cache(maxsize=4096)
def poisson_thresholds(mean):
    """T_0, T_1, ..., T_K of a Poisson count with this mean (Q40): the count is the first k with u < T_k."""
    if not 0 <= mean <= 64 * ONE40:
        raise ValueError("poisson: mean %d is outside 0 .. 64" % mean)
    if mean == 0:
        return [ONE32]
    mode = mean >> 40
    weight = {mode: 2**62}
    k = mode
    while weight[k] > 0:  # upwards, until nothing is left
        weight[k + 1] = weight[k] * mean // ((k + 1) << 40)
        k += 1
    last = k - 1
    for k in range(mode, 0, -1):  # downwards
        weight[k - 1] = weight[k] * (k << 40) // mean
    total = sum(weight.values())
    thresholds = []
    below = 0
    for k in range(last + 1):
        below += weight[k]
        certain = k == last or (k >= 1 and (total - below) * ONE32 < total)
        thresholds.append(ONE32 if certain else below * ONE32 // total)
    return thresholds


def poisson(u, mean):
    """Number of events of a Poisson distribution with this mean (Q40), for the 32-bit word u."""
    for k, threshold in enumerate(poisson_thresholds(mean)):
        if u < threshold:
            return k
    raise AssertionError("the last threshold is 2**32")


# ---- Section 6: draws ----


def philox(counter, key):
    """Philox4x32-10 (Salmon et al. 2011): four words of a counter of four words under a key of two."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        first = 0xD2511F53 * c0
        second = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            (second >> 32) ^ c1 ^ k0,
            second & 0xFFFFFFFF,
            (first >> 32) ^ c3 ^ k1,
            first & 0xFFFFFFFF,
        )
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


@lru_cache(maxsize=2**16)
def _philox_cached(counter, key):
    """Four persons share a call: the next three find it here."""
    return philox(counter, key)


@lru_cache(maxsize=None)
def fnv1a(text):
    """32-bit FNV-1a of an entity's key."""
    h = 2166136261
    for byte in text.encode("utf-8"):
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return h


class Luck:
    """The draws of one key: `Luck(seed, 0)` draws the society, `Luck(seed, r)` the luck of replicate r."""

    def __init__(self, seed, replicate):
        self.key = (seed, replicate)

    def word(self, draw, person, tick=0, entity=0, j=0):
        """The 32-bit word of a person; `entity` is the hash of the entity's key, 0 for a draw that has none."""
        counter = ((person >> 2) & 0xFFFFFFFF, tick + ((person >> 34) << 16), entity, (draw << 24) + j)
        return _philox_cached(counter, self.key)[person & 3]

    def pair_word(self, draw, a, b, j):
        """The word of a pair of persons, in whichever order they are named."""
        lo, hi = min(a, b), max(a, b)
        counter = (
            lo & 0xFFFFFFFF,
            hi & 0xFFFFFFFF,
            (lo >> 32) + ((hi >> 32) << 16),
            (draw << 24) + j,
        )
        return philox(counter, self.key)[0]


# ---- Section 7: choosing among several ----


def pick(u, weights):
    """The first k at which the running share of the weights passes the word u."""
    total = sum(weights)
    running = 0
    for k, weight in enumerate(weights):
        running += weight
        if u < ONE32 * running // total:
            return k
    raise AssertionError("the last threshold is 2**32")


def below(u, n):
    """An integer from 0 to n - 1."""
    return u * n >> 32


# ---- Section 10: normal levels ----

UPPER_LEVELS = (
    (19584285, 58782936, 98072152, 137513402, 177169821, 217106947, 257393526, 298102413)
    + (339311607, 381105455, 423576084, 466825123, 510965807, 556125594, 602449453, 650104071)
    + (699283302, 750215375, 803172566, 858484474, 916556668, 977897544, 1043158263, 1113194277)
    + (1189164350, 1272698641, 1366203816, 1473467578, 1601008665, 1761670410, 1987427886, 2417559016)
)
NORMAL = tuple(-z for z in reversed(UPPER_LEVELS)) + UPPER_LEVELS  # z_0 .. z_63, nano
