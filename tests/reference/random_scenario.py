#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints a small random scenario: random_scenario.py SEED [--mechanism NAME ... | --plain]

What every regime has is there: channels, schemes, lists, sanctions, adaptation. Mechanisms (mechanisms.py) are turned on at random,
each in one scenario of four; or those named, or none.
Three of four stand alone and have no twin. Of every eighth seed one has the twin `ordinary-law` (which it extends, as the library's
scenarios do), and one the twin `rongcheng`, whose persons adapt to a scheme of their own.
"""

import argparse
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from tests.reference import mechanisms  # noqa: E402

NORMS = ("honesty", "prosociality", "outspokenness")
BASE_ACTS = ("traffic-offence", "late-utility-bill", "bank-arrears", "heroic-act", "unpopular-opinion", "sensitive-reading")


def write(value, indent=0):
    """YAML in block style; lists of scalars and maps inside lists in flow style."""
    text = ""
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            text += "%s%s:\n%s" % ("  " * indent, key, write(inner, indent + 1))
        else:
            text += "%s%s: %s\n" % ("  " * indent, key, flow(inner))
    return text


def flow(value):
    """A value on one line."""
    if isinstance(value, dict):
        return "{%s}" % ", ".join("%s: %s" % (key, flow(inner)) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join(flow(inner) for inner in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Maker:
    """Makes the sections of one scenario."""

    def __init__(self, seed, names=None):
        self.seed = seed
        self.names = names
        self.random = random.Random(seed)
        self.extends, self.twin = {0: ("ordinary-law", "ordinary-law"), 4: ("base", "rongcheng")}.get(seed % 8, (None, "no"))

    # ---- Numbers ----

    def chance(self, p):
        return self.random.random() < p

    def share(self, lowest=0.0, highest=1.0):
        """A fraction, now and then one of its ends."""
        if self.chance(0.15):
            return "%g %%" % (100 * self.random.choice((lowest, highest)))
        return "%.4f" % self.random.uniform(lowest, highest)

    def number(self, lowest, highest, places=3):
        return round(self.random.uniform(lowest, highest), places)

    def some(self, things, least=1, most=None):
        """Some of the things, in any order."""
        things = list(things)
        most = len(things) if most is None else min(most, len(things))
        return self.random.sample(things, self.random.randint(min(least, most), most))

    def months(self, lowest, highest):
        return "%d months" % self.random.randint(lowest, highest)

    # ---- Sections ----

    def scenario(self):
        """The whole scenario as a tree."""
        tree = {"schema": "demerit/1", "name": "random-%d" % self.seed, "family": "theory", "twin": self.twin}
        if self.extends:
            tree["extends"] = self.extends
        tree["run"] = {"years": 2, "warmup_months": 0, "replicates": 1, "seed": self.random.randint(0, 2**32 - 1)}
        tree["society"] = self.society()
        tree["acts"] = self.acts()
        names = list(tree["acts"]) + list(BASE_ACTS if self.extends else ())
        tree["channels"] = self.channels(names)
        tree["schemes"] = self.schemes(names)
        tree["services"] = {
            "service-%d" % k: {"demand": "%g/year" % self.number(0.2, 40)} for k in range(self.random.randint(1, 3))
        }
        tree["lists"] = self.lists(names, tree["schemes"])
        tree["sanctions"] = self.sanctions(names, tree)
        tree["rewards"] = self.rewards(tree["schemes"])
        if self.chance(0.8):
            tree["safeguards"] = {"correction": {key: self.share(0.3) for key in ("notice", "filing", "success")}}
        if self.chance(0.85):
            tree["adaptation"] = self.adaptation()
        tree["response"] = {"publicity": self.share()}
        if self.chance(0.4):
            tree["observation"] = {"dedupe": "none"}
        if self.chance(0.05):
            tree["measure"] = {"causes": "off"}
        names = self.names
        if names is None:
            names = [name for name in mechanisms.NAMES if self.chance(0.25)]
        if names:  # most need company
            tree["society"]["persons"] = max(120, tree["society"]["persons"])
        mechanisms.turn_on(self, tree, names)
        return tree

    def society(self):
        bands = [18] + sorted(self.some(range(20, 90, 5), 0, 5))
        persons = self.random.choice((1, 2, 3, 17, 100, 100, 300, 300) if self.twin == "no" else (3, 100, 300))
        quintiles, knot = [], self.random.randint(2000, 8000)
        quintiles.append(knot)
        knot = 2 * knot - knot // 4
        for _ in range(4):  # each fifth's mean well above its lower end
            mean = knot + self.random.randint(100, 20000)
            quintiles.append(mean)
            knot = 2 * mean - knot
        return {
            "persons": persons,
            "jurisdictions": [self.random.randint(1, 10**6) for _ in range(self.random.randint(1, 6))],
            "urban": self.share(),
            "age_population": [self.random.randint(0, 9000) for _ in range(20)] + [17],
            "age_bands": bands,
            "households": {
                setting: [self.random.randint(0, 900) for _ in range(9)] + [5] for setting in ("urban", "rural")
            },
            "income_quintiles": quintiles,
            "group_b": self.share(),
            "online": {"urban": self.share(), "rural": self.share()},
            "drivers": self.share(),
            "norms": {norm: sorted(round(self.random.random(), 4) for _ in range(8)) for norm in NORMS},
            "ties": {
                "work": self.number(0, 8),
                "friends": self.number(0, 10),
                "long": self.random.choice((0, 1, self.number(0, 4), 3)),
                "clustering": self.share(),
                "homophily": self.share(),
            },
            "labour": {
                "separation": "%g %%/month" % self.number(0, 30),
                "hiring": "%g %%/month" % self.number(0, 60),
                "earner_share": self.share(),
                "retire_age": self.random.choice([0] + bands),
            },
        }

    def acts(self):
        acts = {}
        for k in range(self.random.randint(2, 6)):
            size = self.random.choice(("none", "tiny", "small", "middle", "large"))
            rate = {
                "none": 0,
                "tiny": self.number(0.001, 0.02, 6),
                "small": self.number(0.05, 1),
                "middle": self.number(1, 30),
                "large": self.number(60, 150),
            }[size]
            act = {"domain": "domain-%d" % (k % 2), "lawful": self.chance(0.4), "rate": "%g/year" % rate}
            if self.chance(0.4):
                who = self.some(("driver", "online"), 0, 2)
                if self.chance(0.4):
                    who.append(self.random.choice(("urban", "rural")))
                if who:
                    act["who"] = who
            if size == "large":
                act["more_if"] = {self.random.choice(NORMS): self.number(-0.4, 0.4)}
            elif self.chance(0.8):
                factors = self.some(NORMS + ("online", "group_b", "rural", "poverty"), 1, 3)
                act["more_if"] = {factor: self.number(-1.2, 0.7) for factor in factors}
            if self.chance(0.8):
                act["deterrence"] = self.number(0, 5)
            if size in ("tiny", "small") and self.twin != "no":  # acts that the twin's world would not have had
                act["gain"] = self.number(0, 1)
            elif size != "large" and self.chance(0.6):
                act["gain"] = self.number(-0.4, 0.4)
            acts["act-%d" % k] = act
        for act in acts.values():
            if "more_if" in act and "who" in act and self.chance(0.3):
                act["more_if"].pop("rural", None)
        return acts

    def by_group(self, make):
        """One value, or one for each group."""
        return {"value": make(), "group_b": make()} if self.chance(0.5) else make()

    def channels(self, names):
        channels = {}
        for k in range(self.random.randint(1, 4)):
            channel = {
                "context": "context-%d" % self.random.randint(0, 2),
                "sees": {act: self.share(0.01) for act in self.some(names)},
                "misattribution": self.by_group(lambda: self.share(0, 0.6)),
                "registry": self.chance(0.5),
                "delay": self.months(0, 3),
            }
            if self.chance(0.7):
                top = self.random.choice((0.5, 4, 40))
                channel["false_records"] = self.by_group(lambda: "%g/year" % self.number(0, top))
            if self.chance(0.6):
                keys = self.some(("urban", "rural", "online", "offline", "group_a", "group_b"))
                channel["covers"] = {key: self.share() for key in keys}
            channels["channel-%d" % k] = channel
        return channels

    def schemes(self, names):
        """Several schemes with few points between their tiers; one of them is published, most often."""
        n = self.random.randint(1, 3)
        published = self.random.choice(list(range(n)) * 3 + [None])
        schemes = {}
        for k in range(n):
            start = self.random.choice((0, 100, 1000))
            cuts = sorted(self.some(range(start - 60, start + 20), 0, 5))
            tiers = [{"id": "t0"}]
            if cuts:
                tiers[0]["below"] = cuts[0]
            tiers += [{"id": "t%d" % (i + 1), "from": cut} for i, cut in enumerate(cuts)]
            scheme = {"start": start, "published": k == published, "tiers": tiers}
            if self.chance(0.4):
                scheme["low"] = start - self.random.randint(0, 100)
            if self.chance(0.4):
                scheme["high"] = start + self.random.randint(0, 80)
            if self.chance(0.95):
                scheme["points"] = {act: self.number(-30, 20, 2) for act in self.some(names)}
            if self.chance(0.8):
                scheme["records_expire"] = self.random.choice(("never", self.months(1, 12)))
            if self.chance(0.7):
                of = self.random.choice(("friends", "work", "household", "all", ["work", "household"], ["friends", "work"]))
                scheme["association"] = {"weight": self.share(0, 1), "of": of}
            schemes["scheme-%d" % k] = scheme
        return schemes

    def tier(self, schemes, lowest=0.7):
        """A tier of some scheme, as a ground; the lowest with this chance."""
        scheme = self.random.choice(list(schemes))
        tiers = schemes[scheme]["tiers"]
        return {"scheme": scheme, "tier": (tiers[0] if self.chance(lowest) else self.random.choice(tiers))["id"]}

    def lists(self, names, schemes):
        lists = {}
        for k in range(self.random.randint(1, 4)):
            by_act = self.chance(0.45)
            lists["list-%d" % k] = {
                "kind": self.random.choice(("black", "black", "registry")),
                "enter": {"acts": self.some(names, 1, 3)} if by_act else self.tier(schemes),
                "term": self.months(1, 8),
                "published": self.chance(0.6),
            }
        return lists

    def sanctions(self, names, tree):
        sanctions = {}
        for k in range(self.random.randint(2, 6)):
            sort = self.random.choice(("list", "list", "tier", "fine"))
            if sort == "fine":
                fine = {"on": {"acts": self.some(names, 1, 3)}, "fine": "%g %%" % self.number(0, 90)}
                sanctions["sanction-%d" % k] = fine
                continue
            on = {"list": self.random.choice(list(tree["lists"]))} if sort == "list" else self.tier(tree["schemes"])
            sanction = {"on": on, "hiring": "x%g" % self.number(0, 3)}
            if self.chance(0.7):
                sanction["service"] = self.random.choice(list(tree["services"]))
                sanction["denies"] = self.share(0.2)
            if self.chance(0.5):
                sanction["separation"] = "x%g" % self.number(0, 10)
            sanctions["sanction-%d" % k] = sanction
        return sanctions

    def rewards(self, schemes):
        return {
            "reward-%d" % k: {"on": self.tier(schemes, 0), "income": "%+d yuan/year" % self.random.randint(-500, 3000)}
            for k in range(self.random.randint(0, 2))
        }

    def adaptation(self):
        top = self.random.choice((0.1, 1, 20))
        return {
            "aware_at_start": self.share(),
            "announced": self.share(),
            "awareness": {key: self.number(0, top) for key in ("own", "ties", "publicity")},
            "fear": dict(
                {key: self.number(0, top) for key in ("own", "ties", "publicity")},
                decay="%g %%/month" % self.number(0, 40),
            ),
        }


def make(seed, names=None):
    """The scenario of a seed, as YAML, with the mechanisms named, or with some at random."""
    return write(Maker(seed, names).scenario())


def main(arguments):
    parser = argparse.ArgumentParser(prog="random_scenario.py", description="Prints a small random scenario.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--mechanism", action="append", choices=mechanisms.NAMES, help="turn this one on, and no other")
    parser.add_argument("--plain", action="store_true", help="turn none on")
    options = parser.parse_args(arguments)
    print(make(options.seed, [] if options.plain else options.mechanism), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
