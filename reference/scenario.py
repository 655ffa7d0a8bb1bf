# SPDX-License-Identifier: Apache-2.0
"""Reads the canonical JSON of a frozen scenario (docs/reference/canonical.md) into plain objects.

Numbers stay integers: nano (10**-9), centipoints, months. Entities are kept in order of id (bytes), and refer to one another by
id, None where there is none. A sanction's or reward's ground is one of a list, a tier of a scheme, a set of acts.
"""

import json
from types import SimpleNamespace

URBAN, RURAL = 0, 1
GROUP_A, GROUP_B = 0, 1
NEVER = -1

SETTINGS = ("urban", "rural")
NORMS = ("honesty", "prosociality", "outspokenness")
FACTORS = NORMS + ("online", "group_b", "rural", "poverty")
WHO = ("driver", "urban", "rural", "online")
TIE_KINDS = ("household", "work", "friends")


def load(text):
    """The scenario of a canonical JSON text."""
    raw = json.loads(text)
    acts = _entities(raw["acts"], _act)
    services = _entities(raw["services"], _service)
    scenario = SimpleNamespace(
        name=raw["name"],
        seed=raw["run"]["seed"],
        months=12 * raw["run"]["years"],
        causes=_switch(raw.get("measure_causes", True)),
        society=_society(raw["society"]),
        acts=acts,
        services=services,
        regime=_regime(raw["regime"], acts, services),
        twin=None,
    )
    if raw.get("twin_name"):
        scenario.twin = _regime(raw["twin"], acts, services)
    return scenario


def _switch(value):
    """A switch, however it is written."""
    return value in (True, 1, "on", "true", "act")


def _names(value, names):
    """A set of names written as a list of them or, in a number, as bits."""
    if isinstance(value, int):
        return {name for bit, name in enumerate(names) if value >> bit & 1}
    return set(value or ())


def _row(value, names):
    """Integers in the order of `names`, written as a list or as an object (where absent is 0)."""
    if isinstance(value, dict):
        return [value.get(name, 0) for name in names]
    return list(value)


def _entities(raw, read):
    """Entities, each read by `read`, in order of id."""
    if isinstance(raw, dict):
        raw = [dict(entity, id=key) for key, entity in raw.items()]
    return sorted((read(entity) for entity in raw), key=lambda e: e.id.encode("utf-8"))


def _reference(value, entities):
    """The id that a reference names: an id, a position, or nothing (null, "", -1)."""
    if value is None or value == "" or value == -1:
        return None
    return entities[value].id if isinstance(value, int) else value


def _acts(value, acts):
    """A set of acts, written as a list of ids or as an object or list of switches."""
    if isinstance(value, dict):
        return {act for act, present in value.items() if present}
    if value and isinstance(value[0], (bool, int)):
        return {act.id for act, present in zip(acts, value) if present}
    return set(value or ())


def _society(raw):
    """The fixed tables of the society."""
    ties, labour = raw["ties"], raw["labour"]
    return SimpleNamespace(
        persons=raw["persons"],
        jurisdiction_pop=list(raw["jurisdiction_pop"]),
        urban=raw["urban_nano"],
        age_pop=list(raw["age_pop"]),
        age_band_from=list(raw["age_band_from"]),
        households=_row(raw["households"], SETTINGS),
        income_quintile=list(raw["income_quintile"]),
        group_b=raw["group_b_nano"],
        online=_row(raw["online_nano"], SETTINGS),
        drivers=raw["drivers_nano"],
        norm=_row(raw["norm_nano"], NORMS),
        ties=SimpleNamespace(
            work=ties["work_nano"],
            friends=ties["friends_nano"],
            long=ties["long_nano"],
            clustering=ties["clustering_nano"],
            homophily=ties["homophily_nano"],
        ),
        separation=labour["separation_per_year_nano"],
        hiring=labour["hiring_per_year_nano"],
        earner_share=labour["earner_share_nano"],
        retire_age=labour["retire_age"],
    )


def _act(raw):
    """What people may do."""
    return SimpleNamespace(
        id=raw["id"],
        lawful=_switch(raw["lawful"]),
        who=_names(raw["who"], WHO),
        rate=raw["rate_per_year_nano"],
        more_if=dict(zip(FACTORS, _row(raw["more_if_nano"], FACTORS))),
        deterrence=raw["deterrence_nano"],
        gain=raw["gain_nano"],
    )


