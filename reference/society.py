# SPDX-License-Identifier: Apache-2.0
"""Who lives in the society: docs/odd/submodels.md, section 1. Nothing here changes in a run."""

from types import SimpleNamespace

from . import numerics as num
from .numerics import NANO, ONE32
from .scenario import NORMS, RURAL, URBAN

COMMUNITY = 4096  # persons of a community; the last may have fewer


class Society:
    """The persons 0 .. n-1, each with the attributes that nothing changes."""

    def __init__(self, tables, seed):
        self.tables = tables
        self.luck = num.Luck(seed, 0)
        self.n = tables.persons
        self.knots = income_knots(tables.income_quintile)
        self.persons = []
        places = cells_of_persons(tables)
        for first in range(0, self.n, COMMUNITY):
            self._lay_households(places, first, min(self.n, first + COMMUNITY))

    def community(self, p):
        """The persons of p's community."""
        first = p // COMMUNITY * COMMUNITY
        return range(first, min(self.n, first + COMMUNITY))

    def communities(self):
        """The persons of every community, in order."""
        return [self.community(first) for first in range(0, self.n, COMMUNITY)]

    def household(self, p):
        """The adults of p's household, p among them."""
        person = self.persons[p]
        return range(person.household_start, person.household_start + person.adults)

    def quintile(self, p):
        """Fifth of households by income, from 0."""
        return 5 * self.persons[p].income_rank // ONE32

    def income(self, p, employed):
        """Section 3: current income in yuan a year."""
        person = self.persons[p]
        if employed or not person.labour:
            return person.base_income
        return income_out_of_work(person.base_income, self.tables.earner_share)

    def poor(self, p, employed):
        """Section 3: below the 20th percentile of base income."""
        return self.income(p, employed) < self.knots[1]

    def _lay_households(self, places, first, end):
        """Households from the first person of a community to its last; the last household is cut to the adults still there."""
        tables = [household_table(self.tables, setting) for setting in (URBAN, RURAL)]
        start = first
        while start < end:
            categories = tables[places[start][1]]
            u = self.luck.word(num.HOUSEHOLD, start)
            adults, children, _ = categories[num.pick(u, [weight for _, _, weight in categories])]
            adults = min(adults, end - start)
            home = SimpleNamespace(household_start=start, adults=adults, children=children)
            for p in range(start, start + adults):
                self.persons.append(self._person(p, places[p], home))
            start += adults

    def _person(self, p, place, home):
        """One person: what the household shares is drawn at its first member, the rest for each."""
        tables = self.tables
        word = self.luck.word
        jurisdiction, setting = place
        rank = word(num.INCOME, home.household_start)
        band = num.pick(word(num.AGE, p), age_band_weights(tables))
        in_labour_force = tables.retire_age == 0 or tables.age_band_from[band] < tables.retire_age
        levels = [word(draw, p) >> 29 for draw in (num.HONESTY, num.PROSOCIALITY, num.OUTSPOKENNESS)]
        return SimpleNamespace(
            jurisdiction=jurisdiction,
            setting=setting,
            household_start=home.household_start,
            adults=home.adults,
            children=home.children,
            group=int(word(num.GROUP, home.household_start) < num.thr(tables.group_b)),
            income_rank=rank,
            base_income=base_income(self.knots, rank),
            age_band=band,
            level=dict(zip(NORMS, levels)),
            online=int(word(num.ONLINE, p) < num.thr(tables.online[setting])),
            driver=int(word(num.DRIVER, p) < num.thr(tables.drivers)),
            labour=int(in_labour_force),
            employed_at_start=bool(
                in_labour_force and word(num.EMPLOYED_AT_START, p) < employment_threshold(tables)
            ),
        )


def cells_of_persons(tables):
    """(jurisdiction, setting) of every person: consecutive cells, each of its share of the n persons."""
    cells = []
    for j, population in enumerate(tables.jurisdiction_pop):
        cells.append((j, URBAN, population * tables.urban))
        cells.append((j, RURAL, population * (NANO - tables.urban)))
    total = sum(weight for _, _, weight in cells)
    n = tables.persons
    places = []
    for p in range(n):
        running = 0
        for j, setting, weight in cells:
            running += weight
            if (2 * p + 1) * total < 2 * n * running:
                places.append((j, setting))
                break
    return places


def adult_share(age_pop):
    """Share of adults (18 and above; of those aged 15-19 two fifths) among all, a threshold."""
    adults = 2 * age_pop[3] + 5 * sum(age_pop[4:])
    return ONE32 * adults // (5 * sum(age_pop))


def household_table(tables, setting):
    """(adults, children, weight) by size, then adults: census sizes, members adult independently, at least one adult."""
    alpha = adult_share(tables.age_pop)
    table = []
    b = [ONE32]
    for size in range(1, 11):
        padded = [0] + b + [0]  # padded[k] is b[k - 1], padded[k + 1] is b[k]
        b = [(padded[k + 1] * (ONE32 - alpha) + padded[k] * alpha) >> 32 for k in range(size + 1)]
        share = list(b)
        z = sum(b[1:])
        if z == 0:
            share[1] = z = 1
        for adults in range(1, size + 1):
            weight = tables.households[setting][size - 1] * share[adults] * ONE32 // z
            table.append((adults, size - adults, weight >> 8))
    return table


def income_knots(quintiles):
    """x_0 .. x_5: base income at ranks 0, 1/5, ..., 1, such that the mean of each fifth is as given."""
    knots = [quintiles[0] // 4]
    for mean in quintiles:
        knots.append(2 * mean - knots[-1])
    return knots


def base_income(knots, rank):
    """Yuan a year at a 32-bit income rank: linear between the knots."""
    k, f = divmod(5 * rank, ONE32)
    return knots[k] + ((knots[k + 1] - knots[k]) * f >> 32)


def income_out_of_work(base, earner_share):
    """What is left of an income when the earner's share of it is gone."""
    return base - base * earner_share // NANO


def age_band_weights(tables):
    """Adults by age band: an age group belongs to the last band that starts at or below it, 15-19 to the first."""
    weights = [0] * len(tables.age_band_from)
    weights[0] += 2 * tables.age_pop[3]
    for group in range(4, len(tables.age_pop)):
        band = max(b for b, lowest in enumerate(tables.age_band_from) if b == 0 or lowest <= 5 * group)
        weights[band] += 5 * tables.age_pop[group]
    return weights


def employment_threshold(tables):
    """Share in work of the labour force at the start, a threshold: the steady state of hiring and separation."""
    if tables.hiring + tables.separation == 0:
        return ONE32
    return ONE32 * tables.hiring // (tables.hiring + tables.separation)
