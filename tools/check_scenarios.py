#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the scenario library against the tables in data/.

The census tables in base are those of data/; every number of a scenario has a source, or is assumed with a range that it lies
in; what data/assumed-ranges.csv assumes is what base and ordinary-law assume; every row of a rule book stands in its scenario;
every regime contains ordinary law unchanged; variants change what is there; titles say what a scenario is applied to. Targets of
calibrations are what published counts come to, and their ranges those that are stated.
Prints `N passed, N failed`. Needs PyYAML (Debian: python3-yaml).
"""

import csv
import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    yaml = None

PHRASE = "synthetic society"
MARKS = ("S", "S2", "C", "R")
ANNOTATION = ("source", "note", "range", "confidence")
UNMARKED = ("schema", "name", "title", "description", "extends", "family", "twin", "run", "variants", "measure")
NUMBER = re.compile(r"^x?[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)? *(%?)(?: *(?:yuan *)?/ *(?:year|month)| *months?| *years?)?$")
LAW = ("channels", "lists", "sanctions", "acts", "services")

# Where the rows of data/assumed-ranges.csv stand. Rows without a place belong to mechanisms that no scenario of the library
# uses, or to scenarios that assume a part of them and say which.
ASSUMED = {
    "bill or utility late >= 60 d": ("base", "acts.late-utility-bill.rate"),
    "loan/card 60+ d late, of debtors": ("base", "acts.bank-arrears.rate"),
    "arrears poor v. rest (ψ)": ("base", "acts.bank-arrears.more_if.poverty"),
    "ticketable traffic act, drivers": ("base", "acts.traffic-offence.rate"),
    "drink-driving, drivers": ("base", "acts.drunk-driving.rate"),
    "domestic violence": ("base", "acts.domestic-violence.rate"),
    "lawful unpopular expression": ("base", "acts.unpopular-opinion.rate"),
    "sensitive reading": ("base", "acts.sensitive-reading.rate"),
    "award/heroic": ("base", "acts.heroic-act.rate"),
    "ε expression (fear = pen = 1)": ("base", "acts.unpopular-opinion.deterrence"),
    "ε unlawful, certainty": ("base", "acts.traffic-offence.deterrence"),
    "γ gain": ("base", "acts.heroic-act.gain"),
    "fear decay δ / month": ("base", "adaptation.fear.decay"),
    "deterrence of an announced rule phi0": ("base", "adaptation.announced"),
    "drivers, share of adults": ("base", "society.drivers"),
    "share of group B": ("base", "society.group_b"),
    "job separation, a month": ("base", "society.labour.separation"),
    "hiring, a month, when out of work": ("base", "society.labour.hiring"),
    "earner's share of household income": ("base", "society.labour.earner_share"),
    "demand: travel, a year": ("base", "services.travel.demand"),
    "demand: loan, a year": ("base", "services.loan.demand"),
    "demand: health, a year": ("base", "services.health.demand"),
    "demand: public service, a year": ("base", "services.public-service.demand"),
    "demand: housing move, a year": ("base", "services.housing.demand"),
    "demand: licence or permit, a year": ("base", "services.licence.demand"),
    "Se police-camera per act": ("ordinary-law", "channels.traffic-police.sees.traffic-offence"),
    "false record, finance": ("ordinary-law", "channels.credit-registry.false_records"),
    "false record, other": ("ordinary-law", "channels.traffic-police.false_records"),
    "misattribution m": ("ordinary-law", "channels.credit-registry.misattribution"),
    "notice": ("ordinary-law", "safeguards.correction.notice"),
    "filing given notice, wrongly listed": ("ordinary-law", "safeguards.correction.filing"),
    "denial enforced per demand": ("ordinary-law", "sanctions.registry-no-loan.denies"),
    "hiring factor when listed": ("rongcheng", "sanctions.defaulters-slower-hiring.hiring"),
    "jaywalking, urban": ("suzhou", "acts.jaywalking.rate"),
    "blood donation": ("suzhou", "acts.blood-donation.rate"),
    "volunteering/charity act": ("suzhou", "acts.charity.rate"),
}

# Rows of data/rulebooks.csv that are one act each, and rows that stand for several.
ROWS = {
    "rongcheng": ("city", {
        "failure to perform a contract": ["contract-breach"],
        "sued and found in breach of contract": ["breach-judgment"],
        "bank arrears or card overdue (per month)": ["bank-arrears"],
        "private lending breach": ["private-lending-breach"],
        "illegal fundraising or lending": ["illegal-fundraising"],
        "breach as guarantor": ["guarantor-breach"],
        "sued for debt and liable": ["debt-judgment"],
        "pyramid selling or commercial fraud": ["commercial-fraud"],
        "counterfeit goods": ["counterfeit-goods"],
        "other commercial (discretion)": ["other-commercial"],
        "late public-utility fees": ["late-utility-bill"],
        "found in utility arrears by court": ["utility-judgment"],
        "tampering with heating or water supply": ["heating-tampering"],
        "stealing water, gas, electricity or heat": ["utility-theft"],
        "damaging public utilities": ["utility-damage"],
        "traffic ticket": ["traffic-offence"],
        "heroic act or award": ["heroic-act"],
        "drunk driving": ["drunk-driving"],
    }),
    "suining-2010": ("county", {
        "each misbehaviour (range)": ["late-utility-bill", "traffic-offence", "excess-birth", "bribery", "illegal-stall"],
        "one loan default": ["bank-arrears"],
        "national award": ["national-award"],
    }),
}
SCHEMES = {"rongcheng": ("rongcheng", "city"), "suining-2010": ("suining-2010", "county"), "suzhou-osmanthus": ("suzhou", "osmanthus")}


def merge(base, over):
    """`over` laid over `base`: maps by key, a value with its marks and anything else replaces, null deletes."""
    if not isinstance(base, dict) or not isinstance(over, dict) or "value" in over:
        return over
    out = dict(base)
    for key, value in over.items():
        if value in ("null", "~", ""):
            out.pop(key, None)
        else:
            out[key] = merge(out[key], value) if key in out else value
    return out


def at(tree, path):
    """The value at a dotted path, or None."""
    for key in path.split("."):
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def plain(node):
    return node["value"] if isinstance(node, dict) and "value" in node else node


def number(text):
    """A scenario's number without its unit, percents as fractions; None if it is none."""
    match = NUMBER.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    value = float(re.match(r"x?([+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)", text)[1])
    return value / 100 if match[1] else value


