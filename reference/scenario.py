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
YEAR_END = -2
UNLIMITED = -1
NANO = 10**9

SETTINGS = ("urban", "rural")
NORMS = ("honesty", "prosociality", "outspokenness")
FACTORS = NORMS + ("online", "group_b", "rural", "poverty")
WHO = ("driver", "urban", "rural", "online")
TIE_KINDS = ("household", "work", "friends")
FORMS = {
    "deterrence": ("log-linear", "saturating", "certainty"),
    "fear": ("ties", "own", "off"),
    "opacity": ("mean", "worst", "lost-knowledge"),
    "association": ("mean", "worst", "share"),
    "labour": ("open", "fixed"),
    "forgetting": ("exact", "half-life"),
    "filing": ("flat", "by-income"),
    "dissent": ("kuran", "thresholds"),
}
NETWORK_FORMS = ("ring-long", "homophilous", "wide")
PEER_NORMS = ("plain", "stern", "shunning")


def load(text):
    """The scenario of a canonical JSON text."""
    raw = json.loads(text)
    acts = _entities(raw["acts"], _act)
    services = _entities(raw["services"], _service)
    contexts = raw["contexts"]
    forms = raw["forms"]
    scenario = SimpleNamespace(
        name=raw["name"],
        seed=raw["run"]["seed"],
        months=12 * raw["run"]["years"],
        causes=_switch(raw["measure_causes"]),
        society=_society(raw["society"]),
        acts=acts,
        services=services,
        forms=SimpleNamespace(**{form: _word(forms[form], words) for form, words in FORMS.items()}),
        regime=_regime(raw["regime"], acts, services, contexts),
        rules=None,
        twin=None,
        twin_rules=None,
    )
    jurisdictions = len(scenario.society.jurisdiction_pop)
    patched = [_regime(regime, acts, services, contexts) for regime in _patched(raw, "rules")]
    scenario.rules = _rules(raw["rules"], [scenario.regime] + patched, jurisdictions)
    if raw["twin_name"]:
        scenario.twin = _regime(raw["twin"], acts, services, contexts)
        patched = [_regime(regime, acts, services, contexts) for regime in _patched(raw, "twin_rules")]
        scenario.twin_rules = _rules(raw["twin_rules"], [scenario.twin] + patched, jurisdictions)
    return scenario


def _patched(raw, key):
    """The regimes of a timeline, without the scenario's own, which is the first."""
    return raw[key]["regimes"] if raw[key] else []


def _rules(raw, regimes, jurisdictions):
    """Mechanisms M1: the regimes, and which of them is in force from which month on, by jurisdiction."""
    raw = raw or {"from_month": [0], "index": [[0] * jurisdictions]}
    return SimpleNamespace(regimes=regimes, from_month=raw["from_month"], index=raw["index"])


def _word(value, words):
    """One of some words, written as itself or as its position."""
    return words[value] if isinstance(value, int) else value


def _bits(value, things):
    """A set of things written as bits by position."""
    return {thing for bit, thing in enumerate(things) if value >> bit & 1}


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
            form=_word(ties["form"], NETWORK_FORMS),
        ),
        separation=labour["separation_per_year_nano"],
        hiring=labour["hiring_per_year_nano"],
        earner_share=labour["earner_share_nano"],
        retire_age=labour["retire_age"],
        representatives=raw["representatives_nano"],
        schooled=raw["schooled_nano"],
        debtors=raw["debtors_nano"],
        debt_months=raw["debt_months"],
        means=list(raw["means_nano"]) if raw["has_means"] else None,
        renewal=raw["renewal_per_year_nano"],
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
        domain=raw["domain"],
        displaced=raw["displaced_nano"],
    )


def _service(raw):
    """What people ask for."""
    return SimpleNamespace(
        id=raw["id"],
        demand=raw["demand_per_year_nano"],
        away=raw["away_nano"],
        per_school=_switch(raw["per_school"]),
    )


