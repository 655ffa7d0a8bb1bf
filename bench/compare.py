#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a twin costs: bench/compare.py build/demerit [SCENARIO...]

Prints, for each scenario, nanoseconds of processor time per person-month of the regime alone and of the regime with its twin, and
their ratio, which should be at most 1.6. Each is the difference of a run of three years and one of one year on one thread, so that
set-up is left out, and the least of some repetitions, taken in turn. No test depends on it: other work on the machine moves it.
"""

import os
import sys

PERSONS = 200_000
MONTHS = 24
REPEATS = 5
AT_MOST = 1.6


def spent(program, scenario, twin, years):
    """Processor seconds of one run."""
    arguments = [program, "run", scenario, "--persons", str(PERSONS), "--years", str(years), "--warmup", "0",
                 "--replicates", "1", "--threads", "1", "--json", "--quiet"] + (["--twin", "no"] if not twin else [])
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(program, arguments)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit("bench/compare.py: %s failed" % " ".join(arguments))
    return usage.ru_utime + usage.ru_stime


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[0])
    print("%-16s %12s %12s %8s" % ("scenario", "alone, ns", "with twin", "ratio"))
    for scenario in sys.argv[2:] or ["rongcheng", "suzhou", "suining-2010"]:
        least = {}
        for _ in range(REPEATS):
            for key in ((False, 1), (False, 3), (True, 1), (True, 3)):
                least[key] = min(least.get(key, 1e9), spent(sys.argv[1], scenario, *key))
        alone, both = ((least[twin, 3] - least[twin, 1]) * 1e9 / (PERSONS * MONTHS) for twin in (False, True))
        print("%-16s %12.1f %12.1f %8.2f%s" % (
            scenario, alone, both, both / alone, "" if both / alone <= AT_MOST else "  above %.1f" % AT_MOST), flush=True)


if __name__ == "__main__":
    main()
