# SPDX-License-Identifier: Apache-2.0
"""Services, work, income, and what others see: docs/odd/submodels.md, section 6, and mechanisms, M1, M3 and M7."""

from . import numerics as num
from .lists import is_ground
from .numerics import NANO, ONE32, scaled
from .observe import monthly_mean

# Bits of the published byte; bits 0 to 2 hold the base tier of the published scheme.
ON_PUBLISHED_LIST = 8
VISIBLY_SANCTIONED = 16
NEWLY_SANCTIONED = 32


def holds(state, sanction):
    """Whether a sanction's list or tier is p's; one on acts holds only for the fine of a record."""
    on = sanction.on
    if not sanction.active:
        return False
    if on.list is not None:
        return state.listed[on.list] and not state.suspended[on.list]
    return on.scheme is not None and state.tier[on.scheme] <= on.tier


def holds_for_service(state, sanction):
    """The same for services: recipients of a list may hold an old copy."""
    stale = sanction.active and sanction.on.list is not None and state.stale[sanction.on.list] > 0
    return stale or holds(state, sanction)


def fines(world, p):
    """Fines of the records that take effect this tick."""
    income = world.society.income(p, world.state[p].employed)
    return sum(
        income * sanction.fine // NANO
        for record in world.events[p].new
        for sanction in world.plan(p).regime.sanctions
        if sanction.active and record.act in sanction.on.acts
    )


# ---- Services ----


def denials(world, p, t, service):
    """How many of p's demands for a service are denied."""
    asking = pupils_household(world, p) if service.per_school else [p]
    regime = world.plan(p).regime
    keep = ONE32
    for sanction in regime.sanctions:
        if sanction.service == service.id and any(holds_for_service(world.state[q], sanction) for q in asking):
            here = scaled(sanction.denies, NANO - scaled(service.away, NANO - regime.recognition))
            keep = num.mul32(keep, ONE32 - num.thr(here))
    if keep == ONE32:
        return 0
    entity = num.fnv1a(service.id)
    demands = num.poisson(world.luck.word(num.DEMAND, p, t, entity), monthly_mean(service.demand))
    return sum(1 for j in range(demands) if world.luck.word(num.DENIED, p, t, entity, j) < ONE32 - keep)


def pupils_household(world, p):
    """The adults of p's household if p is the one who asks for a place at school, else nobody."""
    person = world.society.persons[p]
    if p != person.household_start or person.children == 0:
        return []
    schooled = world.society.luck.word(num.SCHOOLED, p) < num.thr(world.scenario.society.schooled)
    return world.society.household(p) if schooled else []


# ---- Work ----


def labour_market(world, t):
    """Losing and finding work."""
    chances = [chances_at_work(world, p) for p in range(world.society.n)]
    out = [p for p, person in enumerate(world.society.persons) if person.labour and not world.state[p].employed]
    lost = []
    for p, state in enumerate(world.state):
        separation, _, _ = chances[p]
        if state.employed and world.luck.word(num.SEPARATION, p, t) < num.thr(min(NANO, separation)):
            state.employed = False
            lost.append(p)
    if world.scenario.forms.labour == "fixed":
        fill_vacancies(world, t, lost, out, chances)
        return
    for p in out:
        _, hiring, _ = chances[p]
        world.state[p].employed = world.luck.word(num.HIRING, p, t) < num.thr(min(NANO, hiring))


def chances_at_work(world, p):
    """(separation, hiring, product of hiring factors). Factors multiply; only their product is held at certainty."""
    tables = world.scenario.society
    separation, hiring, factor = tables.separation // 12, tables.hiring // 12, NANO
    for sanction in world.plan(p).regime.sanctions:
        if holds(world.state[p], sanction):
            separation = min(NANO * NANO, separation * sanction.separation // NANO)
            hiring = min(NANO * NANO, hiring * sanction.hiring // NANO)
            factor = min(NANO * NANO, factor * sanction.hiring // NANO)
    return separation, hiring, factor


def fill_vacancies(world, t, lost, out, chances):
    """Mechanisms M7: in each community who lost a job leaves it to those out of work, or has it again."""

    def place_in_line(p):
        _, _, factor = chances[p]
        return min(2**63 - 1, world.luck.word(num.HIRING, p, t) * NANO * 2**10 // max(1, factor)), p

    for community in world.society.communities():
        vacancies = [p for p in lost if p in community]
        line = sorted((p for p in out if p in community), key=place_in_line)
        for p in (line + vacancies)[: len(vacancies)]:
            world.state[p].employed = True


# ---- Income ----


def income(world, p, t):
    """Yuan a year in this month, and what it leaves of one's means."""
    state, event, person = world.state[p], world.events[p], world.society.persons[p]
    total = world.society.income(p, state.employed) + rewards(world, p, t) - event.fines - interest(world, p)
    total += event.paid + 12 * event.reported - event.costs
    event.income = total
    if world.keeps.means and person.base_income != 0:
        gain = num.rdiv(256 * (total - person.base_income), person.base_income)
        state.means = max(0, min(2 * world.start_means(p), state.means + gain))


def qualifies(state, reward):
    """Whether p's tier is one that a reward goes to."""
    return reward.active and state.tier[reward.on.scheme] >= reward.on.tier


def rewards(world, p, t):
    """Rewards of the tiers at or above which one stands; a rationed one is drawn for if too many qualify."""
    total = 0
    for reward in world.plan(p).regime.rewards:
        if not qualifies(world.state[p], reward):
            continue
        cap = reward.ration * world.society.n // NANO
        qualified = world.qualified[reward.id]
        if qualified > cap:
            word = world.luck.word(num.REWARDED, p, t, num.fnv1a(reward.id))
            if word >= ONE32 * cap // qualified:
                continue
        total += reward.income
        world.events[p].rewarded = True
    return total


def interest(world, p):
    """What debt costs more by sanctions, yuan a year."""
    tables, person = world.scenario.society, world.society.persons[p]
    if world.society.luck.word(num.DEBTOR, p) >= num.thr(tables.debtors):
        return 0
    debt = person.base_income * tables.debt_months // 12
    return sum(
        debt * sanction.interest // NANO
        for sanction in world.plan(p).regime.sanctions
        if holds(world.state[p], sanction)
    )


# ---- What others see ----


def publish(world, p):
    """Bits 3 to 5 of the published byte; the base tier is in it already."""
    state, event, plan = world.state[p], world.events[p], world.plan(p)
    for lst in plan.regime.lists:
        if lst.published and state.listed[lst.id] and not state.suspended[lst.id]:
            event.byte |= ON_PUBLISHED_LIST
            if is_ground(plan.regime, lst):
                event.byte |= VISIBLY_SANCTIONED
    if plan.published is not None and state.spell[plan.published.id]:
        event.byte |= VISIBLY_SANCTIONED
    if event.newly_visible:
        event.byte |= NEWLY_SANCTIONED
