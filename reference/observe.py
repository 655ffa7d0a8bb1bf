# SPDX-License-Identifier: Apache-2.0
"""What people do and what is recorded of it: docs/odd/submodels.md, section 5, and mechanisms, M2."""

from types import SimpleNamespace

from . import numerics as num
from .numerics import I_MIN, NANO, ONE32, ONE40, scaled

LONGEST_CORRECTION = 1200  # ticks
MOST = 64 * ONE40  # the highest mean of a Poisson count
RATED_BADLY = 2  # bit of the signal byte


def monthly_mean(per_year):
    """Mean count of a month (Q40) of a rate per year (nano)."""
    return per_year * ONE40 // (12 * NANO)


def count(u, index):
    """Number of events at a grid index, for a word; none below the grid."""
    return num.poisson(u, num.rate40(index)) if index >= I_MIN else 0


# ---- Behaviour ----


def rate_indices(world, p):
    """Grid index of every act of p this tick (None: it cannot happen), from the state that the last tick left."""
    person, state = world.society.persons[p], world.state[p]
    poor = world.society.poor(p, state.employed)
    return {act.id: world.plan(p).index(act, person, poor, state) for act in world.scenario.acts}


# ---- Records of acts ----


def observe(world, p, t, twin):
    """The records that channels make of p's acts."""
    person, state, plan = world.society.persons[p], world.state[p], world.plan(p)
    klass = (person.setting, person.online, person.group)
    for act in world.scenario.acts:
        index = world.rates[p][act.id]
        if index is None:
            continue
        for channel, q in plan.seen(act, klass, state.employed, state.evading):
            entity = num.fnv1a(act.id + "/" + channel.id)
            u = world.luck.word(num.SEEN, p, t, entity)
            in_twin = count_in_twin(twin, p, act.id, q, u)
            for j in range(count(u, index + q)):
                pay_reporter(world, p, t, channel, entity, j)
                file(world, p, t, act.id, channel, entity, j, induced=in_twin is not None and in_twin <= j)


def count_in_twin(twin, p, act_id, q, u):
    """What the same word would have given at the twin's rate; None where there is no such rate."""
    if twin is None or twin.rates[p][act_id] is None:
        return None
    return count(u, twin.rates[p][act_id] + q)


def file(world, p, t, act_id, channel, entity, j, induced):
    """Record j of an act that p did: filed under p, or under another person of the same community and group."""
    group = world.society.persons[p].group
    if world.luck.word(num.MISATTRIBUTED, p, t, entity, j) < num.thr(channel.misattribution[group]):
        others = [q for q in world.same_group[p] if q != p]
        if not others:
            return
        target = others[num.below(world.luck.word(num.MISATTRIBUTED_TO, p, t, entity, j), len(others))]
        corrected = correction(world, p, channel, world.luck.word(num.CORRECTED, p, t, entity, j))
        world.record(target, act_id, channel, "E", t + max(1, channel.delay), corrected)
    elif world.lawful[act_id]:
        world.record(p, act_id, channel, "L", t + channel.delay)
    else:
        world.record(p, act_id, channel, "U", t + channel.delay, induced=induced)


def pay_reporter(world, p, t, channel, entity, j):
    """Mechanisms M2: a bounty for record j, to somebody of p's community, with the income of the next tick."""
    if channel.bounty > 0:
        community = world.society.community(p)
        reporter = community[num.below(world.luck.word(num.REPORTER, p, t, entity, j), len(community))]
        world.state[reporter].owed += channel.bounty


# ---- Records of nothing ----


def false_records(world, p, t):
    """Records about p of acts that nobody did."""
    plan, group = world.plan(p), world.society.persons[p].group
    for channel in plan.regime.channels:
        if not channel.active or channel.workplace and not world.state[p].employed:
            continue
        entity = num.fnv1a(channel.id)
        acts = world.scenario.acts
        weights = [act.rate * plan.sees(channel, act) // NANO for act in acts]
        if sum(weights) == 0:
            continue
        mean = monthly_mean(plan.false_per_year(channel, group))
        for j in range(num.poisson(world.luck.word(num.FALSE_RECORD, p, t, entity), mean)):
            act = acts[num.pick(world.luck.word(num.FALSE_ACT, p, t, entity, j), weights)]
            corrected = correction(world, p, channel, world.luck.word(num.CORRECTED_FALSE, p, t, entity, j))
            pay_reporter(world, p, t, channel, entity, j)
            world.record(p, act.id, channel, "E", t + channel.delay, corrected)


def correction(world, p, channel, u):
    """Ticks after which a false record is corrected, None if it never is."""
    regime = world.plan(p).regime
    hazard = regime.notice * regime.filing // NANO * regime.success // NANO
    if not channel.registry or hazard == 0:
        return None
    stays = ONE32
    for k in range(1, LONGEST_CORRECTION + 1):
        stays = num.mul32(stays, ONE32 - num.thr(hazard))
        if u < ONE32 - stays:
            return k
    return None


# ---- Ratings by ties (M2) ----


def ratings(world, p, t):
    """What ties report of p, whatever p did: a rating is a record of the act `bad` or `good`."""
    neighbours = world.ties_of(p, {"all"})
    if not neighbours:
        return
    badly_rated = sum(1 for q in neighbours if world.signal[q] & RATED_BADLY)
    standing = NANO - badly_rated * NANO // len(neighbours)
    for channel in world.plan(p).regime.channels:
        if not channel.active or channel.peers is None:
            continue
        peers, entity = channel.peers, num.fnv1a(channel.id)
        mean = min(MOST, peers.rate * len(neighbours) * ONE40 // (12 * NANO))
        bad = num.thr(chance_of_bad(peers, standing, world.society.persons[p].group))
        for j in range(num.poisson(world.luck.word(num.PEER_RATED, p, t, entity), mean)):
            is_bad = world.luck.word(num.PEER_BAD, p, t, entity, j) < bad
            world.record(p, peers.bad if is_bad else peers.good, channel, "E", t + channel.delay)
            world.state[p].rated_badly = is_bad


def chance_of_bad(peers, x, group):
    """Chance (nano) of a bad rating where a share x of ties is well regarded."""
    y = {
        "stern": NANO - scaled(x, x) - scaled(NANO - x, NANO - x),
        "shunning": NANO - scaled(x, x),
        "plain": 0,
    }[peers.norm]
    q = y + (peers.bias_b if group else 0) + scaled(peers.retaliation, NANO - x)
    q = max(0, min(NANO, q))
    return q + scaled(peers.noise, NANO - 2 * q)


def new_record(act_id, channel, klass, effect, corrected, induced):
    """A record that takes effect at a tick; what it counts for is settled then (score.py)."""
    return SimpleNamespace(
        act=act_id,
        context=channel.context,
        channel=channel.id,
        klass=klass,
        effect=effect,
        corrected=corrected,
        induced=induced,
        points={},  # scheme: (points, first tick in which they no longer count, None for never)
        hits={},  # list: the same tick
    )
