# SPDX-License-Identifier: Apache-2.0
"""The golden checksums: which runs have one, how a build is asked for it, and what none of them may depend on.

golden.json holds a row for each of CASES; only tests/golden/update writes it.
"""

import concurrent.futures
import dataclasses
import json
import os
import subprocess

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(FOLDER))
FILE = os.path.join(FOLDER, "golden.json")
CHANGES = os.path.join(FOLDER, "CHANGES.md")
CHECKSUMS = ("checksum", "twin_checksum", "measures_checksum")
OF_STATE = CHECKSUMS[:2]
SECONDS = 600  # for one run


def _case(scenario, persons, years=4, replicates=2, warmup=12):
    return {"scenario": scenario, "persons": persons, "years": years, "replicates": replicates, "warmup": warmup,
            "seed": 1}


# A community has 4,096 persons: below one, one and one person, several, and a tile of 16 and one more.
CASES = [_case("rongcheng", persons) for persons in (1, 2, 17, 4095, 4097)]
CASES += [_case("rongcheng", 20000, years=2, warmup=0), _case("rongcheng", 65537, years=2, replicates=1, warmup=0)]
CASES += [_case(scenario, 4097) for scenario in ("suining-2010", "suzhou", "ordinary-law", "none")]
# Every mechanism at once.
EVERYTHING = "bench/everything/scenario.yaml"
CASES += [_case(EVERYTHING, 4097, years=3), _case(EVERYTHING, 13000, years=3, replicates=1, warmup=0)]
PARAMETERS = tuple(CASES[0])