def _regime(raw, acts, services, contexts):
    """One set of rules: the regime's own, the twin's, or one of a timeline."""
    schemes = _entities(raw["schemes"], lambda entity: _scheme(entity, contexts))
    lists = _entities(raw["lists"], lambda entity: _list(entity, acts, schemes, contexts))
    safeguards, response = raw["safeguards"], raw["response"]
    return SimpleNamespace(
        channels=_entities(raw["channels"], lambda entity: _channel(entity, acts, contexts)),
        schemes=schemes,
        lists=lists,
        sanctions=_entities(raw["sanctions"], lambda entity: _sanction(entity, acts, services, schemes, lists)),
        rewards=_entities(raw["rewards"], lambda entity: _reward(entity, acts, schemes, lists)),
        notice=safeguards["notice_nano"],
        filing=safeguards["filing_nano"],
        success=safeguards["success_nano"],
        publicity=raw["publicity_nano"],
        dedupe=_switch(raw["dedupe_by_act"]),
        linkage=raw["linkage_nano"],
        recognition=raw["recognition_nano"],
        adaptation=_section(raw["adaptation"], ADAPTATION),
        response=_section(response, RESPONSE),
        redress=_redress(raw["redress"]),
        opinion=_section(raw["opinion"], OPINION),
    )


ADAPTATION = (
    "on aware_at_start announced aware_own aware_ties aware_publicity fear_own fear_ties fear_publicity fear_decay "
    "opacity opacity_reach crowding crowding_recovery evasion_starts evasion_fear evasion_stops"
)
RESPONSE = (
    "cut_base cut_association cut_flagged restore seek "
    "shaming_per_year shaming_radius shaming_threshold shaming_escalates"
)
REDRESS = (
    "on notice explanation filing unexplained filing_by_income reversal reversal_rightful pooled suspends "
    "delay_months cost_yuan compensation filing_outside"
)
BODY = "officers decides grants_wrongful grants_rightful"
OPINION = "on pace constant benefit harm injustice safety information cost thresholds"


def _section(raw, names):
    """A section of plain values, each under its name or its name and `_nano`."""
    return SimpleNamespace(**{name: raw[name if name in raw else name + "_nano"] for name in names.split()})


def _redress(raw):
    """Mechanisms M8: appeals, and the bodies that decide them."""
    redress = _section(raw, REDRESS)
    redress.body = _section(raw["body"], BODY)
    redress.outside = _section(raw["outside"], BODY)
    return redress


def _channel(raw, acts, contexts):
    """What records acts: error rates, nothing else."""
    return SimpleNamespace(
        id=raw["id"],
        active=_switch(raw["active"]),
        context=contexts[raw["context"]],
        sees={act: sees for act, sees in raw["sees_nano"].items() if sees > 0},
        covers_setting=_row(raw["covers_setting_nano"], SETTINGS),
        covers_online=_row(raw["covers_online_nano"], ("offline", "online")),
        covers_group=_row(raw["covers_group_nano"], ("a", "b")),
        false_per_year=_row(raw["false_per_year_nano"], ("a", "b")),
        misattribution=_row(raw["misattribution_nano"], ("a", "b")),
        delay=raw["delay_months"],
        registry=_switch(raw["registry"]),
        owner_joins=raw["owner_joins_nano"],
        owner_pressure=raw["owner_pressure_nano"],
        evaded=raw["evaded_nano"],
        workplace=_switch(raw["workplace"]),
        bounty=raw["bounty_yuan"],
        bounty_pull=raw["bounty_pull_nano"],
        cost=raw["cost_yuan"],
        peers=_peers(raw["peers"], acts),
    )


def _peers(raw, acts):
    """Mechanisms M2: ratings by ties; None where a channel has none."""
    if raw["rate_per_year_nano"] == 0:
        return None
    return SimpleNamespace(
        rate=raw["rate_per_year_nano"],
        norm=_word(raw["norm"], PEER_NORMS),
        noise=raw["noise_nano"],
        bias_b=raw["bias_b_nano"],
        retaliation=raw["retaliation_nano"],
        good=_reference(raw["good"], acts),
        bad=_reference(raw["bad"], acts),
    )


