#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cost of a person-month and memory of a person as the society grows: bench/scale.py build/demerit [SCENARIO]

Prints nanoseconds of processor time per person-month (regime and twin counted separately), as the difference of a run of two years
and one of one year, so that set-up is left out; its ratio to the smallest society; and the largest resident memory. No test depends
on it: other work on the machine moves it.
"""

import os
import sys
import time

SIZES = (100_000, 1_000_000, 10_000_000)
WORLDS = 2
MONTHS = 12


def spent(program, scenario, persons, years):
    """Processor seconds and peak kilobytes of one run."""
    arguments = [program, "run", scenario, "--persons", str(persons), "--years", str(years), "--warmup", "0",
                 "--replicates", "1", "--json", "--quiet"]
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(program, arguments)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit("bench/scale.py: %s failed" % " ".join(arguments))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[0])
    scenario = sys.argv[2] if len(sys.argv) > 2 else "rongcheng"
    first = None
    print("%12s %16s %8s %14s %8s" % ("persons", "ns/person-month", "ratio", "bytes/person", "wall s"))
    for persons in SIZES:
        started = time.time()
        one, _ = spent(sys.argv[1], scenario, persons, 1)
        two, kilobytes = spent(sys.argv[1], scenario, persons, 2)
        cost = 1e9 * (two - one) / (persons * MONTHS * WORLDS)
        first = cost if first is None else first
        print("%12d %16.1f %8.2f %14.0f %8.1f" % (
            persons, cost, cost / first, 1024 * kilobytes / persons, time.time() - started), flush=True)


if __name__ == "__main__":
    main()
