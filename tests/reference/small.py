# SPDX-License-Identifier: Apache-2.0
"""Small worlds for the tests of the reference model, built as canonical JSON so that its reader is tested with them."""

import copy
import json

from reference import run as reference
from reference import scenario as reader

NANO = 10**9
NO_ONE = {"list": -1, "scheme": -1, "tier": -1, "by_act": False, "acts": {}}


def act(name, rate, lawful=False, **changes):
    base = {
        "id": name,
        "domain": "life",
        "lawful": lawful,
        "who": 0,
        "rate_per_year_nano": int(rate * NANO),
        "more_if_nano": [0] * 7,
        "deterrence_nano": 0,
        "gain_nano": 0,
        "displaced_nano": 0,
    }
    return dict(base, **changes)


def channel(name, sees, **changes):
    base = {
        "id": name,
        "context": 0,
        "sees_nano": {key: int(share * NANO) for key, share in sees.items()},
        "covers_setting_nano": [NANO, NANO],
        "covers_online_nano": [NANO, NANO],
        "covers_group_nano": [NANO, NANO],
        "false_per_year_nano": [0, 0],
        "misattribution_nano": [0, 0],
        "delay_months": 0,
        "registry": False,
        "active": True,
        "owner_joins_nano": NANO,
        "owner_pressure_nano": 0,
        "evaded_nano": 0,
        "workplace": False,
        "bounty_yuan": 0,
        "bounty_pull_nano": 0,
        "cost_yuan": 0,
        "peers": {"rate_per_year_nano": 0},
    }
    return dict(base, **changes)


def scheme(name, points, cuts, **changes):
    tiers = [{"id": "t0", "from_centi": -(2**31)}]
    tiers += [{"id": "t%d" % (k + 1), "from_centi": 100 * cut} for k, cut in enumerate(cuts)]
    base = {
        "id": name,
        "start_centi": 100000,
        "low_centi": -(2**30),
        "high_centi": 2**30 - 1,
        "published": True,
        "points_centi": {key: 100 * value for key, value in points.items()},
        "expire_months": -1,
        "association_weight_nano": 0,
        "association_of": 4,
        "tiers": tiers,
        "active": True,
        "own_contexts": 0,
        "discretion_sigma_nano": 0,
        "discretion_bias_b_nano": 0,
        "discretion_least_nano": 0,
        "discretion_most_nano": 100 * NANO,
        "feeds_nano": {},
        "attribute_income_centi": 0,
        "attribute_online_centi": 0,
        "attribute_employed_centi": 0,
        "opt_in": False,
        "uptake_nano": NANO,
        "joins_nano": 0,
        "refusers": -1,
    }
    return dict(base, **changes)


def black_list(name, **changes):
    base = {
        "id": name,
        "active": True,
        "kind": "black",
        "scheme": -1,
        "tier": -1,
        "acts": {},
        "by_score": False,
        "below_centi": 0,
        "counts": False,
        "count": 1,
        "within_months": 1,
        "representatives_per_year_nano": 0,
        "at_will_per_year_nano": 0,
        "at_will_bias_b_nano": NANO,
        "term_months": 6,
        "published": True,
        "household_nano": 0,
        "own_contexts": 0,
        "copies_months": 0,
        "fulfilment_nano": 0,
        "fulfilment_poor_nano": NANO,
        "repair_after_months": 0,
        "repair_nano": 0,
        "appeal": True,
    }
    return dict(base, **changes)


def sanction(name, **changes):
    base = {
        "id": name,
        "on": NO_ONE,
        "service": -1,
        "denies_nano": 0,
        "hiring_factor_nano": NANO,
        "separation_factor_nano": NANO,
        "fine_nano": 0,
        "interest_nano": 0,
        "active": True,
    }
    base.update(changes)
    base["on"] = dict(NO_ONE, **base["on"])
    return base


def zeros(names, plain=()):
    """A section in which everything is 0."""
    return {name if name in plain or name == "on" else name + "_nano": 0 for name in names.split()}


def redress(**changes):
    """A section `redress` in which nothing happens; a body has no queue."""
    plain = ("pooled", "suspends", "delay_months", "cost_yuan")
    base = dict(zeros(reader.REDRESS, plain), on=False, unexplained_nano=NANO, filing_by_income_nano=[NANO] * 5)
    for body in ("body", "outside"):
        base[body] = dict(zeros(reader.BODY), officers_nano=-1, decides_nano=NANO)
    return dict(base, **changes)


def regime(**changes):
    base = {
        "channels": [],
        "schemes": [],
        "lists": [],
        "sanctions": [],
        "rewards": [],
        "safeguards": {"notice_nano": 0, "filing_nano": 0, "success_nano": 0},
        "adaptation": dict(zeros(reader.ADAPTATION), on=False),
        "response": zeros(reader.RESPONSE, plain=("shaming_threshold",)),
        "redress": redress(),
        "opinion": dict(zeros(reader.OPINION), on=False, thresholds=[]),
        "recognition_nano": NANO,
        "linkage_nano": NANO,
        "publicity_nano": 0,
        "dedupe_by_act": True,
    }
    return dict(base, **changes)


