#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a person-month costs beside plain C's minimal model: bench/cost.py BUILD [SCENARIO...]

Prints, for each scenario, nanoseconds of processor time per person-month and world on one thread, its ratio to the minimal scoring
model (bench/minimal.c, run in turn with it, its moments checked), bytes of state per person and world; and, where valgrind is
installed and BUILD has debug information (a folder of its own: meson setup build-cost -Dbuildtype=release -Ddebug=true; without,
callgrind does not know the files), the share of instructions that each stage takes. No test depends on it: other work on the machine moves the times.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PERSONS, MONTHS, ROUNDS = 100_000, 36, 3
TRACED_PERSONS = 8_192
STAGE_FILE = re.compile(r"(stage|measure)/(\w+)\.c:")


def run(program, scenario, persons, years):
    """Processor seconds of one run on one thread, and its document."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(
            [program, "run", scenario, "--persons", str(persons), "--years", str(years), "--warmup", "0", "--replicates", "1",
             "--threads", "1", "--json", "--quiet"], stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        if status != 0:
            sys.exit("bench/cost.py: %s failed" % scenario)
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, json.load(out)


def person_month(program, scenario):
    """Nanoseconds a person-month and world: a run of four years less one of one year, so that set-up is left out."""
    long, document = run(program, scenario, PERSONS, 1 + MONTHS // 12)
    short, _ = run(program, scenario, PERSONS, 1)
    worlds = 2 if document.get("twin") else 1
    return 1e9 * (long - short) / PERSONS / MONTHS / worlds


def minimal(program):
    """Nanoseconds a person-step of the minimal model."""
    document = json.loads(subprocess.run([program], capture_output=True, check=True).stdout)
    return document["ns_per_person_step"]


def memory(program, scenario):
    """The line of `run` that says what a person takes."""
    text = subprocess.run([program, "run", scenario, "--persons", str(PERSONS), "--years", "3", "--replicates", "1", "--threads", "1"],
                          capture_output=True, text=True, check=True, cwd=tempfile.mkdtemp()).stdout
    return next((line.strip() for line in text.splitlines() if "bytes" in line and "person" in line), "memory: not said")


def shares(program, scenario):
    """Share of instructions by stage, from callgrind."""
    folder = tempfile.mkdtemp()
    subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=out", os.path.abspath(program), "run", scenario, "--persons",
                    str(TRACED_PERSONS), "--years", "2", "--warmup", "0", "--replicates", "1", "--threads", "1", "--json", "--quiet"],
                   cwd=folder, check=True, capture_output=True)
    listing = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", "out"], cwd=folder, check=True,
                             capture_output=True, text=True).stdout
    by_file = collections.Counter()
    for line in listing.splitlines():
        cost, _, where = line.strip().partition(" ")
        found = STAGE_FILE.search(where)
        if found and (":step_block" in where or ":dm_observe_block" in where):
            by_file[found.group(2)] = max(by_file[found.group(2)], int(cost.replace(",", "")))
    total = re.search(r"([\d,]+) \(100\.0%\) *PROGRAM TOTALS", listing)
    return by_file, int(total.group(1).replace(",", "")) if total else 0


def main():
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1], "demerit").exists():
        sys.exit(__doc__.splitlines()[0])
    build = pathlib.Path(sys.argv[1])
    program, small = str((build / "demerit").resolve()), str((build / "bench_minimal").resolve())
    scenarios = [os.path.abspath(name) if "/" in name else name for name in sys.argv[2:]] or ["rongcheng", "suining-2010", "suzhou"]
    print("%-16s %16s %16s %8s" % ("scenario", "ns/person-month", "minimal model", "ratio"))
    for scenario in scenarios:
        rounds = [(person_month(program, scenario), minimal(small)) for _ in range(ROUNDS)]
        cost, least = (min(values) for values in zip(*rounds))
        print("%-16s %16.1f %16.1f %8.2f" % (pathlib.Path(scenario).stem, cost, least, cost / least))
        print("    " + memory(program, scenario))
        if shutil.which("valgrind"):
            by_file, total = shares(program, scenario)
            print("    instructions: " + (", ".join("%s %.0f %%" % (name, 100 * n / total) for name, n in by_file.most_common())
                                          or "not said, for BUILD has no debug information (-Ddebug=true)"))


if __name__ == "__main__":
    main()