def value_at(tree, path):
    return number(plain(at(tree, path)))


def span(text):
    """`.05-.40`, `-10..-50` or a comma between two as a pair, ascending; None if it is none."""
    ends = re.fullmatch(r"([+-]?[0-9.]*[0-9])(?:\.\.|-)([+-]?[0-9]*\.?[0-9]+)", text.strip())
    return sorted((float(ends[1]), float(ends[2]))) if ends else None


def near(a, b):
    return a is not None and b is not None and abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


class Check:
    def __init__(self, root):
        self.root = root
        self.passed = 0
        self.failures = []
        self.own, self.full = {}, {}

    def hold(self, condition, text):
        if condition:
            self.passed += 1
        else:
            self.failures.append(text)

    def table(self, name):
        with open(self.root / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def load(self):
        for path in sorted((self.root / "scenarios").glob("*/scenario.yaml")):
            try:
                self.own[path.parent.name] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
                self.hold(True, "")
            except yaml.YAMLError as error:
                self.hold(False, f"{path.parent.name}: not YAML: {error}")
        for name in self.own:
            self.full[name] = self.resolve(name, ())

    def resolve(self, name, seen):
        own = self.own.get(name)
        if own is None or name in seen:
            self.hold(False, f"{name}: extends what is not there, or itself")
            return {}
        return merge(self.resolve(own["extends"], (*seen, name)), own) if "extends" in own else own

    def heads(self):
        for name, own in self.own.items():
            self.hold(next(iter(own), None) == "schema" and own["schema"] == "demerit/1", f"{name}: first key is not schema: demerit/1")
            self.hold(own.get("name") == name, f"{name}: name is {own.get('name')}, the folder's is {name}")
            self.hold(PHRASE in own.get("title", ""), f"{name}: the title does not say \"{PHRASE}\"")
            self.hold(own.get("family") in ("as-documented", "as-described", "twin", "theory"), f"{name}: no family")
            twin = "no" if own.get("family") in ("twin", "theory") else "ordinary-law"
            self.hold(own.get("twin") == twin, f"{name}: twin is {own.get('twin')}, expected {twin}")

    def marks(self):
        for name, own in self.own.items():
            for section, node in own.items():
                if section not in UNMARKED:
                    self.leaves(name, section, node)

    def leaves(self, name, path, node):
        """Every number below `node` carries a mark of its own."""
        if isinstance(node, dict) and "value" in node:
            self.marked(f"{name}: {path}", node)
            for key, other in node.items():
                if key not in ANNOTATION and key != "value":
                    self.leaves(name, f"{path}.{key}", other)
        elif isinstance(node, dict):
            for key, other in node.items():
                if key not in (*ANNOTATION, "label", "id"):
                    self.leaves(name, f"{path}.{key}", other)
        elif isinstance(node, list):
            for i, other in enumerate(node):
                self.leaves(name, f"{path}[{i}]", other)
        elif number(node) is not None or node == "never":
            self.hold(False, f"{name}: {path}: {node} has no source and no range")

    def marked(self, where, node):
        source, value = node.get("source"), number(node["value"])
        self.hold(source, f"{where}: no source")
        self.hold(node.get("confidence", "S") in MARKS, f"{where}: confidence {node.get('confidence')} is none of {', '.join(MARKS)}")
        if source not in ("assumed", "by definition"):
            self.hold("confidence" in node, f"{where}: a source without its confidence")
        elif source == "assumed" and value is not None:
            self.hold("range" in node or "note" in node, f"{where}: assumed without a range or a reason")
        if "range" in node:
            ends = [number(end) for end in node["range"]]
            self.hold(len(ends) == 2 and None not in ends and ends[0] <= ends[1], f"{where}: range {node['range']} is no pair, ascending")
            if None not in ends and len(ends) == 2 and value is not None:
                self.hold(ends[0] <= value <= ends[1], f"{where}: {node['value']} is outside its range {node['range']}")

    def census(self):
        society = self.full.get("base", {}).get("society", {})
        sizes = [row for row in self.table("household-size-2020") if row["size"] != "total"]
        shares = {row["item"]: row["value"] for row in self.table("connectivity")}
        income = max(self.table("income-quintiles"), key=lambda row: row["year"])
        lists = {
            "jurisdictions": [row["pop2020"] for row in self.table("jurisdictions-2020")],
            "age_population": [row["pop"] for row in self.table("age-2020")],
            "households.urban": [row["urban_hh(derived)"] for row in sizes],
            "households.rural": [row["rural_hh"] for row in sizes],
            "income_quintiles": [income[f"q{i}"] for i in range(1, 6)],
        }
        for path, expected in lists.items():
            self.hold(plain(at(society, path)) == expected, f"base: society.{path} is not the table in data/")
        for path, item in (("urban", "urban share"), ("online.urban", "internet users urban"), ("online.rural", "internet users rural")):
            self.hold(near(value_at(society, path), float(shares[item])), f"base: society.{path} is not {shares[item]} as in data/")
        for row in sizes:
            total = int(row["rural_hh"]) + int(row["urban_hh(derived)"])
            self.hold(total == int(row["national_hh"]), f"household-size-2020.csv: size {row['size']}: settings do not add up")
        self.hold(sum(int(x) for x in lists["age_population"]) == sum(int(x) for x in lists["jurisdictions"]),
                  "age-2020.csv and jurisdictions-2020.csv add up to different populations")

    def assumed(self):
        rows = {row["parameter"]: row for row in self.table("assumed-ranges")}
        for parameter, (name, path) in ASSUMED.items():
            row, node = rows.get(parameter), at(self.full.get(name, {}), path)
            if row is None or not isinstance(node, dict):
                self.hold(False, f"{name}: {path}, or the row \"{parameter}\" of assumed-ranges.csv, is missing")
                continue
            value, ends = number(plain(node)), [number(end) for end in node.get("range", [])]
            self.hold(near(value, float(row["default"])), f"{name}: {path} is {plain(node)}, assumed-ranges.csv has {row['default']}")
            expected = span(row["range"])
            self.hold(expected and len(ends) == 2 and near(ends[0], expected[0]) and near(ends[1], expected[1]),
                      f"{name}: {path} has the range {node.get('range')}, assumed-ranges.csv has {row['range']}")

    def rulebooks(self):
        for row in self.table("rulebooks"):
            if row["scheme"] not in ROWS or row["scheme"] not in self.full:
                continue
            scheme, acts = ROWS[row["scheme"]]
            found = acts.get(row["act"], [])
            self.hold(found, f"{row['scheme']}: the row \"{row['act']}\" of rulebooks.csv stands nowhere")
            for act in found:
                self.rule(row, at(self.full[row["scheme"]], f"schemes.{scheme}"), act)

    def rule(self, row, scheme, act):
        """One row of a rule book against the points of one act."""
        where = f"{row['scheme']}: points of {act}"
        node = at(scheme, f"points.{act}")
        value, note = number(plain(node)), node.get("note", "") if isinstance(node, dict) else ""
        ends = span(row["points"]) if ".." in row["points"] else None
        if ends:
            self.hold(near(value, sum(ends) / 2) and "middle" in note, f"{where}: not the middle of {row['points']}, said in a note")
            self.hold([number(end) for end in node["range"]] == ends, f"{where}: the range is not {row['points']}")
        elif row["unit"] == "tier":
            above = next(value_at(tier, "from") for tier in scheme["tiers"] if tier["id"] == "b")
            fall = value is not None and value_at(scheme, "start") + value == above - 1
            self.hold(fall and row["points"] in note, f"{where}: not the points to {row['points']}, said in a note")
        else:
            self.hold(near(value, float(row["points"])), f"{where}: {plain(node)}, the rule book has {row['points']}")
        self.hold(isinstance(node, dict) and node.get("confidence") == row["confidence"],
                  f"{where}: confidence is not {row['confidence']} as in rulebooks.csv")

    def schemes(self):
        for row in self.table("schemes"):
            name, scheme = SCHEMES.get(row["scheme"], (None, None))
            if name not in self.full:
                continue
            node = at(self.full[name], f"schemes.{scheme}") or {}
            for key in ("start", "low", "high"):
                expected = float(row[key]) if row[key] else None
                self.hold(value_at(node, key) == expected, f"{name}: {key} is not {row[key] or 'left out'} as in schemes.csv")
            cuts = {value_at(tier, "from") for tier in node.get("tiers", [])}
            for cut in re.findall(r"\b[A-Z]+ ([0-9]{3,4})\+?", row["tiers"]):
                self.hold(float(cut) in cuts, f"{name}: no tier from {cut} as in schemes.csv")

    def law(self):
        law = self.full.get("ordinary-law", {})
        for name, full in self.full.items():
            if self.own[name].get("twin") != "ordinary-law":
                continue
            for section in LAW:
                for key, node in law.get(section, {}).items():
                    self.hold(full.get(section, {}).get(key) == node, f"{name}: {section}.{key} is not that of ordinary-law")
            for section in ("society", "safeguards"):
                self.hold(full.get(section) == law.get(section), f"{name}: {section} is not that of ordinary-law")
        none = self.full.get("none", {})
        for section in ("channels", "schemes", "lists", "sanctions", "rewards", "adaptation"):
            self.hold(section not in none, f"none: has {section}")

    def variants(self):
        for name, full in self.full.items():
            for variant, overlay in full.get("variants", {}).items():
                for path in self.changes(overlay, ""):
                    present = at(full, path.rpartition(".")[0]) if path.endswith((".value", ".group_b")) else at(full, path)
                    self.hold(present is not None, f"{name}: variant {variant} changes {path}, which is not there")

    def changes(self, node, path):
        if isinstance(node, dict) and node:
            for key, other in node.items():
                yield from self.changes(other, f"{path}.{key}" if path else key)
        else:
            yield path

    def targets(self):
        """What published counts of lists come to, from the counts; and that studies quote it."""
        rows = {row["target"]: row for row in self.table("list-targets")}
        computed = self.computed()
        for name, row in rows.items():
            value = computed.get(name)
            self.hold(value is not None and f"{value:.2g}" == f"{float(row['value']):.2g}" and abs(value - float(row["value"])) < 0.005 * value,
                      f"list-targets.csv: {name} is {row['value']}, the counts of court-list.csv come to {value}")
        for path in sorted((self.root / "studies").glob("calibrate-*.yaml")):
            self.calibration(path.stem, yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader), rows)

    def computed(self):
        """For 1,000 adults and year; a share of adults."""
        count = {(row["date"], row["kind"]): float(row["value"]) for row in self.table("court-list")}
        ages = {row["age"]: int(row["pop"]) for row in self.table("age-2020")}
        grown = [pop for age, pop in ages.items() if int(re.match("[0-9]+", age)[0]) >= 20]
        thousand = (sum(grown) + ages["15-19"] * 2 // 5) / 1000
        courts = count["2018-05", "court_share_of_entries"]
        persons = count["2018-05", "all_lists_new_persons"] / count["2018-05", "all_lists_new_entities"]
        new = [count[month, "all_lists_new_persons"] for month in ("2018-05", "2018-12", "2019-08")]
        gone = [count["2018-05", "all_lists_exits"] * persons, count["2018-12", "all_lists_exits_persons"],
                count["2019-07", "all_lists_exits"] * persons]

        def tickets(date, before):
            return sum(count[date, f"{by}_refused_cumulative"] - count[before, f"{by}_refused_cumulative"] for by in ("air", "rail"))

        paid = count["2018-12", "paid_under_pressure_cumulative"] - count["2017-03", "paid_under_pressure_cumulative"]
        return {
            "entries": sum(new) / 3 * courts * 12 / thousand,
            "stock": count["2020-01", "court_list_stock"] / thousand / 1000,
            "exits": sum(gone) / 3 * courts * 12 / thousand,
            "paid": paid / 21 * 12 / thousand,
            "refused": (tickets("2018-12", "2017-12") + tickets("2019-07", "2018-12") * 365.25 / 190) / 2 / thousand,
        }

    def calibration(self, study, own, rows):
        """A study's targets are those of the table; its ranges those of its scenario, or of assumed-ranges.csv."""
        self.hold(PHRASE in own.get("title", ""), f"{study}: the title does not say \"{PHRASE}\"")
        scenario = self.full.get(own.get("scenario"), {})
        for target in own.get("targets", []):
            name = re.match(r"data/list-targets\.csv: ([a-z]+)", target.get("source", ""))
            row = rows.get(name[1]) if name else None
            self.hold(row and near(float(target["value"]), float(row["value"])) and near(float(target["observed_sd"]), float(row["observed_sd"]))
                      and re.fullmatch(re.escape(row["metric"]).replace("LIST", ".*"), target["metric"])
                      and target.get("confidence") == row["confidence"] and target.get("year") == row["years"],
                      f"{study}: the target {target.get('metric')} is not that of list-targets.csv")
        assumed = {row["parameter"]: row for row in self.table("assumed-ranges")}
        for factor, node in own.get("factors", {}).items():
            ends, stated = [number(end) for end in node["range"]], at(scenario, node["path"])
            if isinstance(stated, dict) and "range" in stated:
                expected = [[number(end) for end in stated["range"]]]
            else:
                row = assumed.get(node.get("source", "").removeprefix("data/assumed-ranges.csv: "), {"range": ""})
                expected = [span(part) for part in row["range"].split()]
            self.hold(any(want and near(ends[0], want[0]) and near(ends[1], want[1]) for want in expected),
                      f"{study}: the range of {factor} is that of no table")

    def run(self):
        self.load()
        for step in (self.heads, self.marks, self.census, self.assumed, self.rulebooks, self.schemes, self.law, self.variants, self.targets):
            step()
        return self.failures


def main(arguments):
    if yaml is None:
        print("check_scenarios: skipped, PyYAML is not installed (Debian: python3-yaml)")
        return 0
    check = Check(pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent)
    for failure in check.run():
        print(failure)
    print(f"check_scenarios: {check.passed} passed, {len(check.failures)} failed")
    return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
