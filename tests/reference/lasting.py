# SPDX-License-Identifier: Apache-2.0
"""How long things last (docs/odd/measures.md, `trapped_60` and `wrongful_days`): from a list of months by person, by definition.

A person's months are pairs (is there one, did all of it begin in that month), from the first measured month on.
"""

from fractions import Fraction

MONTHS = 60


def first_time(months, joined):
    """(first, last) month of the first time, None where there is none that began; fewer than `joined` free months join."""
    there = [t for t, (is_there, _) in enumerate(months) if is_there]
    if not there or (there[0] == 0 and not months[0][1]):
        return None
    last = there[0]
    for t in there[1:]:
        if t - last - 1 >= joined:
            break
        last = t
    return there[0], last


def lifetime(months, joined):
    """(months, True) of a time that ended, (months that it is known to have outlasted, False) of one that may not have."""
    time = first_time(months, joined)
    if time is None:
        return None
    first, last = time
    if last + 1 + joined <= len(months):
        return last + 1 - first, True
    return max(0, len(months) - joined - first), False


def survival(lifetimes):
    """[S(0), ..., S(60)]; None from where nobody is followed."""
    shares = [Fraction(1)]
    for k in range(1, MONTHS + 1):
        at_risk = sum(1 for months, _ in lifetimes if months >= k)
        if shares[-1] is None or (at_risk == 0 and shares[-1] > 0):
            shares.append(None)
        elif at_risk == 0:
            shares.append(Fraction(0))
        else:
            ended = sum(1 for months, ended in lifetimes if ended and months == k)
            shares.append(shares[-1] * Fraction(at_risk - ended, at_risk))
    return shares


def beyond(lifetimes):
    """Share that lasts longer than 60 months, None where nobody was followed for so long."""
    return survival(lifetimes)[MONTHS] if lifetimes else None


def mean(lifetimes, most):
    """Mean months, none counted beyond `most`; past the last that was followed the share stays as it is."""
    if not any(months > 0 for months, _ in lifetimes):
        return None
    sum_of, at_last = Fraction(0), Fraction(1)
    for share in survival(lifetimes)[:most]:
        at_last = at_last if share is None else share
        sum_of += at_last
    return sum_of
