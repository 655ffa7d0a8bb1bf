# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" run tiny --json --persons 4000 >out && python3 - "$SOURCE" <<'PY'
import json, re, sys
def no_constant(name):
    raise AssertionError(name)
d = json.load(open("out"), parse_constant=no_constant)
assert [k for k in d] == ["schema", "scenario", "title", "persons", "months", "warmup_months", "replicates", "seed", "twin",
    "synthetic", "not_for", "checksum", "twin_checksum", "measures_checksum", "confidence", "metrics"], list(d)
assert d["schema"] == "demerit-result/1" and d["synthetic"] is True and d["not_for"] == "decisions on persons"
assert (d["scenario"], d["persons"], d["months"], d["replicates"], d["seed"], d["twin"]) == ("tiny", 4000, 36, 3, 1, "quiet")
for key in ("checksum", "twin_checksum", "measures_checksum"):
    assert re.fullmatch("[0-9a-f]{32}", d[key]), d[key]
ids = re.findall(r'^DM_MEASURE\(\w+, "([^"]+)", "[^"]+", "[^"]+", (\w+)', open(sys.argv[1] + "/src/scenario/measures.def").read(), re.M)
wanted = [i.replace("SERVICE", "loan").replace("CHANNEL", "company") for i, _ in ids]
assert [m for m in d["metrics"] if m in wanted] == wanted, list(d["metrics"])
is_difference = {i.replace("SERVICE", "loan"): f == "true" for i, f in ids}
def ordered(v):
    assert set(v) >= {"mean", "lo", "hi"} and (v["mean"] is None or v["lo"] <= v["mean"] <= v["hi"]), v
for name, m in d["metrics"].items():
    assert set(m) == {"mean", "lo", "hi", "n", "unit", "direction", "twin", "difference", "by"}, (name, m)
    ordered(m)
    if is_difference.get(name):
        assert m["twin"] is None and all(m["difference"][k] == m[k] for k in ("mean", "lo", "hi")), name
    for dimension, levels in m["by"].items():
        for level, row in levels.items():
            assert set(row) == {"mean", "lo", "hi", "n", "twin", "difference"}, row
            if row["n"] < 20:
                assert row["mean"] is row["lo"] is row["hi"] is None, (name, dimension, level, row)
assert set(d["metrics"]["sanctioned_share"]["by"]["group"]) == {"A", "B"}
PY
