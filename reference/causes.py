# SPDX-License-Identifier: Apache-2.0
"""Why somebody was listed or fell: docs/odd/submodels.md, section 8, and mechanisms, M5. Nothing in the model reads a cause.

Components are named U (own unlawful acts), L (own lawful acts), E (false records), A (association), I (inherited: feeds,
attributes, firm, household).
"""

from itertools import combinations

COMPONENTS = "ULEAI"
ORDERS = {0: 24, 1: 6, 2: 4, 3: 6, 4: 24}  # of the 120 orders of five, those in which a set of this size comes just before
SOLE, JOINT, OVERDETERMINED, BY_RULE = 0, 1, 2, 3


def subsets(letters):
    """Every set of some of the letters, the empty one too."""
    return [frozenset(s) for size in range(len(letters) + 1) for s in combinations(letters, size)]


def entry_by_tier(points, induced, adverse):
    """The cause of an entry by tier, or of a fall.

    `points` gives each component's points at that moment, `induced` those of U that the twin's world would not have had;
    `adverse(p)` tells whether the start plus p points are at or below the tier that counts.
    """
    v = {s: int(adverse(sum(points[i] for i in s))) for s in subsets(COMPONENTS)}
    everything = frozenset(COMPONENTS)
    numerators = {}
    for i in COMPONENTS:
        others = everything - {i}
        numerators[i] = sum(ORDERS[len(s)] * (v[s | {i}] - v[s]) for s in subsets(sorted(others)))
    but_for = [i for i in COMPONENTS if not v[everything - {i}]]
    if v[frozenset()]:
        kind = BY_RULE
    elif len(but_for) == 1 and v[frozenset(but_for)]:
        kind = SOLE
    elif not but_for:
        kind = OVERDETERMINED
    else:
        kind = JOINT
    return pack(
        numerators,
        wrongful_by_rule=not v[everything - {"E"}],
        wrongful_by_law=not v[frozenset("U")],
        wrongful_by_law_wide=not adverse(points["U"] - induced),
        kind=kind,
        but_for=but_for,
    )


def entry_by_act(records):
    """The cause of an entry by act: `records` are those of the list's acts that took effect this tick."""
    classes = {record.klass for record in records}
    return pack(
        {i: 120 // len(classes) if i in classes else 0 for i in COMPONENTS},
        wrongful_by_rule=classes == {"E"},
        wrongful_by_law="U" not in classes,
        wrongful_by_law_wide=not any(r.klass == "U" and not r.induced for r in records),
        kind=SOLE if len(classes) == 1 else OVERDETERMINED,
        but_for=sorted(classes) if len(classes) == 1 else [],
    )


def inherited():
    """The cause of an entry for a firm's or a housemate's sake (mechanisms, M5)."""
    whole = dict.fromkeys(COMPONENTS, 0)
    whole["I"] = 120
    return pack(whole, False, True, True, SOLE, ["I"])


def at_will():
    """The cause of an entry without any record."""
    whole = dict.fromkeys(COMPONENTS, 0)
    whole["E"] = 120
    return pack(whole, True, True, True, SOLE, ["E"])


def pack(numerators, wrongful_by_rule, wrongful_by_law, wrongful_by_law_wide, kind, but_for):
    """The cause as one 64-bit number."""
    packed = 0
    for byte, i in enumerate(COMPONENTS):
        packed |= (numerators[i] & 0xFF) << 8 * byte
    flags = wrongful_by_rule | wrongful_by_law << 1 | wrongful_by_law_wide << 2 | kind << 3 | 1 << 7
    packed |= flags << 40
    packed |= sum(1 << COMPONENTS.index(i) for i in but_for) << 48
    return packed