def _service(raw):
    """What people ask for."""
    return SimpleNamespace(id=raw["id"], demand=raw["demand_per_year_nano"])


def _regime(raw, acts, services):
    """One set of rules: the regime's own, or the twin's."""
    schemes = _entities(raw["schemes"], _scheme)
    lists = _entities(raw["lists"], lambda entity: _list(entity, acts, schemes))
    adaptation, safeguards = raw["adaptation"], raw["safeguards"]
    return SimpleNamespace(
        channels=_entities(raw["channels"], _channel),
        schemes=schemes,
        lists=lists,
        sanctions=_entities(raw["sanctions"], lambda entity: _sanction(entity, acts, services, schemes, lists)),
        rewards=_entities(raw["rewards"], lambda entity: _reward(entity, acts, schemes, lists)),
        notice=safeguards["notice_nano"],
        filing=safeguards["filing_nano"],
        success=safeguards["success_nano"],
        publicity=raw["publicity_nano"],
        dedupe=_switch(raw["dedupe_by_act"]),
        adaptation=SimpleNamespace(
            **{key[:-5] if key.endswith("_nano") else key: value for key, value in adaptation.items()}
        ),
    )


def _channel(raw):
    """What records acts: error rates, nothing else."""
    return SimpleNamespace(
        id=raw["id"],
        sees={act: sees for act, sees in raw["sees_nano"].items() if sees > 0},
        covers_setting=_row(raw["covers_setting_nano"], SETTINGS),
        covers_online=_row(raw["covers_online_nano"], ("offline", "online")),
        covers_group=_row(raw["covers_group_nano"], ("a", "b")),
        false_per_year=_row(raw["false_per_year_nano"], ("a", "b")),
        misattribution=_row(raw["misattribution_nano"], ("a", "b")),
        delay=raw["delay_months"],
        registry=_switch(raw["registry"]),
    )


def _scheme(raw):
    """Points and tiers. `cuts` are the lower bounds of all tiers but the lowest."""
    return SimpleNamespace(
        id=raw["id"],
        start=raw["start_centi"],
        low=raw["low_centi"],
        high=raw["high_centi"],
        published=_switch(raw["published"]),
        points=dict(raw["points_centi"]),
        expire=raw["expire_months"],
        weight=raw["association_weight_nano"],
        of=_names(raw["association_of"], TIE_KINDS),
        tiers=[tier["id"] for tier in raw["tiers"]],
        cuts=[tier["from_centi"] for tier in raw["tiers"][1:]],
    )


def _tier(value, scheme_id, schemes):
    """A tier's position from the lowest, of a tier given by position or by id."""
    if isinstance(value, int):
        return value
    return next(s for s in schemes if s.id == scheme_id).tiers.index(value)


def _list(raw, acts, schemes):
    """A list entered by tier (`scheme`, `tier`) or by act (`acts`)."""
    scheme = _reference(raw.get("scheme"), schemes)
    return SimpleNamespace(
        id=raw["id"],
        black=raw["kind"] in ("black", 0),
        scheme=scheme,
        tier=None if scheme is None else _tier(raw["tier"], scheme, schemes),
        acts=_acts(raw.get("acts"), acts),
        term=raw["term_months"],
        published=_switch(raw["published"]),
    )


def _ground(raw, acts, schemes, lists):
    """On what a sanction or reward stands."""
    scheme = _reference(raw.get("scheme"), schemes)
    return SimpleNamespace(
        list=_reference(raw.get("list"), lists),
        scheme=scheme,
        tier=None if scheme is None else _tier(raw["tier"], scheme, schemes),
        acts=_acts(raw.get("acts"), acts),
    )


def _sanction(raw, acts, services, schemes, lists):
    """What follows from a list, a tier, or a record."""
    return SimpleNamespace(
        id=raw["id"],
        on=_ground(raw["on"], acts, schemes, lists),
        service=_reference(raw.get("service"), services),
        denies=raw["denies_nano"],
        hiring=raw["hiring_factor_nano"],
        separation=raw["separation_factor_nano"],
        fine=raw["fine_nano"],
    )


def _reward(raw, acts, schemes, lists):
    """What follows from a high tier."""
    return SimpleNamespace(
        id=raw["id"],
        on=_ground(raw["on"], acts, schemes, lists),
        income=raw["income_yuan_per_year"],
    )
