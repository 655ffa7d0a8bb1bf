#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The boundary of README.md, walked from outside: the schema, the public headers, the measures and the stored columns hold no way in for a
person, no way to find one, and nothing that ranks by obedience."""

import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What would let a person in, or point at one. Whole words of a property's name.
PERSONAL = {"address", "birth", "birthday", "contact", "coordinate", "coordinates", "email", "face", "gps", "identity", "image",
            "latitude", "location", "longitude", "message", "passport", "phone", "photo", "picture", "surname", "user", "username",
            "person", "people", "individual", "record", "history", "csv", "import", "file", "path", "url"}
# What must never be a breakdown, a pick or an objective.
INWARD = {"outspokenness", "honesty", "prosociality", "attitude", "fear", "evading", "evasion", "dissent", "conformity"}


def words(name):
    return set(re.split(r"[^a-z]+", name.lower()))


def schema_properties(node, path=()):
    """(path, property name) of everything that a scenario may contain, also inside definitions and patterns."""
    if isinstance(node, dict):
        for name in node.get("properties", {}):
            yield path, name
        for key, child in node.items():
            yield from schema_properties(child, path + (key,))
    elif isinstance(node, list):
        for child in node:
            yield from schema_properties(child, path)


def declarations(header):
    """Public functions of a header, one string each."""
    text = re.sub(r"/\*.*?\*/|^ *#.*?$", " ", header.read_text(encoding="utf-8"), flags=re.S | re.M)
    for match in re.finditer(r"DM_API\s+([^;]*\([^;]*\))\s*;", text, flags=re.S):
        yield " ".join(match.group(1).split())


class Boundary(unittest.TestCase):
    def test_no_field_of_a_scenario_could_hold_a_person(self):
        schema = json.loads((ROOT / "docs/reference/scenario.schema.json").read_text(encoding="utf-8"))
        names = [name for _, name in schema_properties(schema)]
        self.assertGreater(len(names), 80)
        self.assertEqual([], [name for name in names if words(name) & PERSONAL])

    def test_a_scenario_of_unknown_keys_is_refused(self):
        """Every object of the schema either lists its keys and allows no other, or is a map of ids to such objects."""
        schema = json.loads((ROOT / "docs/reference/scenario.schema.json").read_text(encoding="utf-8"))
        open_objects = []

        def walk(node, path):
            if isinstance(node, dict):
                if "properties" in node and node.get("additionalProperties") is None:
                    open_objects.append("/".join(path))
                for key, child in node.items():
                    walk(child, path + (key,))
            elif isinstance(node, list):
                for k, child in enumerate(node):
                    walk(child, path + (str(k),))

        walk(schema, ())
        self.assertEqual([], open_objects)

    def test_no_public_function_takes_numbers_about_persons(self):
        """Texts go in (file names, a word), and sizes; never an array of numbers or of structs."""
        seen = 0
        for header in sorted((ROOT / "include/demerit").glob("*.h")):
            for declaration in declarations(header):
                seen += 1
                arguments = declaration[declaration.index("(") + 1:declaration.rindex(")")]
                for argument in re.split(r",(?![^()]*\))", arguments):
                    array = re.search(r"const\s+(?:u?int\d+_t|float|double|int|unsigned)\s*\*", argument)
                    self.assertIsNone(array, "%s: %s" % (header.name, declaration))
                self.assertNotRegex(declaration, r"demerit_\w*(import|score_of|lookup|identify|find_person|optimi[sz]e|frontier)")
        self.assertGreater(seen, 15)

    def test_a_checkpoint_comes_from_a_folder_with_its_sources_only(self):
        """Public functions name a folder, never a checkpoint or its bytes; and what was resumed says so in every export."""
        for header in sorted((ROOT / "include/demerit").glob("*.h")):
            for declaration in declarations(header):
                self.assertNotRegex(declaration, r"snapshot|restore|checkpoint(?!_months\b)", header.name)
        resume = (ROOT / "src/api/store_resume.c").read_text(encoding="utf-8")
        readers = [path.name for path in (ROOT / "src").glob("*/*.c") if "dm_checkpoint_open(" in path.read_text(encoding="utf-8")]
        self.assertEqual(["checkpoint_sqlite.c", "store_resume.c"], sorted(readers))
        self.assertIn("check_files(self, manifest, err)", resume)
        self.assertIn("dm_stored_scenario(", resume)
        carried = "".join((ROOT / "src/engine" / name).read_text(encoding="utf-8") for name in ("resume.c", "resume_piles.c"))
        self.assertNotRegex(carried, r"traits|norms|quintile|age_band|base_income|network->", "fixed attributes and tick-0 ties are drawn, never read")
        for path in ("src/storage/manifest.c", "src/storage/export_sqlite.c"):
            self.assertIn("resumed", (ROOT / path).read_text(encoding="utf-8"), path)

    def test_breakdowns_are_the_named_ones(self):
        header = (ROOT / "src/measure/tally.h").read_text(encoding="utf-8")
        body = re.search(r"enum dm_dimension \{(.*?)\}", header, flags=re.S).group(1)
        found = [name for name in re.findall(r"DM_DIM_(\w+)", body)]
        self.assertEqual(["TOTAL", "GROUP", "QUINTILE", "SETTING", "AGE_BAND", "TIER", "JURISDICTION"], found)

    def test_no_measure_is_of_the_inner_life_of_a_person(self):
        text = (ROOT / "src/scenario/measures.def").read_text(encoding="utf-8")
        ids = re.findall(r'DM_MEASURE\(\w+, "([^"]+)", "[^"]*", \w+, "([^"]+)"', text)
        self.assertGreater(len(ids), 20)
        # `conformity` is of the society as a whole, a change of expected acts, no breakdown and no goal
        inward = [(name, direction) for name, direction in ids if words(name) & INWARD]
        self.assertEqual([("conformity", "neutral")], inward)
        # the one claimed benefit is marked as such, and nothing else is
        self.assertEqual(["offence_change"], [name for name, direction in ids if direction == "claim"])

    def test_no_command_imports_scores_or_optimises(self):
        text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "cli").glob("*.c")))
        commands = re.findall(r'\{ *(?:\.name = )?"([a-z]+)",', text)
        self.assertIn("run", commands)
        self.assertEqual([], [name for name in commands if name in {"import", "load", "score", "lookup", "find", "optimise", "optimize", "rank", "serve"}])

    def test_free_text_never_reaches_the_model(self):
        """Labels, titles and descriptions are not named by any layer below the prose."""
        for layer in ("world", "stage", "measure", "engine"):
            for path in sorted((ROOT / "src" / layer).glob("*.[ch]")):
                self.assertNotRegex(path.read_text(encoding="utf-8"), r"->(label|title|description)\b|\.(label|title|description)\b", path.name)

    def test_exports_say_what_they_are_not_for(self):
        text = (ROOT / "src/report/result_json.c").read_text(encoding="utf-8")
        self.assertIn("not_for", text)
        self.assertIn("synthetic", text)


if __name__ == "__main__":
    unittest.main()