class Refused(Exception):
    """A program ended with an error, or golden.json does not hold what it should."""


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of one program, and which of its checksums must be the golden ones."""
    build: str            # as it is told
    program: tuple        # what to start
    case: dict
    options: tuple = ()
    keys: tuple = CHECKSUMS

    def command(self):
        flags = [word for key in PARAMETERS[1:] for word in ("--" + key, str(self.case[key]))]
        scenario = self.case["scenario"]
        path = os.path.join(ROOT, scenario) if "/" in scenario else scenario
        return [*self.program, path, *flags, *self.options]

    def society(self):
        return "%s n=%d, %s" % (self.case["scenario"], self.case["persons"], self.build)

    def title(self):
        return "%s, %s %s" % (self.society(), os.path.basename(self.program[0]), " ".join(self.options))


def ask(run):
    """The checksums that the program prints."""
    here = {key: value for key, value in os.environ.items() if key != "DEMERIT_SCENARIOS"}
    try:
        done = subprocess.run(run.command(), stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False,
                              env=here)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(str(error)) from None
    if done.returncode != 0:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Refused("exit status %d: %s" % (done.returncode, complaint[0] if complaint else "no complaint"))
    try:
        document = json.loads(done.stdout)
        return {key: document[key] for key in CHECKSUMS}
    except (ValueError, KeyError) as error:
        raise Refused("no checksums in what it printed: %s" % error) from None


def differences(run, expected):
    """Of each checksum that is not the golden one, what is wrong with it."""
    try:
        got = ask(run)
    except Refused as refused:
        return {key: str(refused) for key in run.keys}
    return {key: "expected %s, got %s" % (expected[key], got[key]) for key in run.keys if got[key] != expected[key]}


def told(runs, wrong):
    """Lines on the differences of a build; one line where all runs of a society differ alike, as then it is neither threads
    nor tiles."""
    lines = []
    for key in CHECKSUMS:
        groups = {}
        for run, problems in zip(runs, wrong):
            if key in run.keys:
                groups.setdefault(run.society(), []).append((run.title(), problems.get(key)))
        for society, group in groups.items():
            texts = {text for _, text in group}
            if len(group) > 1 and len(texts) == 1 and None not in texts:
                group = [("%s, all %d runs" % (society, len(group)), group[0][1])]
            lines += ["%s: %s: %s" % (title, key, text) for title, text in group if text is not None]
    return lines


# ---- what to run


def command_line(build):
    return (os.path.join(build, "demerit"), "run"), ("--json", "--quiet")


def on_the_command_line(build, case, threads, *options, keys=CHECKSUMS):
    program, always = command_line(build)
    return Run(os.path.basename(os.path.normpath(build)), program, case, ("--threads", str(threads), *options, *always),
               keys)


def inside(build, case, threads, tile, lanes, *options, keys=CHECKSUMS):
    """With tests/golden_run. One lane: replicates in turn, threads over tiles."""
    spread = ("--threads", str(threads), "--tile", str(tile), "--lanes", str(lanes), *options)
    return Run(os.path.basename(os.path.normpath(build)), (os.path.join(build, "tests", "golden_run"),), case, spread,
               keys)


def all_runs_of_case(build, case):
    for threads in (1, 2, 4):
        yield on_the_command_line(build, case, threads)
        for tile in (1, 3, 16):
            yield inside(build, case, threads, tile, 1)
    if case["replicates"] > 1:
        yield inside(build, case, 2, 3, 2)
        yield inside(build, case, 4, 16, 2)


def some_runs_of_case(build, case):
    """Each number of threads and each tile once."""
    yield on_the_command_line(build, case, 2)
    for threads, tile, lanes in (1, 16, 1), (2, 1, 1), (4, 3, 1), (4, 1, 2):
        yield inside(build, case, threads, tile, lanes)


def few_runs_of_case(build, case):
    yield on_the_command_line(build, case, 1)
    yield inside(build, case, 2, 1, 1)
    yield inside(build, case, 4, 3, 2)


def runs_of_laws(build, case):
    """What no state may depend on: what is measured, whether there is a twin, and which other replicates there are."""
    yield on_the_command_line(build, case, 2, "--set", "measure.causes=off", keys=OF_STATE)
    yield on_the_command_line(build, case, 2, "--set", "run.warmup_months=30", keys=OF_STATE)
    yield on_the_command_line(build, case, 2, "--twin", "no", keys=OF_STATE[:1])
    yield inside(build, case, 2, 1, 1, "--alone", keys=OF_STATE)


def runs_of_build(build, how="all"):
    """All runs of a build folder; only some; or few and of small societies, for a build that is slow."""
    of_case = {"all": all_runs_of_case, "some": some_runs_of_case, "few": few_runs_of_case}[how]
    for case in CASES:
        if how != "few" or case["persons"] <= 4097:
            yield from of_case(build, case)
    for case in CASES:
        if case["persons"] == 4097 and how != "few":
            yield from runs_of_laws(build, case)


def runs_of_node(script):
    """WebAssembly: one thread."""
    for case in CASES:
        if case["persons"] == 4097:
            yield Run("WebAssembly", ("node", script, "run"), case, ("--json", "--quiet"))


# ---- golden.json


def parameters(case):
    return {key: case[key] for key in PARAMETERS}


def load():
    """The golden rows, in order of CASES."""
    try:
        with open(FILE, encoding="utf-8") as file:
            rows = json.load(file)["runs"]
    except (OSError, ValueError, KeyError) as error:
        raise Refused("%s: %s; tests/golden/update makes it" % (FILE, error)) from None
    if [parameters(row) for row in rows] != CASES:
        raise Refused("%s holds other runs than golden.py names; tests/golden/update makes it" % FILE)
    return rows


def text_of(rows):
    """golden.json, a row on a line."""
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    return '{\n"made_by": "tests/golden/update",\n"runs": [\n%s\n]\n}\n' % lines


def compare(runs, rows, jobs, tell):
    """Numbers of runs that agree and that do not; tells of each difference."""
    runs, expected = list(runs), {json.dumps(parameters(row)): row for row in rows}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        wrong = list(pool.map(lambda run: differences(run, expected[json.dumps(run.case)]), runs))
    for line in told(runs, wrong):
        tell(line)
    failed = sum(bool(problems) for problems in wrong)
    return len(runs) - failed, failed
