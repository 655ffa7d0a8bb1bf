# SPDX-License-Identifier: Apache-2.0
"""Compares the engine with the reference model, value by value.

The engine is a program, `BUILD/tests/dump`, with two uses:

    dump --canon SCENARIO [--set PATH=VALUE ...]     the canonical JSON
    dump --state SCENARIO [--set PATH=VALUE ...]     the lines that `python3 -m reference.run` prints of it

In a society of several communities the engine keeps what took place in a tick for none of them: only state is compared there.
"""

import json
import os
import subprocess

from reference import run as reference
from reference import scenario as reader

COMMUNITY = 4096  # persons
OF_THE_TICK = ("rate_index", "records", "denied", "income")  # columns that are not state


class Refused(Exception):
    """The engine's program ended with an error; the text is its complaint."""


def dump(program, what, scenario, sets, more=()):
    """What the engine's program prints."""
    command = [program, what, scenario, *more]
    for item in sets:
        command += ["--set", item]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Refused("exit status %d: %s" % (done.returncode, complaint[0] if complaint else "no complaint"))
    return done.stdout.decode("utf-8")


def keyed(text):
    """{(world, tick, column): values} of printed lines."""
    table = {}
    for line in text.splitlines():
        if line.strip():
            entry = json.loads(line)
            key = entry["world"], entry["tick"], entry["column"]
            if key in table:
                raise Refused("%s tick %d %s is printed twice" % key)
            table[key] = entry["values"]
    return table


def first_difference(expected, table):
    """A sentence about the first value in which the engine differs from the reference's lines, None if there is none."""
    left = dict(table)
    for line in expected:
        key = line["world"], line["tick"], line["column"]
        where = "%s tick %d %s" % key
        if key not in left:
            return where + ": expected, but the engine has no such line"
        got = left.pop(key)
        if len(got) != len(line["values"]):
            return "%s: expected %d persons, got %d" % (where, len(line["values"]), len(got))
        for p, (want, have) in enumerate(zip(line["values"], got)):
            if want != have:
                return "%s person %d: expected %s, got %s%s" % (where, p, want, have, others(line["values"], got))
    if left:
        return "%s tick %d %s: not expected, but the engine prints it" % sorted(left)[0]
    return None


def others(expected, got):
    """How many persons differ, if several do."""
    n = sum(1 for want, have in zip(expected, got) if want != have)
    return " (%d of %d persons differ)" % (n, len(got)) if n > 1 else ""


def difference(program, scenario, sets):
    """None where engine and reference agree on a scenario, else a sentence about where they do not."""
    try:
        frozen = reader.load(dump(program, "--canon", scenario, sets))
    except Refused as refusal:
        return "--canon: %s" % refusal
    try:
        expected = list(reference.lines(frozen, 1, frozen.months))
    except ValueError as refusal:
        expected = refusal
    try:
        table = keyed(dump(program, "--state", scenario, sets))
    except Refused as refusal:
        return None if isinstance(expected, ValueError) else "--state: %s" % refusal
    if isinstance(expected, ValueError):
        return "the reference refuses, the engine does not: %s" % expected
    if frozen.society.persons > COMMUNITY:
        expected = [line for line in expected if line["column"].split(".")[0] not in OF_THE_TICK]
    return first_difference(expected, table)


def library(root):
    """Paths of the library's scenarios, in order of name."""
    folder = os.path.join(root, "scenarios")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    paths = [os.path.join(folder, name, "scenario.yaml") for name in names]
    return [path for path in paths if os.path.isfile(path)]
