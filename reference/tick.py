# SPDX-License-Identifier: Apache-2.0
"""A world and its months: docs/odd/submodels.md, section 4, and mechanisms, M7 (renewal), M15 and M16; steps are in other files.

What a step reads of other persons is what last tick published, but for those of one household or community where the text says so.
"""

from types import SimpleNamespace

from . import adapt, lists, observe, opinion, redress, respond, sanction, score
from . import numerics as num
from .numerics import NANO
from .rules import Rules
from .score import COMPONENTS, clamp, start_tier


class World:
    """One of the two worlds of a replicate: its rules, its persons' state, its records."""

    def __init__(self, scenario, rules, society, ties, replicate):
        self.scenario = scenario
        self.regime = rules.regimes[0]  # for ids and their order: they are the same in all rules
        self.society = society
        self.ties = ties
        self.rules = Rules(scenario, rules, society)
        self.keeps = self.rules.keeps
        self.plans = self.rules.in_month(0)
        self.luck = num.Luck(scenario.seed, replicate)
        self.lawful = {act.id: act.lawful for act in scenario.acts}
        self.same_group = self._groups()
        self.state = [self._start(p) for p in range(society.n)]
        self.published = [self._first_byte(p) for p in range(society.n)]  # as last tick left it
        self.signal = [0] * society.n  # likewise
        self.cases = []  # open appeals
        self.prevalence = 0  # persons on a black list or in a tier spell at the end of the last tick
        self.dissenters = 0  # persons who showed dissent then
        self.qualified = {reward.id: 0 for reward in self.regime.rewards}  # persons with a tier that is rewarded
        self.would_be = {s.id: (0, 0) for s in self.regime.schemes}  # of those not in: sum of tiers, number

    def plan(self, p):
        """The plan of p's jurisdiction this month."""
        return self.plans[self.society.persons[p].jurisdiction]

    def ties_of(self, p, kinds):
        """p's ties of some kinds, as the last tick left them."""
        return self.ties.of(p, kinds, self.state[p].ties)

    def start_means(self, p):
        """What p has put by at the start, in 1/256 month of base income."""
        means = self.scenario.society.means
        return 0 if means is None else 256 * means[self.society.quintile(p)] // NANO

    def _start(self, p):
        """Section 1, "Start": no points, no list, no fear. Tier and gain level are those of the start score."""
        plan = self.plan(p)
        regime, word = plan.regime, self.society.luck.word
        schemes, names = [s.id for s in regime.schemes], [lst.id for lst in regime.lists]
        aware = self.keeps.adapts and word(num.AWARE_AT_START, p) < num.thr(regime.adaptation.aware_at_start)
        return SimpleNamespace(
            employed=self.society.persons[p].employed_at_start,
            aware=aware,
            fear=0,
            crowd=0,
            evading=False,
            approval=opinion.start(regime.opinion) if self.keeps.opinion else 0,
            rated_badly=False,
            owed=0,
            means=self.start_means(p),
            ties=self.ties.at_start[p],
            score={s.id: clamp(s, s.start) for s in regime.schemes},
            tier={s.id: start_tier(s) for s in regime.schemes},
            would_be={s.id: start_tier(s) for s in regime.schemes},
            gain_level={s.id: plan.gain_level(s, clamp(s, s.start), start_tier(s)) for s in regime.schemes},
            members={
                s.id: not s.opt_in or word(num.MEMBER, p, 0, num.fnv1a(s.id)) < num.thr(s.uptake)
                for s in regime.schemes
            },
            points={s: dict.fromkeys(COMPONENTS, 0) for s in schemes},
            faded={s: dict.fromkeys(COMPONENTS, 0) for s in schemes},  # what the form half-life keeps of records
            spell=dict.fromkeys(schemes, False),
            spell_cause=dict.fromkeys(schemes, 0),
            left=dict.fromkeys(names, 0),
            hits=dict.fromkeys(names, 0),
            shield=dict.fromkeys(names, 0),
            spent=dict.fromkeys(names, 0),
            stale=dict.fromkeys(names, 0),
            inherited=dict.fromkeys(names, False),
            suspended=dict.fromkeys(names, False),
            listed=dict.fromkeys(names, False),
            list_cause=dict.fromkeys(names, 0),
            records=[],
        )

    def _first_byte(self, p):
        """What is published before tick 0."""
        scheme = self.plan(p).published
        return start_tier(scheme) if scheme else 0

    def _groups(self):
        """For every person the persons of the same community and group, in order, the person too."""
        groups = {}
        keys = [(p // 4096, person.group) for p, person in enumerate(self.society.persons)]
        for p, key in enumerate(keys):
            groups.setdefault(key, []).append(p)
        return [groups[key] for key in keys]

    def record(self, target, act_id, channel, klass, effect, corrected=None, induced=False):
        """Puts a record into a person's file, from tick `effect` on."""
        self.state[target].records.append(observe.new_record(act_id, channel, klass, effect, corrected, induced))

    # ---- A tick ----

    def step(self, t, twin=None):
        """Section 4 and M15: one tick. `twin` is the other world, which has stepped already; None where there is none."""
        persons = range(self.society.n)
        self.month = t
        self.plans = self.rules.in_month(t)
        self._renew(t)
        self.events = [self._event(p) for p in persons]
        self.rates = [observe.rate_indices(self, p) for p in persons]
        for p in persons:
            observe.observe(self, p, t, twin)
            observe.false_records(self, p, t)
            observe.ratings(self, p, t)
        for p, event in enumerate(self.events):
            event.new = [r for r in self.state[p].records if r.effect == t]
            event.records = len(event.new)
            event.fines = sanction.fines(self, p)
            score.score(self, p, t, event)
        lists.lists(self, t)
        for p in persons:
            for scheme in self.plan(p).regime.schemes:
                lists.spell(self, p, scheme)
            redress.strike_out(self, p, t)
        for p, event in enumerate(self.events):
            event.denied = {service.id: sanction.denials(self, p, t, service) for service in self.scenario.services}
        sanction.labour_market(self, t)
        for p in persons:
            sanction.income(self, p, t)
            sanction.publish(self, p)
            respond.shame(self, p, t)
            self._respond(p, t)
        signals = [self._signal(p) for p in persons]
        respond.change_ties(self, t)
        self.published = [event.byte for event in self.events]
        self.signal = signals
        self._count(t)

    def _event(self, p):
        """What happens to p this tick: nothing yet. What was reported last tick is paid in this one."""
        reported, self.state[p].owed = self.state[p].owed, 0
        return SimpleNamespace(
            new=[],
            records=0,
            fines=0,
            association={},
            inherited={},
            by_rule={},
            black_entries=0,
            falls=0,
            newly_visible=False,
            struck=[],  # lists of which a case was granted
            costs=0,  # of appeals, yuan a year
            paid=0,  # compensation, yuan a year
            reported=reported,
            denied={},
            rewarded=False,
            income=0,
            shamed=0,
            byte=0,
            gain_level_before=dict(self.state[p].gain_level),
        )

    def _renew(self, t):
        """Mechanisms M7: some persons are replaced by new ones with the same fixed attributes."""
        hazard = num.thr(self.scenario.society.renewal // 12)
        renewed = {p for p in range(self.society.n) if self.luck.word(num.RENEWED, p, t) < hazard}
        for p in renewed:
            self.state[p] = self._start(p)
        if renewed:
            respond.renew_ties(self, renewed)

    def _respond(self, p, t):
        """What p makes of it all."""
        if self.keeps.adapts:
            adapt.adapt(self, p, t)
        if self.keeps.crowding:
            adapt.crowd(self, p, t)
        if self.keeps.evasion:
            adapt.evade(self, p, t)
        if self.keeps.opinion:
            opinion.approve(self, p, t)

    def _signal(self, p):
        """The signal byte."""
        dissents = self.keeps.opinion and opinion.dissents(self, p)
        return (opinion.DISSENTS if dissents else 0) | (observe.RATED_BADLY if self.state[p].rated_badly else 0)

    def sanctioned(self, p):
        """On a black list or in a tier spell."""
        state = self.state[p]
        listed = any(state.listed[lst.id] for lst in self.plan(p).regime.lists if lst.black)
        return listed or any(state.spell.values())

    def _count(self, t):
        """Of the whole society: bodies, and totals that the next tick reads."""
        redress.bodies(self, t)
        persons = range(self.society.n)
        self.prevalence = sum(1 for p in persons if self.sanctioned(p))
        self.dissenters = sum(1 for byte in self.signal if byte & opinion.DISSENTS)
        for k, reward in enumerate(self.regime.rewards):
            self.qualified[reward.id] = sum(
                1 for p in persons if sanction.qualifies(self.state[p], self.plan(p).regime.rewards[k])
            )
        for k, scheme in enumerate(self.regime.schemes):
            outside = [
                self.state[p].would_be[scheme.id]
                for p in persons
                if refusable(self.plan(p).regime.schemes[k]) and not self.state[p].members[scheme.id]
            ]
            self.would_be[scheme.id] = sum(outside), len(outside)


def refusable(scheme):
    """Whether one may stay outside of a scheme that does something."""
    return scheme.opt_in and scheme.active
