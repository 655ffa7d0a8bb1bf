# SPDX-License-Identifier: Apache-2.0
"""Designs and indices of src/experiment against SALib and scipy: compare.py DESIGN_DUMP, run by tests/salib/run.

Points are compared bit by bit where no luck is in them. Indices are computed by SALib of the same rows and values; without luck
they agree to 1e-9. Half-widths of bootstrap intervals, in which both have luck of their own, agree to a fifth.
"""

import json
import subprocess
import sys
import warnings

import numpy as np
from SALib.analyze import ff as ff_analyze
from SALib.analyze import morris as morris_analyze
from SALib.analyze import sobol as sobol_analyze
from SALib.sample import ff as ff_sample
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.sample import sobol_sequence
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import qmc

EXACT = 1e-9
RESAMPLES = 2000
HALF_WIDTH = 0.2
PROGRAM = sys.argv[1]


# ---- asking the program


def ask(*words, values=None):
    text = None if values is None else "".join("%r\n" % float(value) for value in values)
    asked = subprocess.run([PROGRAM, *map(str, words)], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in asked.stdout.splitlines()]


def points(*words):
    return np.array(ask("points", *words))


def problem(d):
    return {"num_vars": d, "names": ["x%d" % f for f in range(d)], "bounds": [[0.0, 1.0]] * d}


# ---- functions


def ishigami(x):
    return Ishigami.evaluate(np.pi * (2 * x - 1))


def g_function(x):
    return Sobol_G.evaluate(x, a=np.array([0, 1, 4.5, 9, 99, 99, 99, 99][: x.shape[1]]))


def rough(x):
    """Something that is nobody's example: steps, a large constant, few values."""
    return 1e4 + np.floor(5 * x[:, 0]) * (1 + x[:, -1]) + np.abs(np.sin(9 * x.sum(axis=1)))


# ---- comparing


def near(name, ours, theirs, within=EXACT):
    ours, theirs = np.array(ours, dtype=float), np.array(theirs, dtype=float)
    if ours.shape != theirs.shape:
        return "%s: %s values, not %s" % (name, ours.shape, theirs.shape)
    worst = np.max(np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs)), initial=0.0)
    return None if worst <= within else "%s: %.3g apart:\n%s\n%s" % (name, worst, ours, theirs)


def first_of(*problems):
    return next((each for each in problems if each), None)


def half_widths(rows, theirs):
    """The greatest relative difference counts, of widths that are not next to nothing."""
    ours = np.array([row["hi"] - row["lo"] for row in rows]) / 2
    theirs = np.array(theirs)
    wide = theirs > 1e-3 * theirs.max()
    return near("half-widths", ours[wide] / theirs[wide], np.ones(wide.sum()), HALF_WIDTH)


def direction_numbers():
    """All dimensions; 2^11 points reach every number of the table, of which scipy and SALib have copies of their own."""
    theirs = qmc.Sobol(d=64, scramble=False).random(2**13)
    wide = qmc.Sobol(d=128, scramble=False).random(2**11)
    by_salib = sobol_sequence.sample(2**11, 128)
    saltelli = points("saltelli", 64, 2**11, 0).reshape(2**11, 66, 64)
    return first_of(near("64 dimensions", points("sobol", 64, 2**13, 0), theirs, 0.0),
                    near("A", saltelli[:, 0], wide[:, :64], 0.0),
                    near("B", saltelli[:, -1], wide[:, 64:], 0.0),
                    near("SALib's dimensions", wide, by_salib, 0.0))


def saltelli_rows(d, n, second_order):
    words = ["second-order"] if second_order else []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = sobol_sample.sample(problem(d), n, calc_second_order=second_order, scramble=False)
    return near("rows", points("saltelli", d, n, 0, *words), theirs, 0.0)


def scrambled_is_steadier():
    """The mean of a smooth function over 2^10 scrambled points of 6 dimensions strays from 1 as scipy's does over 50 seeds, far less
    than over points of luck."""
    def mean(x):
        return np.prod(1 + (x - 0.5) / (1 + np.arange(x.shape[1])), axis=1).mean()
    ours = np.std([mean(points("sobol", 6, 1024, seed, "scrambled")) for seed in range(50)])
    theirs = np.std([mean(qmc.Sobol(d=6, scramble=True, rng=seed).random(1024)) for seed in range(50)])
    luck = np.std([mean(np.random.default_rng(seed).random((1024, 6))) for seed in range(50)])
    if ours < luck / 20 and ours < 3 * theirs:
        return None
    return "standard deviation %.3g, scipy's %.3g, without a net %.3g" % (ours, theirs, luck)


def latin_strata():
    rows = points("latin", 5, 1000, 3)
    hits = np.sort(np.floor(rows * 1000).astype(int), axis=0)
    return near("strata", hits, np.repeat(np.arange(1000)[:, None], 5, axis=1), 0.0)


