# SPDX-License-Identifier: Apache-2.0
"""Appeals against listings, and the bodies that decide them: docs/odd/mechanisms.md, M8.

A case waits, is in hand, is decided, and acts some months later; then it is closed or goes on to the external body.
"""

from types import SimpleNamespace

from . import numerics as num
from .numerics import NANO, scaled
from .scenario import UNLIMITED
from .score import counts, in_force

WAITING, IN_HAND, DECIDED = 1, 2, 3
OUTSIDE = 4  # added to the stage of a case that is before the external body


# ---- Filing ----


def appeal(world, p, t, lst, wrongful):
    """Whether p appeals against an entry of this tick; where nobody waits for anything the answer may come at once."""
    redress, state = world.plan(p).regime.redress, world.state[p]
    if not world.keeps.redress or not lst.appeal or not files(world, p, t, lst, redress):
        return
    world.events[p].costs += 12 * redress.cost_yuan
    state.suspended[lst.id] = bool(redress.suspends)
    case = SimpleNamespace(filed=t, person=p, list=lst.id, wrongful=wrongful, stage=WAITING, acts=None)
    world.cases.append(case)
    if redress.body.officers == UNLIMITED:
        decide_now(world, t, case, redress)


def files(world, p, t, lst, redress):
    """Notice, explanation and filing."""
    state, person, entity = world.state[p], world.society.persons[p], num.fnv1a(lst.id)

    def happens(draw, chance):
        return world.luck.word(draw, p, t, entity) < num.thr(chance)

    if world.keeps.adapts and not state.aware:
        return False
    if world.keeps.means and 256 * redress.cost_yuan * 12 > state.means * person.base_income:
        return False
    by_income = world.scenario.forms.filing == "by-income"
    by = redress.filing_by_income[world.society.quintile(p)] if by_income else NANO
    explained = happens(num.EXPLAINED, redress.explanation)
    chance = min(NANO, scaled(scaled(redress.filing, by), NANO if explained else redress.unexplained))
    return happens(num.NOTICED, redress.notice) and happens(num.FILED, chance)


def decide_now(world, t, case, redress):
    """A body that has no queue decides in the tick of filing."""
    case.stage += DECIDED - WAITING
    case.acts = t + redress.delay_months
    if redress.delay_months == 0:
        act(world, t, case)


# ---- Decisions that act ----


def decisions(world, p, t, lst):
    """Decisions of earlier ticks that act in this one."""
    due = [c for c in world.cases if c.person == p and c.list == lst.id and c.acts == t]
    for case in sorted(due, key=lambda c: c.filed):
        act(world, t, case)


def stands(world, t, case):
    """Whether the listing of a case is still there."""
    state = world.state[case.person]
    return state.left[case.list] > 0 and t - state.spent[case.list] == case.filed


def act(world, t, case):
    """A decision acts: the case is closed, or goes to the external body."""
    plan, state = world.plan(case.person), world.state[case.person]
    redress, lst, entity = plan.regime.redress, plan.list[case.list], num.fnv1a(case.list)
    outside = case.stage > OUTSIDE
    case.acts = None
    if not stands(world, t, case):
        world.cases.remove(case)
        return
    body = redress.outside if outside else redress.body
    chance = body.grants_wrongful if case.wrongful else body.grants_rightful
    draw = num.GRANTED_OUTSIDE if outside else num.GRANTED
    if world.luck.word(draw, case.person, case.filed, entity) < num.thr(chance):
        world.cases.remove(case)
        grant(world, case, lst, redress)
        return
    word = world.luck.word(num.FILED_OUTSIDE, case.person, case.filed, entity)
    if not outside and word < num.thr(redress.filing_outside):
        case.stage = OUTSIDE + WAITING
        if redress.outside.officers == UNLIMITED:
            decide_now(world, t, case, redress)
    else:
        world.cases.remove(case)
        state.suspended[case.list] = False


def grant(world, case, lst, redress):
    """The listing ends; if it was wrongful, what it stood on is struck out. What was lost is paid for."""
    p = case.person
    state = world.state[p]
    yearly = redress.compensation * world.society.persons[p].base_income // NANO
    world.events[p].paid += state.spent[lst.id] * yearly
    state.left[lst.id] = state.spent[lst.id] = 0
    state.suspended[lst.id] = False
    state.shield[lst.id] = lst.term
    if case.wrongful:
        world.events[p].struck.append(lst)


def strike_out(world, p, t):
    """After the tier spells: false records that a granted case was about count no more."""
    state, plan = world.state[p], world.plan(p)
    for lst in world.events[p].struck:
        for record in state.records:
            if record.klass == "E" and lst.id in record.hits and counts(record, record.hits[lst.id], t):
                record.hits[lst.id] = t
            if record.klass == "E" and lst.scheme in record.points and counts(record, record.points[lst.scheme][1], t):
                record.points[lst.scheme] = record.points[lst.scheme][0], t
        if lst.scheme is not None:
            faded = state.faded[lst.scheme]
            faded["own"] -= faded["error"]
            faded["error"] = 0
            state.points[lst.scheme] = in_force(world, p, t, plan.scheme[lst.scheme])


# ---- Bodies, after everybody's turn ----


def bodies(world, t):
    """Bodies decide what they have in hand, then take what waits."""
    if not world.keeps.redress:
        return
    persons = world.society.persons
    first = world.plans[0].regime.redress
    if world.regime.redress.pooled:
        body(world, t, 0, first.body, world.society.n, lambda case: True)
    else:
        for j, plan in enumerate(world.plans):
            n = sum(1 for person in persons if person.jurisdiction == j)
            body(world, t, 0, plan.regime.redress.body, n, lambda case, j=j: persons[case.person].jurisdiction == j)
    body(world, t, OUTSIDE, first.outside, world.society.n, lambda case: True)


def body(world, t, outside, powers, n, is_mine):
    """One body's month. `outside` is what it adds to the stage of its cases."""
    draw = num.DECIDED_OUTSIDE if outside else num.DECIDED
    mine = sorted((c for c in world.cases if is_mine(c)), key=lambda c: (c.filed, c.person, c.list.encode("utf-8")))
    in_hand = [c for c in mine if c.stage == outside + IN_HAND]
    waiting = [c for c in mine if c.stage == outside + WAITING]
    unlimited = powers.officers == UNLIMITED
    for case in in_hand:
        word = world.luck.word(draw, case.person, t, num.fnv1a(case.list))
        if unlimited or word < num.thr(powers.decides):
            decide(world, t, case, outside)
    free = officers(powers, n) - sum(1 for c in in_hand if c.stage == outside + IN_HAND)
    for case in waiting:
        if not unlimited and free <= 0:
            break
        if not stands(world, t, case):
            world.cases.remove(case)
        elif unlimited:
            decide(world, t, case, outside)
        else:
            case.stage = outside + IN_HAND
            free -= 1


def officers(powers, n):
    """Number of officers of a body for n persons."""
    return (2 * powers.officers * n + 100000 * NANO) // (200000 * NANO)


def decide(world, t, case, outside):
    """A case is decided, and the decision on its way."""
    case.stage = outside + DECIDED
    case.acts = t + 1 + world.plan(case.person).regime.redress.delay_months


def stages(world, lst):
    """For every person the stage of the case against the listing that there is, 0 for none."""
    stage = [0] * world.society.n
    for case in world.cases:
        if case.list == lst.id and stands(world, world.month, case):
            stage[case.person] = case.stage
    return stage
