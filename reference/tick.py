# SPDX-License-Identifier: Apache-2.0
"""A world and its months: docs/odd/submodels.md, sections 4 to 7."""

from types import SimpleNamespace

from . import causes
from . import numerics as num
from .numerics import I_MIN, NANO, ONE32, ONE40
from .plan import Plan
from .scenario import NEVER

LONGEST_CORRECTION = 1200  # ticks

# Bits of the published byte; bits 0 to 2 hold the base tier of the published scheme.
BASE_TIER = 7
ON_PUBLISHED_LIST = 8
VISIBLY_SANCTIONED = 16
NEWLY_SANCTIONED = 32


def clamp(scheme, score):
    """A score held between the scheme's bounds."""
    return max(scheme.low, min(scheme.high, score))


def tier_of(scheme, score):
    """Position of a score's tier: the number of cuts at or below it."""
    return sum(1 for cut in scheme.cuts if cut <= score)


def monthly_mean(per_year):
    """Mean count of a month (Q40) of a rate per year (nano)."""
    return per_year * ONE40 // (12 * NANO)


class World:
    """One of the two worlds of a replicate: its rules, its persons' state, its records."""

    def __init__(self, scenario, regime, society, ties, replicate):
        self.scenario = scenario
        self.regime = regime
        self.society = society
        self.ties = ties
        self.plan = Plan(scenario.society, scenario.acts, regime)
        self.luck = num.Luck(scenario.seed, replicate)
        self.lawful = {act.id: act.lawful for act in scenario.acts}
        self.state = [self._start(p) for p in range(society.n)]
        scheme = self.plan.published
        byte = tier_of(scheme, clamp(scheme, scheme.start)) if scheme else 0
        self.published = [byte] * society.n  # as last tick left it
        self.prevalence = 0  # persons on a black list or in a tier spell at the end of the last tick
        self._same_group = self._groups()

    def _start(self, p):
        """Section 1, "Start": no points, no list, no fear. The gain level is that of the start score."""
        regime = self.regime
        aware = self.plan.adapts and (
            self.society.luck.word(num.AWARE_AT_START, p) < num.thr(regime.adaptation.aware_at_start)
        )
        level = {}
        for s in regime.schemes:
            score = clamp(s, s.start)
            level[s.id] = self.plan.gain_level(s, score, tier_of(s, score))
        schemes, lists = [s.id for s in regime.schemes], [lst.id for lst in regime.lists]
        return SimpleNamespace(
            employed=self.society.persons[p].employed_at_start,
            aware=aware,
            fear=0,
            gain_level=level,
            tier=dict.fromkeys(schemes, 0),
            points={s: dict.fromkeys(("own", "lawful", "error", "induced"), 0) for s in schemes},
            spell=dict.fromkeys(schemes, False),
            spell_cause=dict.fromkeys(schemes, 0),
            left=dict.fromkeys(lists, 0),
            hits=dict.fromkeys(lists, 0),
            listed=dict.fromkeys(lists, False),
            list_cause=dict.fromkeys(lists, 0),
            records=[],
        )

    def _groups(self):
        """For every person the persons of the same community and group, in order, the person too."""
        groups = {}
        keys = [(p // 4096, person.group) for p, person in enumerate(self.society.persons)]
        for p, key in enumerate(keys):
            groups.setdefault(key, []).append(p)
        return [groups[key] for key in keys]

    def step(self, t, twin=None):
        """Section 4: one tick. `twin` is the other world, which has stepped already; None where there is none."""
        persons = range(self.society.n)
        self.rates = [self._rate_indices(p) for p in persons]
        for p in persons:
            self._observe(p, t, twin)
            self._false_records(p, t)
        after = []
        self.events = []
        for p in persons:
            event = self._score_and_sanction(p, t)
            after.append(event.byte)
            if self.plan.adapts:
                self._adapt(p, t, event)
            self.events.append(event)
        self.published = after
        self.prevalence = sum(1 for p in persons if self._sanctioned(self.state[p]))

    def _sanctioned(self, state):
        """On a black list or in a tier spell."""
        listed = any(state.listed[lst.id] for lst in self.regime.lists if lst.black)
        return listed or any(state.spell.values())

    # ---- Section 5: behaviour and observation ----

    def _rate_indices(self, p):
        """Grid index of every act of p this tick (None: it cannot happen), from the state that the last tick left."""
        person, state = self.society.persons[p], self.state[p]
        poor = self.society.poor(p, state.employed)
        return {
            act.id: self.plan.index(act, person, poor, state.aware, state.fear, state.gain_level)
            for act in self.scenario.acts
        }

    def _observe(self, p, t, twin):
        """The records that channels make of p's acts."""
        person = self.society.persons[p]
        klass = (person.setting, person.online, person.group)
        for act in self.scenario.acts:
            index = self.rates[p][act.id]
            if index is None:
                continue
            for channel, q in self.plan.seen[act.id][klass]:
                entity = num.fnv1a(act.id + "/" + channel.id)
                u = self.luck.word(num.SEEN, p, t, entity)
                in_twin = self._count_in_twin(twin, p, act.id, q, u)
                for j in range(count(u, index + q)):
                    self._file(p, t, act.id, channel, entity, j, induced=in_twin is not None and in_twin <= j)

    def _count_in_twin(self, twin, p, act_id, q, u):
        """What the same word would have given at the twin's rate; None where there is no such rate."""
        if twin is None or twin.rates[p][act_id] is None:
            return None
        return count(u, twin.rates[p][act_id] + q)

    def _file(self, p, t, act_id, channel, entity, j, induced):
        """Record j of an act that p did: filed under p, or under another person of the same community and group."""
        group = self.society.persons[p].group
        if self.luck.word(num.MISATTRIBUTED, p, t, entity, j) < num.thr(channel.misattribution[group]):
            others = [q for q in self._same_group[p] if q != p]
            if not others:
                return
            target = others[num.below(self.luck.word(num.MISATTRIBUTED_TO, p, t, entity, j), len(others))]
            u = self.luck.word(num.CORRECTED, p, t, entity, j)
            self._record(target, act_id, "E", t + max(1, channel.delay), self._correction(channel, u))
        elif self.lawful[act_id]:
            self._record(p, act_id, "L", t + channel.delay)
        else:
            self._record(p, act_id, "U", t + channel.delay, induced=induced)

    def _false_records(self, p, t):
        """Records about p of acts that nobody did."""
        group = self.society.persons[p].group
        for channel in self.regime.channels:
            entity = num.fnv1a(channel.id)
            acts = self.scenario.acts
            weights = [act.rate * channel.sees.get(act.id, 0) // NANO for act in acts]
            if sum(weights) == 0:
                continue
            mean = monthly_mean(channel.false_per_year[group])
            for j in range(num.poisson(self.luck.word(num.FALSE_RECORD, p, t, entity), mean)):
                act = acts[num.pick(self.luck.word(num.FALSE_ACT, p, t, entity, j), weights)]
                u = self.luck.word(num.CORRECTED_FALSE, p, t, entity, j)
                self._record(p, act.id, "E", t + channel.delay, self._correction(channel, u))

    def _correction(self, channel, u):
        """Ticks after which a false record is corrected, None if it never is."""
        regime = self.regime
        hazard = regime.notice * regime.filing // NANO * regime.success // NANO
        if not channel.registry or hazard == 0:
            return None
        stays = ONE32
        for k in range(1, LONGEST_CORRECTION + 1):
            stays = num.mul32(stays, ONE32 - num.thr(hazard))
            if u < ONE32 - stays:
                return k
        return None

    def _record(self, target, act_id, klass, effect, corrected=None, induced=False):
        """Puts a record into a person's file, from tick `effect` on."""
        record = SimpleNamespace(act=act_id, klass=klass, effect=effect, corrected=corrected, induced=induced)
        self.state[target].records.append(record)

    # ---- Section 6: score and sanctions ----

    def _score_and_sanction(self, p, t):
        """What p's records of this month mean for p; returns what happened."""
        state, regime = self.state[p], self.regime
        new = [r for r in state.records if r.effect == t]
        event = SimpleNamespace(
            records=len(new), black_entries=0, falls=0, denied={}, income=0, byte=0, newly_visible=False
        )
        fines = self._fines(p, new)
        association = {}
        for scheme in regime.schemes:
            association[scheme.id] = self._score(p, t, scheme, event)
        for lst in regime.lists:
            self._list(p, t, lst, new, association, event)
        for scheme in regime.schemes:
            self._spell(p, scheme, association, event)
        for service in self.scenario.services:
            event.denied[service.id] = self._denials(p, t, service)
        self._labour_market(p, t)
        rewards = sum(r.income for r in regime.rewards if state.tier[r.on.scheme] >= r.on.tier)
        event.income = self.society.income(p, state.employed) + rewards - fines
        event.byte |= self._visible(state)
        if event.newly_visible:
            event.byte |= NEWLY_SANCTIONED
        return event

    def _fines(self, p, new):
        """Fines of the records that take effect this tick."""
        income = self.society.income(p, self.state[p].employed)
        return sum(
            income * sanction.fine // NANO
            for record in new
            for sanction in self.regime.sanctions
            if record.act in sanction.on.acts
        )

    def _score(self, p, t, scheme, event):
        """Points in force, tier and gain level of one scheme; returns the association."""
        state = self.state[p]
        points = dict.fromkeys(("own", "lawful", "error", "induced"), 0)
        for record in state.records:
            if record.act in scheme.points and in_force(record, scheme.expire, t):
                value = scheme.points[record.act]
                points["own"] += value
                if record.klass == "L":
                    points["lawful"] += value
                if record.klass == "E":
                    points["error"] += value
                if record.klass == "U" and record.induced:
                    points["induced"] += value
        state.points[scheme.id] = points
        if scheme is self.plan.published:
            event.byte |= tier_of(scheme, clamp(scheme, scheme.start + points["own"]))
        association = self._association(p, scheme)
        score = clamp(scheme, scheme.start + points["own"] + association)
        state.tier[scheme.id] = tier_of(scheme, score)
        state.gain_level[scheme.id] = self.plan.gain_level(scheme, score, state.tier[scheme.id])
        return association

    def _association(self, p, scheme):
        """Points from the published base tiers of ties, against one's own."""
        if scheme is not self.plan.published or scheme.weight == 0 or len(scheme.tiers) < 2:
            return 0
        neighbours = self.ties.of(p, scheme.of)
        if not neighbours:
            return 0
        cuts = scheme.cuts
        if len(cuts) == 1:
            step = num.rdiv(scheme.weight * abs(scheme.start - cuts[0]), 1000)
        else:
            step = num.rdiv(scheme.weight * (cuts[-1] - cuts[0]), 1000 * (len(cuts) - 1))
        total = sum(self.published[q] & BASE_TIER for q in neighbours)
        own = self.published[p] & BASE_TIER
        n = len(neighbours)
        return num.rdiv(step * (total - own * n), 10**6 * n)

    def _list(self, p, t, lst, new, association, event):
        """Entry to a list and time on it."""
        state = self.state[p]
        if lst.scheme is not None:
            state.left[lst.id] = max(0, state.left[lst.id] - 1)
            entry = state.left[lst.id] == 0 and state.tier[lst.scheme] <= lst.tier
            if entry:
                state.left[lst.id] = lst.term
            listed = state.left[lst.id] > 0
        else:
            hits = sum(1 for r in state.records if r.act in lst.acts and in_force(r, lst.term, t))
            state.hits[lst.id] = hits
            listed = hits > 0
            entry = listed and not state.listed[lst.id]
        state.listed[lst.id] = listed
        if not listed:
            state.list_cause[lst.id] = 0
        if not entry:
            return
        if lst.scheme is not None:
            state.list_cause[lst.id] = self._cause(state, lst.scheme, lst.tier, association)
        elif self.scenario.causes:
            state.list_cause[lst.id] = causes.entry_by_act([r for r in new if r.act in lst.acts])
        if lst.black:
            event.black_entries += 1
        if lst.published and self._is_ground(lst):
            event.newly_visible = True

    def _spell(self, p, scheme, association, event):
        """Time in a tier that sanctions stand on."""
        state = self.state[p]
        threshold = self.plan.spell_tier[scheme.id]
        if threshold is None:
            return
        inside = state.tier[scheme.id] <= threshold
        fall = inside and not state.spell[scheme.id]
        state.spell[scheme.id] = inside
        if not inside:
            state.spell_cause[scheme.id] = 0
        if fall:
            state.spell_cause[scheme.id] = self._cause(state, scheme.id, threshold, association)
            event.falls += 1
            if scheme is self.plan.published:
                event.newly_visible = True

    def _cause(self, state, scheme_id, threshold, association):
        """Section 8: the cause of an entry by tier or a fall, from the components of this moment."""
        if not self.scenario.causes:
            return 0
        scheme = next(s for s in self.regime.schemes if s.id == scheme_id)
        points = state.points[scheme_id]
        components = {
            "U": points["own"] - points["lawful"] - points["error"],
            "L": points["lawful"],
            "E": points["error"],
            "A": association[scheme_id],
            "I": 0,
        }

        def adverse(p):
            return tier_of(scheme, clamp(scheme, scheme.start + p)) <= threshold

        return causes.entry_by_tier(components, points["induced"], adverse)

    def _holds(self, state, ground):
        """Whether a sanction's list or tier is p's; one on acts holds only for the fine of a record."""
        if ground.list is not None:
            return state.listed[ground.list]
        return ground.scheme is not None and state.tier[ground.scheme] <= ground.tier

    def _denials(self, p, t, service):
        """How many of p's demands for a service are denied."""
        keep = ONE32
        for sanction in self.regime.sanctions:
            if sanction.service == service.id and self._holds(self.state[p], sanction.on):
                keep = num.mul32(keep, ONE32 - num.thr(sanction.denies))
        if keep == ONE32:
            return 0
        entity = num.fnv1a(service.id)
        demands = num.poisson(self.luck.word(num.DEMAND, p, t, entity), monthly_mean(service.demand))
        return sum(1 for j in range(demands) if self.luck.word(num.DENIED, p, t, entity, j) < ONE32 - keep)

    def _labour_market(self, p, t):
        """Losing and finding work. Factors multiply; only their product is held at certainty."""
        state, tables = self.state[p], self.scenario.society
        if not self.society.persons[p].labour:
            return
        separation, hiring = tables.separation // 12, tables.hiring // 12
        for sanction in self.regime.sanctions:
            if self._holds(state, sanction.on):
                separation = min(NANO * NANO, separation * sanction.separation // NANO)
                hiring = min(NANO * NANO, hiring * sanction.hiring // NANO)
        if state.employed:
            loses = self.luck.word(num.SEPARATION, p, t) < num.thr(min(NANO, separation))
            state.employed = not loses
        else:
            state.employed = self.luck.word(num.HIRING, p, t) < num.thr(min(NANO, hiring))

    def _is_ground(self, lst):
        """Whether some sanction stands on a list."""
        return any(s.on.list == lst.id for s in self.regime.sanctions)

    def _visible(self, state):
        """Bits 3 and 4 of the published byte."""
        bits = 0
        for lst in self.regime.lists:
            if lst.published and state.listed[lst.id]:
                bits |= ON_PUBLISHED_LIST
                if self._is_ground(lst):
                    bits |= VISIBLY_SANCTIONED
        scheme = self.plan.published
        if scheme is not None and state.spell[scheme.id]:
            bits |= VISIBLY_SANCTIONED
        return bits

    # ---- Section 7: adaptation ----

    def _adapt(self, p, t, event):
        """Fear and awareness, from what befell oneself, one's ties and, by publicity, everybody."""
        state, adaptation = self.state[p], self.regime.adaptation
        publicity = self.regime.publicity
        own = min(15, event.black_entries + event.falls + sum(event.denied.values()))
        neighbours = self.ties.of(p, {"all"})
        n = len(neighbours)
        sanctioned = sum(1 for q in neighbours if self.published[q] & VISIBLY_SANCTIONED)
        newly = sum(1 for q in neighbours if self.published[q] & NEWLY_SANCTIONED)
        prevalence = ONE32 * self.prevalence // self.society.n

        heard = (adaptation.fear_publicity * publicity // NANO) * ONE32 // NANO
        keep = num.mul32(
            num.mul32(unmoved(adaptation.fear_own, own, 1), unmoved(adaptation.fear_ties, newly, n)),
            num.exp_q32(-(heard * prevalence // ONE32)),
        )
        if state.fear != 0 or keep != ONE32:
            state.fear = min(
                65535,
                (
                    state.fear * (ONE32 - num.thr(adaptation.fear_decay))
                    + (2**16 - state.fear) * (ONE32 - keep)
                    + self.luck.word(num.FEAR, p, t)
                )
                // ONE32,
            )

        heard = (adaptation.aware_publicity * publicity // NANO) * ONE32 // NANO
        keep = num.mul32(
            num.mul32(unmoved(adaptation.aware_own, own, 1), unmoved(adaptation.aware_ties, sanctioned, n)),
            num.exp_q32(-heard),
        )
        if not state.aware and self.luck.word(num.AWARE, p, t) < ONE32 - keep:
            state.aware = True


def count(u, index):
    """Number of events at a grid index, for a word; none below the grid."""
    return num.poisson(u, num.rate40(index)) if index >= I_MIN else 0


def in_force(record, term, t):
    """Whether a record counts at tick t where records count for `term` ticks, or until they are corrected."""
    lasts = term
    if record.corrected is not None:
        lasts = record.corrected if term == NEVER else min(term, record.corrected)
    return record.effect <= t and (lasts == NEVER or t < record.effect + lasts)


def unmoved(x, k, d):
    """Q(x, k, d) of section 7: the chance of not being moved by a share k of d at strength x."""
    return ONE32 if d == 0 else num.exp_q32(-(x * k * ONE32 // (NANO * d)))