def sobol_indices(function, d, n, second_order, scrambled=True):
    words = ["saltelli", d, n, 5] + ["second-order"] * second_order + ["scrambled"] * scrambled
    rows = points(*words)
    y = function(rows)
    theirs = sobol_analyze.analyze(problem(d), y, calc_second_order=second_order, num_resamples=RESAMPLES, seed=1)
    ours = ask("indices", *words, "resamples=%d" % RESAMPLES, values=y)
    value = [row["value"] for row in ours]
    pairs = np.triu_indices(d, 1)
    found = first_of(near("first", value[:d], theirs["S1"]), near("total", value[d:2 * d], theirs["ST"]),
                     half_widths(ours[:d], theirs["S1_conf"]), half_widths(ours[d:2 * d], theirs["ST_conf"]))
    if found or not second_order:
        return found
    return first_of(near("pairs", value[2 * d:], theirs["S2"][pairs]), half_widths(ours[2 * d:], theirs["S2_conf"][pairs]))


def morris_rows(d, levels):
    """SALib's rows of one trajectory are among ours: the same grid, the same step, each factor once."""
    ours = points("morris", d, 50, 8, "levels=%d" % levels).reshape(50, d + 1, d)
    theirs = morris_sample.sample(problem(d), 50, num_levels=levels, seed=8).reshape(50, d + 1, d)
    def steps(x):
        return np.sort(np.abs(np.diff(x, axis=1)).sum(axis=1), axis=None)
    return first_of(near("steps", steps(ours), steps(theirs)),
                    near("grid", np.unique(np.round(ours, 9)), np.unique(np.round(theirs, 9))))


def morris_effects(function, d, levels):
    words = ["morris", d, 80, 8, "levels=%d" % levels]
    rows = points(*words)
    y = function(rows)
    theirs = morris_analyze.analyze(problem(d), rows, y, num_levels=levels, num_resamples=RESAMPLES, seed=1)
    ours = ask("indices", *words, "resamples=%d" % RESAMPLES, values=y)
    return first_of(near("mu", [row["mu"] for row in ours], theirs["mu"]),
                    near("mu*", [row["value"] for row in ours], theirs["mu_star"]),
                    near("sigma", [row["sigma"] for row in ours], theirs["sigma"]),
                    half_widths(ours, theirs["mu_star_conf"]))


def factorial(function, d):
    """SALib's rows have columns for dummies, behind ours; its effect is that of half the range."""
    words = ["factorial", d, 0, 0, "foldover"]
    theirs = ff_sample.sample(problem(d))[:, :d]
    rows = points(*words)
    y = function(rows)
    effects = ff_analyze.analyze(problem(d), rows, y)["ME"][:d]
    return first_of(near("rows", rows, theirs, 0.0),
                    near("effects", [row["effect"] for row in ask("indices", *words, values=y)], 2 * effects))


def undefined_block():
    """A block with an undefined value is left out: SALib is given the others."""
    words = ["saltelli", 3, 60, 5, "scrambled", "second-order"]
    y = ishigami(points(*words)).reshape(60, 8)
    without = np.delete(y, [0, 31], axis=0).ravel()
    y[0, 3] = y[31, 0] = np.nan
    theirs = sobol_analyze.analyze(problem(3), without, seed=1)
    ours = ask("indices", *words, values=y.ravel())
    return first_of(near("first", [row["value"] for row in ours[:3]], theirs["S1"]),
                    near("total", [row["value"] for row in ours[3:6]], theirs["ST"]),
                    near("n", [row["n"] for row in ours], [58] * 9, 0.0))


CHECKS = [
    ("direction numbers of 128 dimensions", direction_numbers),
    ("rows of Saltelli, 3 factors", lambda: saltelli_rows(3, 64, False)),
    ("rows of Saltelli, pairs", lambda: saltelli_rows(5, 32, True)),
    ("rows of Saltelli, 64 factors", lambda: saltelli_rows(64, 16, True)),
    ("scrambled nets are steady", scrambled_is_steadier),
    ("strata of a Latin hypercube", latin_strata),
    ("indices of Ishigami", lambda: sobol_indices(ishigami, 3, 1024, True)),
    ("indices of Ishigami, not scrambled", lambda: sobol_indices(ishigami, 3, 512, True, scrambled=False)),
    ("indices of G", lambda: sobol_indices(g_function, 8, 512, False)),
    ("indices of a rough function", lambda: sobol_indices(rough, 5, 200, True)),
    ("an undefined block", undefined_block),
    ("rows of Morris, 4 levels", lambda: morris_rows(6, 4)),
    ("rows of Morris, 10 levels", lambda: morris_rows(6, 10)),
    ("effects of Ishigami", lambda: morris_effects(ishigami, 3, 4)),
    ("effects of G", lambda: morris_effects(g_function, 8, 6)),
    ("effects of a rough function", lambda: morris_effects(rough, 12, 8)),
    ("fraction of 4 factors", lambda: factorial(rough, 4)),
    ("fraction of 7 factors", lambda: factorial(g_function, 7)),
    ("fraction of 64 factors", lambda: factorial(rough, 64)),
]


def main():
    failed = 0
    print("TAP version 13")
    for number, (name, check) in enumerate(CHECKS, 1):
        why = check()
        failed += why is not None
        print("%s %d - %s" % ("ok" if why is None else "not ok", number, name), flush=True)
        if why is not None:
            print("# " + why.replace("\n", "\n# "), flush=True)
    print("1..%d" % len(CHECKS))
    print("%d passed, %d failed" % (len(CHECKS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
