# SPDX-License-Identifier: Apache-2.0
"""Turns mechanisms (docs/odd/mechanisms.md) on in a random scenario, each by its name; see random_scenario.py."""

NORMS = ("plain", "stern", "shunning")


class Mechanisms:
    """One method for each mechanism; each changes the tree of a scenario and draws from the maker's numbers."""

    def __init__(self, maker, tree):
        self.maker = maker
        self.tree = tree
        self.random = maker.random

    # ---- Help ----

    def each(self, section, p=0.6):
        """Some of the entities of a section, at least one of those there are."""
        entities = list(self.tree.get(section, {}).values())
        chosen = [entity for entity in entities if self.maker.chance(p)]
        return chosen or entities[:1]

    def section(self, *path):
        """A section, made if it is not there."""
        tree = self.tree
        for key in path:
            tree = tree.setdefault(key, {})
        return tree

    def adaptation(self):
        if "adaptation" not in self.tree:
            self.tree["adaptation"] = self.maker.adaptation()
        return self.tree["adaptation"]

    def monthly(self, highest):
        return "%g %%/month" % self.maker.number(0, highest)

    def factor(self, highest):
        return "x%g" % self.maker.number(0, highest)

    def contexts(self):
        """Some contexts that channels name."""
        named = sorted({channel["context"] for channel in self.tree["channels"].values()})
        return self.maker.some(named)

    # ---- M1: rules in time and place ----

    def change(self):
        """Other values for some of what a regime has."""
        change = {}
        for section in self.maker.some(("channels", "schemes", "lists", "sanctions", "rewards"), 1, 3):
            entities = self.tree[section]
            if entities:
                name = self.random.choice(list(entities))
                change[section] = {name: self.values(section, entities[name])}
        if self.maker.chance(0.3):
            change["response"] = {"publicity": self.maker.share()}
        if self.maker.chance(0.3):
            change["observation"] = {"dedupe": self.random.choice(("none", "act"))}
        if "adaptation" in self.tree and self.maker.chance(0.3):
            change["adaptation"] = {"announced": self.maker.share(), "fear": {"own": self.maker.number(0, 2)}}
        if "redress" in self.tree and self.maker.chance(0.5):
            change["redress"] = {"notice": self.maker.share(), "suspends": self.maker.chance(0.5)}
            self.officers(change["redress"])
        if "opinion" in self.tree and self.maker.chance(0.5):
            change["opinion"] = {"constant": self.maker.number(-2, 2), "pace": self.monthly(60)}
        return change

    def values(self, section, entity):
        """Other values of one entity."""
        values = {"active": self.maker.chance(0.6)} if self.maker.chance(0.4) else {}
        if section == "channels":
            act = self.random.choice(list(entity["sees"]))
            values["sees"] = {act: self.maker.share()}
            values["false_records"] = "%g/year" % self.maker.number(0, 6)
        elif section == "schemes" and "points" in entity:
            act = self.random.choice(list(entity["points"]))
            values["points"] = {act: self.maker.number(-30, 20, 2)}
            if self.maker.chance(0.5):
                start = entity["start"] + self.random.randint(-10, 10)
                values["start"] = max(entity.get("low", start), min(entity.get("high", start), start))
            if self.maker.chance(0.3) and self.tree.get("forms", {}).get("forgetting") != "half-life":
                values["records_expire"] = self.maker.months(1, 12)
        elif section == "lists":
            values["term"] = self.maker.months(1, 8)
            values["published"] = self.maker.chance(0.5)
        elif section == "sanctions" and "service" in entity:
            values["denies"] = self.maker.share()
        elif section == "rewards":
            values["income"] = "%+d yuan/year" % self.random.randint(-500, 3000)
        return values or {"active": False}

    def places(self):
        """Some jurisdictions by name, in any order."""
        number = len(self.tree["society"]["jurisdictions"])
        return ["J%02d" % (j + 1) for j in self.maker.some(range(number))]

    def timeline(self):
        patches = {}
        for k in range(self.random.randint(1, 3)):
            begin = self.random.randint(0, 12)
            patch = {"from": "%d months" % begin}
            if self.maker.chance(0.6):
                patch["until"] = "%d months" % (begin + self.random.randint(1, 8))
                if self.maker.chance(0.5):
                    patch["persists"] = self.maker.share()
            if self.maker.chance(0.6):
                patch["where"] = self.places()
                if self.maker.chance(0.5):
                    patch["every"] = self.maker.months(1, 4)
            patch["set"] = self.change()
            patches["patch-%d" % k] = patch
        self.tree["timeline"] = patches

    def jurisdictions(self):
        self.tree["jurisdictions"] = {place: self.change() for place in self.places()}

    def inactive(self):
        for section in ("channels", "schemes", "lists", "sanctions", "rewards"):
            for entity in self.tree[section].values():
                if self.maker.chance(0.25):
                    entity["active"] = False

    def owner(self):
        for channel in self.each("channels"):
            channel["owner"] = {"joins": self.maker.share(), "pressure": self.maker.share(0, 0.5)}

    def recognition(self):
        self.section("response")["recognition"] = self.maker.share()
        for service in self.each("services"):
            service["away"] = self.maker.share()

    # ---- M2: observation ----

    def linkage(self):
        self.section("observation")["linkage"] = self.maker.share()
        for entity in self.each("schemes") + self.each("lists"):
            entity["contexts"] = self.contexts()

    def evasion(self):
        self.adaptation()["evasion"] = {
            "starts": self.monthly(20),
            "fear": self.maker.number(0, 2),
            "stops": self.monthly(40),
        }
        for channel in self.each("channels"):
            channel["evaded"] = self.maker.share()

    def workplace(self):
        for channel in self.each("channels"):
            channel["workplace"] = True

    def bounty(self):
        for channel in self.each("channels"):
            channel["bounty"] = {"yuan": self.random.randint(0, 5000), "pull": self.maker.number(0, 3)}

    def peers(self):
        self.tree["acts"]["praise"] = {"domain": "domain-0", "lawful": True, "rate": "0/year"}
        self.tree["acts"]["blame"] = {"domain": "domain-1", "lawful": self.maker.chance(0.5), "rate": "0/year"}
        for channel in self.each("channels"):
            channel["peers"] = {
                "rate": "%g/year" % self.maker.number(0, 6),
                "norm": self.random.choice(NORMS),
                "noise": self.maker.share(0, 0.5),
                "bias_b": self.maker.share(),
                "retaliation": self.maker.share(),
                "good": "praise",
                "bad": "blame",
            }
        for scheme in self.each("schemes"):
            scheme.setdefault("points", {}).update(praise=self.maker.number(0, 5, 2), blame=self.maker.number(-12, 0, 2))

    # ---- M3: points ----

    def discretion(self):
        for scheme in self.each("schemes"):
            scheme["discretion"] = {
                "sigma": self.maker.number(0, 2),
                "bias_b": self.maker.number(-1, 2),
                "least": self.factor(1),
                "most": "x%g" % self.maker.number(1, 8),
            }

    def year_end(self):
        for scheme in self.each("schemes"):
            scheme["records_expire"] = "year-end"

    def half_life(self):
        self.section("forms")["forgetting"] = "half-life"

    def feeds(self):
        names = list(self.tree["schemes"])
        for name in names:
            others = [other for other in names if other != name]
            if others:
                self.tree["schemes"][name]["feeds"] = {
                    other: self.maker.number(-1, 2) for other in self.maker.some(others)
                }

    def attributes(self):
        for scheme in self.each("schemes"):
            keys = self.maker.some(("income", "online", "employed"))
            scheme["attributes"] = {key: self.maker.number(-30, 30, 2) for key in keys}

    def opt_in(self):
        for scheme in self.each("schemes"):
            refusers = self.random.choice(["mean"] + [tier["id"] for tier in scheme["tiers"]])
            scheme["opt_in"] = {"uptake": self.maker.share(), "joins": self.monthly(60), "refusers": refusers}

    def association(self):
        self.section("forms")["association"] = self.random.choice(("worst", "share"))

    def ration(self):
        for reward in self.each("rewards", 0.9):
            reward["ration"] = self.maker.share()

    # ---- M4: opacity and perceived rules ----

    def opacity(self):
        self.adaptation()["opacity"] = self.maker.share()
        self.adaptation()["opacity_reach"] = self.maker.share()
        self.section("forms")["opacity"] = self.random.choice(("mean", "worst", "lost-knowledge"))

    def deterrence(self):
        self.adaptation()
        self.section("forms")["deterrence"] = self.random.choice(("saturating", "certainty"))

    def displacement(self):
        self.adaptation()
        for act in self.tree["acts"].values():
            if act["lawful"] and self.maker.chance(0.8):
                act["displaced"] = self.maker.number(0, 2)

    # ---- M5 and M6: lists ----

    def count(self):
        for lst in self.each("lists"):
            if "acts" in lst["enter"]:
                lst["enter"].update(count=self.random.randint(1, 4), within=self.maker.months(1, 8))

    def below(self):
        for lst in self.each("lists"):
            if "tier" in lst["enter"]:
                del lst["enter"]["tier"]
                scheme = self.tree["schemes"][lst["enter"]["scheme"]]
                lst["enter"]["below"] = round(scheme["start"] + self.maker.number(-60, 20, 2), 2)

    def representatives(self):
        self.tree["society"]["representatives"] = self.maker.share()
        for lst in self.each("lists"):
            lst["enter"]["representatives"] = "%g/year" % self.maker.number(0, 3)

    def at_will(self):
        for lst in self.each("lists"):
            lst["enter"].update(at_will="%g/year" % self.maker.number(0, 2), at_will_bias_b=self.factor(4))

    def household(self):
        for lst in self.each("lists"):
            lst["household"] = self.maker.share()

    def exit(self):
        for lst in self.each("lists"):
            lst["exit"] = {}
            if self.maker.chance(0.7):
                lst["exit"].update(fulfilment=self.monthly(40), poor=self.factor(3))
            if self.maker.chance(0.7) or not lst["exit"]:
                lst["exit"].update(repair_after=self.maker.months(1, 5), repair=self.monthly(90))

    def copies(self):
        for lst in self.each("lists"):
            lst["copies"] = self.maker.months(0, 6)

    # ---- M7: services, work and money ----

    def school(self):
        self.tree["society"]["schooled"] = self.maker.share()
        for service in self.each("services"):
            service["per"] = "school"

    def interest(self):
        self.tree["society"].update(debtors=self.maker.share(), debt=self.maker.months(0, 60))
        for sanction in self.tree["sanctions"].values():
            if "acts" not in sanction["on"]:
                sanction["interest"] = self.maker.share(0, 0.5)

    def fixed_jobs(self):
        self.section("forms")["labour"] = "fixed"

    def means(self):
        self.tree["society"]["means"] = sorted(self.maker.number(0, 30) for _ in range(5))

    def renewal(self):
        self.tree["society"]["renewal"] = "%g/year" % self.maker.number(0, 0.8)

    # ---- M8: redress ----

    def redress(self):
        redress = {key: self.maker.share(0.3) for key in ("notice", "explanation", "filing")}
        redress.update({key: self.maker.share() for key in ("grants_wrongful", "grants_rightful")})
        redress.update(
            unexplained=self.factor(1.5),
            filing_by_income=[self.factor(2) for _ in range(5)],
            review={"reversal": self.maker.share(0, 0.6), "reversal_rightful": self.maker.share(0, 0.3)},
            pooled=self.maker.chance(0.4),
            suspends=self.maker.chance(0.5),
            delay=self.maker.months(0, 3),
            cost=self.random.choice((0, 20, 500, 5000)),
            compensation=self.maker.share(),
        )
        self.officers(redress)
        if self.maker.chance(0.6):
            external = {"filing": self.maker.share(0.3)}
            external.update({key: self.maker.share() for key in ("grants_wrongful", "grants_rightful")})
            external["officers"] = "unlimited"
            self.officers(external)
            redress["external"] = external
        self.tree["redress"] = redress
        self.section("forms")["filing"] = self.random.choice(("flat", "by-income"))
        for lst in self.tree["lists"].values():
            lst["appeal"] = self.maker.chance(0.8)

    def officers(self, body):
        if self.maker.chance(0.6):
            body.update(officers=self.maker.number(100, 5000), decides=self.monthly(100))

    # ---- M9 and M10: responses ----

    def ties(self):
        response = self.section("response")
        response["cut"] = {"base": self.monthly(2), "association": self.monthly(40), "flagged": self.monthly(30)}
        if self.maker.chance(0.7):
            response["restore"] = self.monthly(30)
        if self.maker.chance(0.7):
            response["seek"] = self.monthly(20)

    def shaming(self):
        self.section("response")["shaming"] = {
            "rate": "%g/year" % self.maker.number(1, 12),
            "radius": self.maker.number(0, 10),
            "threshold": self.random.randint(0, 3),
            "escalates": self.maker.share(),
        }

    # ---- M11 to M14: what people make of it ----

    def crowding(self):
        self.adaptation().update(crowding=self.maker.number(0, 3), crowding_recovery=self.monthly(30))

    def fear(self):
        self.adaptation()
        self.section("forms")["fear"] = self.random.choice(("own", "off"))

    def opinion(self):
        opinion = {"pace": self.monthly(60), "constant": self.maker.number(-2, 2), "cost": self.maker.number(0, 1)}
        for key in ("benefit", "harm", "injustice", "safety", "information"):
            opinion[key] = self.maker.number(-1, 4)
        if self.maker.chance(0.5):
            opinion["thresholds"] = [self.maker.share() for _ in range(self.random.randint(1, 9))]
            self.section("forms")["dissent"] = "thresholds"
        self.tree["opinion"] = opinion

    # ---- M17: forms ----

    def network(self):
        self.tree["society"]["ties"]["form"] = self.random.choice(("homophilous", "wide"))


NAMES = (
    "inactive owner recognition linkage evasion workplace bounty peers discretion year_end half_life feeds attributes "
    "opt_in association ration opacity deterrence displacement count below representatives at_will household exit "
    "copies school interest fixed_jobs means renewal redress ties shaming crowding fear opinion network "
    "timeline jurisdictions"
).split()


def turn_on(maker, tree, names):
    """Turns the mechanisms named on, in the order of this file."""
    mechanisms = Mechanisms(maker, tree)
    for name in NAMES:
        if name in names:
            getattr(mechanisms, name)()
