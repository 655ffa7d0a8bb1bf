# SPDX-License-Identifier: Apache-2.0
"""What people think will follow from an act: docs/odd/submodels.md, section 3, with opacity and displacement (mechanisms, M4)."""

from . import numerics as num
from .numerics import NANO, ONE40, scaled
from .scenario import URBAN

FEAR_LEVELS = 64
GAIN_LEVELS = 16


# ---- Detection and loss ----


def detection(plan, act):
    """Perceived detection: the chance that some channel of mean coverage records the act."""
    tables = plan.tables
    keep = NANO
    for channel in plan.regime.channels:
        if not channel.active:
            continue
        total = covered = 0
        for (setting, online, group), cov in plan.coverage[channel.id].items():
            ws = tables.urban if setting == URBAN else NANO - tables.urban
            wo = tables.online[setting] if online else NANO - tables.online[setting]
            wg = tables.group_b if group else NANO - tables.group_b
            w = (ws * wo // NANO) * wg // NANO
            total += w
            covered += w * cov
        mean = covered // total
        keep = keep * (NANO - plan.sees(channel, act) * mean // NANO) // NANO
    return NANO - keep


def loss(regime, act):
    """Perceived loss: how much of the way to a sanction one record of the act goes, at most all of it."""
    losses = [0]
    if any(lst.black and lst.active and act.id in lst.acts for lst in regime.lists):
        losses.append(NANO)
    for scheme in regime.schemes:
        points = scheme.points.get(act.id, 0)
        tier = sanctioned_tier(regime, scheme)
        bounds = [lst.below for lst in regime.lists if lst.black and lst.active and is_below(lst, scheme)]
        if points >= 0 or not scheme.active or (tier is None and not bounds):
            continue
        if tier is not None and tier < len(scheme.cuts):
            bounds.append(scheme.cuts[tier])
        if tier == len(scheme.cuts) or scheme.start <= max(bounds):
            losses.append(NANO)
        else:
            losses.append(min(NANO, -points * NANO // (scheme.start - max(bounds))))
    return max(losses)


def is_below(lst, scheme):
    """Whether a list is entered by a low score of a scheme."""
    return lst.scheme == scheme.id and lst.below is not None


def sanctioned_tier(regime, scheme):
    """The highest tier that a black list's entry or a sanction names, None if there is none."""
    named = [
        lst.tier
        for lst in regime.lists
        if lst.black and lst.active and lst.scheme == scheme.id and lst.tier is not None
    ]
    named += [s.on.tier for s in regime.sanctions if s.active and s.on.scheme == scheme.id]
    return max(named, default=None)


# ---- Opacity (M4) ----


def blurred(plan, value):
    """P(v_a) of every act, for the values `value` by act: what is left of them where rules are vague."""
    adaptation = plan.regime.adaptation
    opacity, reach = adaptation.opacity, adaptation.opacity_reach
    form = plan.forms.opacity
    happening = [act for act in plan.acts if act.rate > 0]
    result = {}
    for act in plan.acts:
        domain = [other for other in happening if other.domain == act.domain]
        if form == "lost-knowledge":
            near = far = 0
        else:
            near = weighted_mean(plan, value, domain)
            far = weighted_mean(plan, value, happening)
            if form == "worst":
                near = max((value[other.id] for other in domain), default=0)
        vague = scaled(NANO - reach, near) + scaled(reach, far)
        result[act.id] = scaled(NANO - opacity, value[act.id]) + scaled(opacity, vague)
    return result


def weighted_mean(plan, value, acts):
    """Mean of a value over acts, weighted by how many of each are done."""
    weights = [act.rate * share_in_who(plan.tables, act.who) // NANO for act in acts]
    if sum(weights) == 0:
        return 0
    return sum(w * value[act.id] for w, act in zip(weights, acts)) // sum(weights)


def share_in_who(tables, who):
    """Share (nano) of adults for whom the words of `who` hold."""
    urban = tables.urban
    online = (urban * tables.online[0] + (NANO - urban) * tables.online[1]) // NANO
    share = NANO
    for word, part in (("driver", tables.drivers), ("urban", urban), ("rural", NANO - urban), ("online", online)):
        if word in who:
            share = share * part // NANO
    return share


# ---- Deterrence ----


def deterrence(plan, act, p, s):
    """Index steps taken off the rate of an aware person, by level of fear, at perceived detection p and loss s."""
    if plan.forms.deterrence == "certainty":
        severity = NANO if s > 0 else 0
    else:
        severity = fifth_root(s)
    announced = plan.regime.adaptation.announced
    steps = []
    for level in range(FEAR_LEVELS):
        phi = announced + (NANO - announced) * level // 64
        d = scaled(scaled(scaled(act.deterrence, phi), p), severity)
        if plan.forms.deterrence == "saturating":
            d = num.rdiv(2 * (ONE40 - num.exp_q40(-num.rdiv(d * 2**32, 2 * NANO))) * NANO, ONE40)
        steps.append(num.rdiv(min(2 * NANO, d) * 1024, NANO))
    return steps


def fifth_root(s):
    """s**0.2 of a nano value up to one."""
    if s == 0:
        return 0
    log = num.rdiv(num.ln_q32(s) - num.ln_q32(NANO), 5)
    return min(NANO, num.exp_q40(log) * NANO >> 40)


# ---- Gain and displacement ----


def reach(scheme, level):
    """Points (centi) within which the next tier is at this gain level."""
    return max(1, (scheme.cuts[-1] - scheme.cuts[0]) >> (15 - level))


def gain(plan, act, scheme, level):
    """Index steps added to the rate of an aware person at a gain level of a scheme; below 0 where the act is displaced."""
    if level == 0 or not scheme.active or len(scheme.tiers) < 2:
        return 0
    points = scheme.points.get(act.id, 0)
    if points > 0:
        share = min(NANO, points * NANO // reach(scheme, level))
        return num.rdiv(scaled(act.gain, share) * 1024, NANO)
    rewarded = any(s.points.get(act.id, 0) > 0 for s in plan.regime.schemes)
    if act.lawful and not rewarded:
        return num.rdiv(-scaled(act.displaced, pull(scheme, level)) * 1024, NANO)
    return 0


def pull(scheme, level):
    """How strongly the best rewarded act of a scheme draws at a gain level, nano."""
    best = max(scheme.points.values(), default=0)
    if level == 0 or best <= 0 or not scheme.active or len(scheme.tiers) < 2:
        return 0
    return min(NANO, best * NANO // reach(scheme, level))
