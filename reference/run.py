# SPDX-License-Identifier: Apache-2.0
"""Runs the reference model on a canonical scenario and prints what happened to every person, tick by tick.

    python3 -m reference.run scenario.json [--replicate R] [--months M]

One JSON object a line: {"replicate", "world", "tick", "column", "values"}, a value for each person. The society comes first (tick -1),
then every tick the twin's world, if there is one, and the regime's: state at the end of the tick, and what took place in it.
"""

import argparse
import json
import sys

from . import redress
from . import scenario as reader
from .lists import hits_at
from .scenario import NORMS
from .society import Society
from .tick import World
from .ties import Ties


def society_columns(society, ties):
    """(column, values) of what never changes."""
    for name in ("setting", "jurisdiction", "household_start", "adults", "children", "group", "income_rank"):
        yield name, [getattr(person, name) for person in society.persons]
    for name in ("base_income", "age_band", "online", "driver", "labour"):
        yield name, [getattr(person, name) for person in society.persons]
    for norm in NORMS:
        yield norm, [person.level[norm] for person in society.persons]
    for kind in ("work", "friends", "household"):
        yield "ties_" + kind, [len(neighbours) for neighbours in getattr(ties, kind)]
    yield "tie_sum", [sum(ties.of(p, {"all"})) % 2**32 for p in range(society.n)]


def world_columns(world):
    """(column, values) of a world at the end of a tick: what causes comes before what is caused.

    Scores are split and causes kept only where the scenario measures causes.
    """
    states, events = world.state, world.events
    causes = world.scenario.causes
    components = ("own", "lawful", "error", "induced") if causes else ("own",)
    for act in world.scenario.acts:
        yield "rate_index." + act.id, [rates[act.id] for rates in world.rates]
    yield "records", [e.records for e in events]
    keeps = world.keeps
    for scheme in world.regime.schemes:
        for component in components:
            yield component + "." + scheme.id, [s.points[scheme.id][component] for s in states]
        yield "tier." + scheme.id, [s.tier[scheme.id] for s in states]
        yield "gain_level." + scheme.id, [s.gain_level[scheme.id] for s in states]
    for lst in world.regime.lists:
        if keeps.by_hits[lst.id]:
            yield "hits." + lst.id, [s.hits[lst.id] for s in states]
        else:
            yield "left." + lst.id, [s.left[lst.id] for s in states]
        yield from list_columns(world, lst)
        yield "listed." + lst.id, [int(s.listed[lst.id]) for s in states]
        if causes:
            yield "list_cause." + lst.id, [s.list_cause[lst.id] for s in states]
    for scheme in world.regime.schemes:
        yield "spell." + scheme.id, [int(s.spell[scheme.id]) for s in states]
        if causes:
            yield "spell_cause." + scheme.id, [s.spell_cause[scheme.id] for s in states]
    for service in world.scenario.services:
        yield "denied." + service.id, [e.denied[service.id] for e in events]
    yield "employed", [int(s.employed) for s in states]
    yield "income", [e.income for e in events]
    yield "published", list(world.published)
    if world.keeps.adapts:
        yield "aware", [int(s.aware) for s in states]
        yield "fear", [s.fear for s in states]
    yield from response_columns(world)


def list_columns(world, lst):
    """(column, values) of what mechanisms add to a list (docs/odd/mechanisms.md, M16), each only where it is kept."""
    keeps = world.keeps
    for column in ("shield", "spent", "stale", "inherited", "suspended"):
        if getattr(keeps, column)[lst.id]:
            yield column + "." + lst.id, [int(getattr(s, column)[lst.id]) for s in world.state]
    if keeps.window[lst.id]:
        yield "window." + lst.id, [len(hits_at(s, world.month, lst)) for s in world.state]
    if keeps.redress:
        yield "stage." + lst.id, redress.stages(world, lst)


def response_columns(world):
    """(column, values) of what mechanisms add (docs/odd/mechanisms.md, M16), each only where it is kept."""
    keeps, states = world.keeps, world.state
    if keeps.members:
        yield "members", [bits(s.members, world.regime.schemes) & keeps.members for s in states]
    for column in ("owed", "means", "crowd", "ties"):
        if getattr(keeps, column if column != "crowd" else "crowding"):
            yield column, [getattr(s, column) for s in states]
    if keeps.peers:
        yield "rated_badly", [int(s.rated_badly) for s in states]
    if keeps.evasion:
        yield "evading", [int(s.evading) for s in states]
    if keeps.opinion:
        yield "approval", [s.approval for s in states]
    if keeps.signal:
        yield "signal", list(world.signal)

def bits(values, entities):
    """Switches by entity, as bits by position."""
    return sum(int(values[entity.id]) << k for k, entity in enumerate(entities))


def lines(scenario, replicate, months):
    """Every line of a run, as objects."""

    def line(world, tick, column, values):
        return {"replicate": replicate, "world": world, "tick": tick, "column": column, "values": values}

    society = Society(scenario.society, scenario.seed)
    ties = Ties(society)
    for column, values in society_columns(society, ties):
        yield line("society", -1, column, values)
    twin = None
    if scenario.twin is not None:
        twin = World(scenario, scenario.twin_rules, society, ties, replicate)
    world = World(scenario, scenario.rules, society, ties, replicate)
    for t in range(months):
        if twin is not None:
            twin.step(t)
            for column, values in world_columns(twin):
                yield line("twin", t, column, values)
        world.step(t, twin)
        for column, values in world_columns(world):
            yield line("regime", t, column, values)


def main(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(prog="reference.run", description="The slow reference model of demerit.")
    parser.add_argument("scenario", help="canonical JSON of a scenario; - for standard input")
    parser.add_argument("--replicate", type=int, default=1, help="which luck, from 1 (default 1)")
    parser.add_argument("--months", type=int, help="ticks to run (default: the scenario's)")
    options = parser.parse_args(arguments)
    if options.scenario == "-":
        text = sys.stdin.read()
    else:
        with open(options.scenario, encoding="utf-8") as file:
            text = file.read()
    scenario = reader.load(text)
    months = scenario.months if options.months is None else options.months
    for line in lines(scenario, options.replicate, months):
        print(json.dumps(line, separators=(",", ":")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
