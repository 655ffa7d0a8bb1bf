#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Worked values for docs/odd/numerics.md, computed with unbounded integers.

Written from that text alone, so that neither the engine nor the reference model checks
itself. Prints JSON; `--c` prints a C header; `--write` puts both in their places and
`--check` says whether they are up to date. Integers above 2^53 are decimal strings.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
JSON_PATH = ROOT / "docs/odd/numerics-values.json"
C_PATH = ROOT / "tests/unit/numerics_values.h"
ONE32 = 1 << 32
I_MIN, I_MAX = -22713, 4258

# 1. Numbers


def parse(text):
    """The number in nano, or the name of what is wrong with it."""
    if len(text) > 40:
        return "syntax"
    match = re.fullmatch(r"([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?", text, re.ASCII)
    if match is None:
        return "syntax"
    sign, whole, fraction, exponent = match.groups()
    fraction = fraction or ""
    value = int(whole + fraction)
    power = int(exponent or "0") - len(fraction) + 9
    if value == 0:
        return 0
    if power < -60:
        return "too fine"
    if power > 60:
        return "too large"
    if power < 0:
        if value % 10**-power != 0:
            return "too fine"
        nano = value // 10**-power
    else:
        nano = value * 10**power
    if nano > 9_000_000_000 * 10**9:
        return "too large"
    return -nano if sign == "-" else nano


def rdiv(a, b):
    magnitude = (2 * abs(a) + b) // (2 * b)
    return -magnitude if a < 0 else magnitude


# 2. Probabilities


def thr(p):
    return ONE32 * p // 10**9


def mul32(s, t):
    return s * t // ONE32


# 3. exp and ln

LN2 = 0xB17217F7D1CF79AC