def adapting():
    """A section `adaptation` in which much happens."""
    section = regime()["adaptation"]
    off = ("opacity_nano", "crowding_nano", "evasion_starts_nano", "evasion_fear_nano")
    section = {key: 0 if key in off else 300000000 for key in section if key != "on"}
    return dict(section, on=True)


def society(persons, **changes):
    base = {
        "persons": persons,
        "jurisdiction_pop": [3, 2],
        "urban_nano": 600000000,
        "age_pop": [5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 5, 5, 4, 3, 2, 1, 1, 0, 0, 0],
        "age_band_from": [18, 30, 60],
        "households": [[2, 3, 2, 2, 1, 0, 0, 0, 0, 0], [1, 2, 2, 2, 1, 1, 0, 0, 0, 0]],
        "income_quintile": [9215, 20442, 32195, 50220, 95055],
        "group_b_nano": 200000000,
        "online_nano": [800000000, 500000000],
        "drivers_nano": 400000000,
        "norm_nano": [[(2 * k + 1) * NANO // 16 for k in range(8)] for _ in range(3)],
        "ties": {
            "work_nano": 3 * NANO,
            "friends_nano": 6 * NANO,
            "long_nano": NANO,
            "clustering_nano": 250000000,
            "homophily_nano": 600000000,
            "form": "ring-long",
        },
        "labour": {
            "separation_per_year_nano": 240000000,
            "hiring_per_year_nano": 2280000000,
            "earner_share_nano": 550000000,
            "retire_age": 60,
        },
        "representatives_nano": 0,
        "schooled_nano": 0,
        "debtors_nano": 0,
        "debt_months": 0,
        "has_means": False,
        "means_nano": [0] * 5,
        "renewal_per_year_nano": 0,
    }
    return dict(base, **changes)


def world(persons=60, years=1, twin=None, society_changes=None, **parts):
    """Canonical text of a scenario. `parts` may be `acts` and `services`; the rest goes to the regime."""
    acts = parts.pop("acts", [act("late", 6.0), act("brave", 2.0, lawful=True)])
    services = parts.pop("services", [{"id": "loan", "demand_per_year_nano": 6 * NANO, "away_nano": 0, "per_school": False}])
    return json.dumps(
        {
            "name": "small",
            "family": "theory",
            "twin_name": "" if twin is None else "other",
            "run": {"years": years, "warmup_months": 0, "replicates": 1, "seed": 7},
            "society": society(persons, **(society_changes or {})),
            "measure_causes": True,
            "forms": {form: words[0] for form, words in reader.FORMS.items()},
            "acts": copy.deepcopy(acts),
            "services": services,
            "contexts": ["street", "bank"],
            "regime": regime(**parts),
            "twin": twin,
            "rules": None,
            "twin_rules": None,
        }
    )


def strict(**changes):
    """A regime in which everything happens; parts to change are given by name."""
    parts = {
        "channels": [
            channel(
                "eye",
                {"late": 0.8, "brave": 0.5},
                misattribution_nano=[200000000, 400000000],
                false_per_year_nano=[NANO, 2 * NANO],
                registry=True,
                delay_months=1,
            )
        ],
        "schemes": [
            scheme("city", {"late": -20, "brave": 10}, [900, 960, 1030], expire_months=6, association_weight_nano=NANO // 10)
        ],
        "lists": [black_list("a-low", scheme=0, tier=0), black_list("b-act", acts={"late": 1}, kind="registry")],
        "sanctions": [
            sanction("no-loan", on={"list": 0}, service=0, denies_nano=900000000),
            sanction("slow", on={"scheme": 0, "tier": 1}, hiring_factor_nano=500000000, separation_factor_nano=5 * NANO),
            sanction("fine", on={"by_act": True, "acts": {"late": 1}}, fine_nano=50000000),
        ],
        "safeguards": {"notice_nano": 500000000, "filing_nano": 800000000, "success_nano": 600000000},
        "adaptation": adapting(),
        "publicity_nano": 500000000,
        "acts": [
            act("late", 6.0, deterrence_nano=2 * NANO, more_if_nano=[-800000000, 0, 0, 0, 0, 0, 900000000]),
            act("brave", 2.0, lawful=True, gain_nano=500000000),
        ],
    }
    return dict(parts, **changes)


def table(text, replicate=1):
    """{(world, tick, column): values} of a run."""
    frozen = reader.load(text)
    return {
        (line["world"], line["tick"], line["column"]): line["values"]
        for line in reference.lines(frozen, replicate, frozen.months)
    }


def total(lines, column, world_name="regime"):
    """Sum of a column over persons and ticks."""
    return sum(sum(values) for (where, _, name), values in lines.items() if where == world_name and name == column)