def _scheme(raw, contexts):
    """Points and tiers. `cuts` are the lower bounds of all tiers but the lowest."""
    sigma, bias = raw["discretion_sigma_nano"], raw["discretion_bias_b_nano"]
    refusers = raw["refusers"]
    return SimpleNamespace(
        id=raw["id"],
        active=_switch(raw["active"]),
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
        contexts=_bits(raw["own_contexts"], contexts),
        discretion=SimpleNamespace(
            on=sigma != 0 or bias != 0,
            sigma=sigma,
            bias_b=bias,
            least=raw["discretion_least_nano"],
            most=raw["discretion_most_nano"],
        ),
        feeds=raw["feeds_nano"],
        attribute_income=raw["attribute_income_centi"],
        attribute_online=raw["attribute_online_centi"],
        attribute_employed=raw["attribute_employed_centi"],
        opt_in=_switch(raw["opt_in"]),
        uptake=raw["uptake_nano"],
        joins=raw["joins_nano"],
        refusers=None if refusers == -1 else refusers,
    )


def _tier(value, scheme_id, schemes):
    """A tier's position from the lowest, of a tier given by position or by id."""
    if isinstance(value, int):
        return value
    return next(s for s in schemes if s.id == scheme_id).tiers.index(value)


def _list(raw, acts, schemes, contexts):
    """A list entered by tier (`scheme`, `tier`), by score (`scheme`, `below`) or by act (`acts`), and in other ways."""
    scheme = _reference(raw["scheme"], schemes)
    by_score = _switch(raw["by_score"])
    return SimpleNamespace(
        id=raw["id"],
        active=_switch(raw["active"]),
        black=raw["kind"] in ("black", 0),
        scheme=scheme,
        tier=None if scheme is None or by_score else _tier(raw["tier"], scheme, schemes),
        below=raw["below_centi"] if by_score else None,
        acts=_acts(raw["acts"], acts),
        term=raw["term_months"],
        published=_switch(raw["published"]),
        contexts=_bits(raw["own_contexts"], contexts),
        counts=_switch(raw["counts"]),
        count=raw["count"],
        within=raw["within_months"],
        representatives=raw["representatives_per_year_nano"],
        at_will=raw["at_will_per_year_nano"],
        at_will_bias_b=raw["at_will_bias_b_nano"],
        household=raw["household_nano"],
        copies=raw["copies_months"],
        fulfilment=raw["fulfilment_nano"],
        fulfilment_poor=raw["fulfilment_poor_nano"],
        repair_after=raw["repair_after_months"],
        repair=raw["repair_nano"],
        appeal=_switch(raw["appeal"]),
    )


def _ground(raw, acts, schemes, lists):
    """On what a sanction or reward stands."""
    scheme = _reference(raw["scheme"], schemes)
    return SimpleNamespace(
        list=_reference(raw["list"], lists),
        scheme=scheme,
        tier=None if scheme is None else _tier(raw["tier"], scheme, schemes),
        acts=_acts(raw.get("acts"), acts),  # a reward has none
    )


def _sanction(raw, acts, services, schemes, lists):
    """What follows from a list, a tier, or a record."""
    return SimpleNamespace(
        id=raw["id"],
        active=_switch(raw["active"]),
        on=_ground(raw["on"], acts, schemes, lists),
        service=_reference(raw["service"], services),
        denies=raw["denies_nano"],
        hiring=raw["hiring_factor_nano"],
        separation=raw["separation_factor_nano"],
        fine=raw["fine_nano"],
        interest=raw["interest_nano"],
    )


def _reward(raw, acts, schemes, lists):
    """What follows from a high tier."""
    return SimpleNamespace(
        id=raw["id"],
        active=_switch(raw["active"]),
        on=_ground(raw["on"], acts, schemes, lists),
        income=raw["income_yuan_per_year"],
        ration=raw["ration_nano"],
    )