def exp_q40(x):
    big = x * ONE32
    k = big // LN2
    r = big - k * LN2
    t = s = 1 << 63
    for n in range(1, 25):
        t = (t * r // (1 << 64)) // n
        s += t
    return s >> (23 - k) if k <= 23 else s << (k - 23)


def exp_q32(x):
    return min(ONE32, exp_q40(x) // 256)


def ln_q32(n):
    e = n.bit_length() - 1
    m = n << (63 - e)
    f = 0
    for _ in range(40):
        m2 = m * m // (1 << 63)
        if m2 >= 1 << 64:
            m, f = m2 // 2, 2 * f + 1
        else:
            m, f = m2, 2 * f
    return (e * (1 << 40) + f) * LN2 // (1 << 72)


# 4. The rate grid


def idx(y):
    return (y + (1 << 21)) // (1 << 22)


def rate40(i):
    return exp_q40(i * (1 << 22))


def rate24(i):
    return (rate40(i) + (1 << 15)) // (1 << 16)


# 5. Poisson


def poisson_thresholds(mean):
    """T_0, T_1, ... up to the first that is 2^32."""
    if mean == 0:
        return [ONE32]
    mode = mean // (1 << 40)
    w = {mode: 1 << 62}
    k = mode + 1
    while True:
        weight = w[k - 1] * mean // (k << 40)
        if weight == 0:
            break
        w[k] = weight
        k += 1
    last = k - 1
    for k in range(mode, 0, -1):
        w[k - 1] = w[k] * (k << 40) // mean
    total = sum(w.values())
    thresholds, c = [], 0
    for k in range(last + 1):
        c += w[k]
        if k == last or (k >= 1 and (total - c) * ONE32 < total):
            thresholds.append(ONE32)
            break
        thresholds.append(c * ONE32 // total)
    return thresholds


def poisson(u, mean):
    for k, threshold in enumerate(poisson_thresholds(mean)):
        if u < threshold:
            return k
    raise AssertionError


# 6. Draws


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [
            (b >> 32) ^ x[1] ^ k[0],
            b % ONE32,
            (a >> 32) ^ x[3] ^ k[1],
            a % ONE32,
        ]
        k = [(k[0] + 0x9E3779B9) % ONE32, (k[1] + 0xBB67AE85) % ONE32]
    return x


def fnv1a(text):
    h = 2166136261
    for byte in text.encode():
        h = (h ^ byte) * 16777619 % ONE32
    return h


def word(seed, replicate, p, t, h, d, j):
    counter = ((p >> 2) % ONE32, t + ((p >> 34) << 16), h, (d << 24) + j)
    return philox(counter, (seed, replicate))[p & 3]


def pair_word(seed, replicate, a, b, d, j):
    lo, hi = min(a, b), max(a, b)
    counter = (lo % ONE32, hi % ONE32, (lo >> 32) + ((hi >> 32) << 16), (d << 24) + j)
    return philox(counter, (seed, replicate))[0]


# 7. Choosing


def pick_thresholds(weights):
    total, c, thresholds = sum(weights), 0, []
    for weight in weights:
        c += weight
        thresholds.append(ONE32 * c // total)
    return thresholds


def pick(u, weights):
    return next(k for k, t in enumerate(pick_thresholds(weights)) if u < t)


def below(u, n):
    return u * n // ONE32


# The cases

DECIMALS = [
    "0", "-0", "+7", "007", "1", "-1", "0.15", "12.5", "0.000000001", "-0.000000001",
    "0.0000000010", "0.1234567891", "1e-9", "1E-10", "15e-1", "1.5e+3", "10e-10",
    "100000000000e-10", "0e999999999999999999999", "0.0e-99", "1e99999999999999999999", "1e-99999999999999999999",
    "9000000000", "9000000000.000000001", "-9000000000", "9e9", "9.1e9", "10000000000", "99999999999999999999999999999",
    "0.00000000000000000000000000000000000000", "0.000000000000000000000000000000000000000",
    "9000000001.0000000001", "", "+", "-", ".5", "5.", "1e", "1e+", "1.e5", "e5", "--1", "1 ", " 1", "1_0", "0x10", "nan",
    "inf", "1.2.3", "1,5",
]  # fmt: skip
RDIVS = [
    (0, 5), (1, 2), (-1, 2), (3, 2), (-3, 2), (1, 3), (2, 3), (-2, 3), (4, 3), (5, 10),
    (15, 10), (-25, 10), (24, 10), (9 * 10**18, 7), (-9 * 10**18, 7), (2**63 - 1, 1),
    (2**63 - 1, 2), (-(2**63 - 1), 2), (2**63 - 1, 2**63 - 1), (2**62, 2**63 - 1),
]  # fmt: skip
THRESHOLDS = [0, 1, 2, 1000, 150_000_000, 333_333_333, 500_000_000, 999_999_999, 10**9]
MUL32S = [
    (0, ONE32), (ONE32, ONE32), (ONE32, 12345), (1, ONE32 - 1), (1 << 31, 1 << 31),
    (644245094, 3000000000), (ONE32 - 1, ONE32 - 1),
]  # fmt: skip
EXPS = [
    0, 1, -1, 1 << 22, -(1 << 22), 1 << 31, -(1 << 31), ONE32, -ONE32, 2977044471, 2977044472,
    -2977044472, -2977044471, 10 * ONE32, 71449067312, 71449067323, -(10 * ONE32) - 7, -(22 * ONE32), -(28 * ONE32), -(44 * ONE32),
    -(64 * ONE32), I_MIN << 22, I_MAX << 22, 123456789012 // 2, -123456789012,
]  # fmt: skip
LNS = [
    1, 2, 3, 4, 5, 7, 10, 12, 100, 1000, 10**9, 10**9 - 1, 10**9 + 1, 150_000_000, ONE32 - 1, ONE32, 1 << 53,
    (1 << 62) + 12345, 9 * 10**18, 1 << 63, (1 << 64) - 1,
]  # fmt: skip
IDXS = [
    0, 1, -1, (1 << 21) - 1, 1 << 21, -(1 << 21), -(1 << 21) - 1, 1 << 22, -(1 << 22), ONE32, -ONE32,
    I_MIN << 22, I_MAX << 22, 17862266829, -95265423098,
]  # fmt: skip
GRID = [I_MIN, -20000, -10000, -3000, -710, -1, 0, 1, 709, 710, 1024, 1463, 4000, I_MAX - 1, I_MAX]
MEANS = [
    0, 1, 255, 256, 1 << 20, (1 << 40) // 1000, (1 << 40) // 3, (1 << 40) - 1, 1 << 40, (1 << 40) + 1,
    417 * (1 << 40) // 100, 20 << 40, (64 << 40) - 1, 64 << 40,
]  # fmt: skip
WORDS = [0, 1, 1 << 20, 1 << 30, 1 << 31, 3 << 30, 4080218931, ONE32 - 100, ONE32 - 2, ONE32 - 1]
PERSONS = [
    0, 1, 2, 3, 4, 7, 8, 63, 64, 1_000_000, (1 << 32) - 1, 1 << 32, (1 << 34) - 1, 1 << 34, (1 << 34) + 5,
    (1 << 49) + 6, (1 << 50) - 1,
]  # fmt: skip
CALLS = [
    (0, 0, 0, "", 1, 0), (42, 1, 0, "", 4, 0), (42, 1, 119, "littering", 32, 0),
    (42, 2, 119, "littering/cameras", 33, 16777215), (ONE32 - 1, 1000, 65535, "ü", 44, 3),
]  # fmt: skip
PAIRS = [
    (0, 1), (1, 0), (5, 1_000_000), (1_000_000, 5), ((1 << 32) - 1, 1 << 32), (7, 1 << 32),
    ((1 << 34) + 3, (1 << 35) + 9), ((1 << 48) - 1, (1 << 48) - 2),
]  # fmt: skip
TEXTS = ["", "a", "b", "foobar", "littering", "littering/cameras", "ü", "jaywalking_at_night"]
WEIGHTS = [[1], [1, 1], [1, 2, 3], [0, 1], [0, 5, 0, 5, 0], [333333333, 333333333, 333333334], [1, 2**63], [2**63, 2**63 - 1]]
BELOWS = [(0, 1), (ONE32 - 1, 1), (0, 10), (ONE32 - 1, 10), (1 << 31, 10), (1 << 31, 7), (ONE32 - 1, ONE32 - 1), (429496729, 10), (429496730, 10)]
KAT = [
    ([0] * 4, [0] * 2),
    ([ONE32 - 1] * 4, [ONE32 - 1] * 2),
    ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0]),
]  # fmt: skip


def values():
    decimals = []
    for text in DECIMALS:
        got = parse(text)
        decimals.append({"text": text, "fault" if isinstance(got, str) else "nano": got})
    poissons = []
    for mean in MEANS:
        poissons.append({
            "mean_q40": mean,
            "thresholds": poisson_thresholds(mean),
            "counts": [{"u": u, "count": poisson(u, mean)} for u in WORDS],
        })
    words = []
    for seed, replicate, t, text, d, j in CALLS:
        h = fnv1a(text) if text else 0
        words.append({
            "seed": seed, "replicate": replicate, "tick": t, "entity": h, "draw": d, "index": j,
            "words": [{"person": p, "word": word(seed, replicate, p, t, h, d, j)} for p in PERSONS],
        })  # fmt: skip
    return {
        "decimal": decimals,
        "rdiv": [{"a": a, "b": b, "result": rdiv(a, b)} for a, b in RDIVS],
        "thr": [{"p": p, "result": thr(p)} for p in THRESHOLDS],
        "mul32": [{"s": s, "t": t, "result": mul32(s, t)} for s, t in MUL32S],
        "exp_q40": [{"x": x, "result": exp_q40(x)} for x in EXPS],
        "exp_q32": [{"x": x, "result": exp_q32(x)} for x in EXPS if x <= 0],
        "ln_q32": [{"n": n, "result": ln_q32(n)} for n in LNS],
        "idx": [{"y": y, "result": idx(y)} for y in IDXS],
        "rate": [{"i": i, "rate40": rate40(i), "rate24": rate24(i)} for i in GRID],
        "poisson": poissons,
        "philox": [{"counter": c, "key": k, "result": philox(c, k)} for c, k in KAT],
        "word": words,
        "pair": [
            {"seed": 42, "replicate": 0, "a": a, "b": b, "draw": 12, "index": j, "word": pair_word(42, 0, a, b, 12, j)}
            for a, b in PAIRS
            for j in (0, 9)
        ],
        "fnv1a": [{"text": text, "result": fnv1a(text)} for text in TEXTS],
        "pick": [
            {
                "weights": w,
                "thresholds": pick_thresholds(w),
                "picks": [{"u": u, "k": pick(u, w)} for u in WORDS],
            }
            for w in WEIGHTS
        ],
        "below": [{"u": u, "n": n, "result": below(u, n)} for u, n in BELOWS],
    }


def as_json_value(value):
    if isinstance(value, dict):
        return {key: as_json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json_value(item) for item in value]
    if isinstance(value, int) and abs(value) > 1 << 53:
        return str(value)
    return value


def json_text():
    """One case a line."""
    parts = []
    for name, cases in values().items():
        lines = ",\n".join("  " + json.dumps(as_json_value(case), ensure_ascii=False) for case in cases)
        parts.append(f"{json.dumps(name)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def c_int(value):
    if value > (1 << 63) - 1:
        return f"UINT64_C({value})"
    return f"-INT64_C({-value})" if value < 0 else f"INT64_C({value})"


def c_u(value):
    return f"UINT64_C({value})"


def c_string(text):
    """Octal escapes, so that the header is ASCII and no escape swallows a digit."""
    return '"' + "".join(chr(b) if 32 <= b < 127 else f"\\{b:03o}" for b in text.encode()) + '"'


def wrapped(items, indent="        "):
    lines, line = [], indent
    for item in items:
        piece = item + ", "
        if len(line) + len(piece) > 92:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return "\n".join([*lines, line.rstrip()])


def c_table(name, fields, rows):
    body = "\n".join("    { " + ", ".join(row) + " }," for row in rows)
    return f"static const struct {{\n    {fields}\n}} {name}[] = {{\n{body}\n}};\n"


def c_nested(name, fields, rows):
    out = []
    for scalars, *lists in rows:
        inner = "".join("      {\n" + wrapped(items) + " },\n" for items in lists)
        out.append("    { " + ", ".join(scalars) + ",\n" + inner + "    },")
    return f"static const struct {{\n    {fields}\n}} {name}[] = {{\n" + "\n".join(out) + "\n};\n"


FAULTS = {"syntax": "DM_DECIMAL_SYNTAX", "too fine": "DM_DECIMAL_TOO_FINE", "too large": "DM_DECIMAL_TOO_LARGE"}


def c_parts(v):
    yield c_table("decimal_values", "const char *text; enum dm_decimal_fault fault; int64_t nano;", (
        [c_string(r["text"]), FAULTS[r["fault"]] if "fault" in r else "DM_DECIMAL_OK", c_int(r.get("nano", 0))] for r in v["decimal"]
    ))  # fmt: skip
    yield c_table("rdiv_values", "int64_t a, b, result;", ([c_int(r["a"]), c_int(r["b"]), c_int(r["result"])] for r in v["rdiv"]))
    yield c_table("thr_values", "int64_t p; uint64_t result;", ([c_int(r["p"]), c_u(r["result"])] for r in v["thr"]))
    yield c_table("mul32_values", "uint64_t s, t, result;", ([c_u(r["s"]), c_u(r["t"]), c_u(r["result"])] for r in v["mul32"]))
    for name in ("exp_q40", "exp_q32"):
        yield c_table(name + "_values", "int64_t x; uint64_t result;", ([c_int(r["x"]), c_u(r["result"])] for r in v[name]))
    yield c_table("ln_values", "uint64_t n; int64_t result;", ([c_u(r["n"]), c_int(r["result"])] for r in v["ln_q32"]))
    yield c_table("idx_values", "int64_t y; int32_t result;", ([c_int(r["y"]), str(r["result"])] for r in v["idx"]))
    yield c_table("rate_values", "int32_t i; uint64_t rate40; uint32_t rate24;", (
        [str(r["i"]), c_u(r["rate40"]), str(r["rate24"]) + "U"] for r in v["rate"]
    ))  # fmt: skip
    n = len(WORDS)
    yield "static const uint32_t some_words[] = {\n" + wrapped([f"{u}U" for u in WORDS], "    ") + "\n};\n"
    yield c_nested("poisson_values", f"uint64_t mean; int n; uint64_t t[{max(len(r['thresholds']) for r in v['poisson'])}]; uint32_t count[{n}];", (
        ([c_u(r["mean_q40"]), str(len(r["thresholds"]))], [c_u(t) for t in r["thresholds"]], [f"{c['count']}U" for c in r["counts"]])
        for r in v["poisson"]
    ))  # fmt: skip
    yield "static const uint64_t some_persons[] = {\n" + wrapped([c_u(p) for p in PERSONS], "    ") + "\n};\n"
    yield c_nested("word_values", f"uint32_t seed, replicate, tick, entity; int draw; uint32_t index; uint32_t word[{len(PERSONS)}];", (
        ([f"{r['seed']}U", f"{r['replicate']}U", f"{r['tick']}U", f"{r['entity']}U", str(r["draw"]), f"{r['index']}U"], [f"{w['word']}U" for w in r["words"]])
        for r in v["word"]
    ))  # fmt: skip
    yield c_table("pair_values", "uint32_t seed, replicate; uint64_t a, b; int draw; uint32_t index, word;", (
        [f"{r['seed']}U", f"{r['replicate']}U", c_u(r["a"]), c_u(r["b"]), str(r["draw"]), f"{r['index']}U", f"{r['word']}U"] for r in v["pair"]
    ))  # fmt: skip
    yield c_table("fnv_values", "const char *text; uint32_t result;", ([c_string(r["text"]), f"{r['result']}U"] for r in v["fnv1a"]))
    width = max(len(w) for w in WEIGHTS)
    yield c_nested("pick_values", f"int n; uint64_t w[{width}]; uint64_t t[{width}]; int k[{n}];", (
        ([str(len(r["weights"]))], [c_u(w) for w in r["weights"]], [c_u(t) for t in r["thresholds"]], [str(p["k"]) for p in r["picks"]])
        for r in v["pick"]
    ))  # fmt: skip
    yield c_table("below_values", "uint32_t u, n, result;", ([f"{r['u']}U", f"{r['n']}U", f"{r['result']}U"] for r in v["below"]))


def c_text():
    head = """/* SPDX-License-Identifier: Apache-2.0
 *
 * Worked values of docs/odd/numerics.md. Written by tools/numerics_values.py --c: change
 * the cases there. Each test uses some of the tables. */
#ifndef DEMERIT_TESTS_NUMERICS_VALUES_H
#define DEMERIT_TESTS_NUMERICS_VALUES_H

#include "base/fixed.h"

/* clang-format off */
"""
    return head + "\n" + "\n".join(c_parts(values())) + "/* clang-format on */\n\n#endif\n"


def main(arguments):
    made = {JSON_PATH: json_text(), C_PATH: c_text()}
    if arguments == ["--check"]:
        stale = [path for path, text in made.items() if not path.exists() or path.read_text() != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)}: not what tools/numerics_values.py writes", file=sys.stderr)
        return 1 if stale else 0
    if arguments == ["--write"]:
        for path, text in made.items():
            path.write_text(text)
        return 0
    if arguments not in ([], ["--c"]):
        print("usage: numerics_values.py [--c | --write | --check]", file=sys.stderr)
        return 2
    print(made[C_PATH if arguments else JSON_PATH], end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
