# SPDX-License-Identifier: Apache-2.0
# Every variant as a run of it alone would print it, and its difference to the scenario as written.
common="--persons 3000 --years 2"
"$DEMERIT" compare tiny $common --json >out && "$DEMERIT" run tiny $common --json >plain &&
    "$DEMERIT" run tiny $common --variant short --json >short || exit 1
python3 - <<'PY'
import json
d, plain, short = (json.load(open(f)) for f in ("out", "plain", "short"))
assert d["schema"] == "demerit-compare/1" and d["synthetic"] is True and d["not_for"] == "decisions on persons"
assert [v["name"] for v in d["variants"]] == ["as-written", "no-errors", "short"]
for key in ("scenario", "persons", "months", "warmup_months", "replicates", "seed", "twin"):
    assert d[key] == plain[key], key
first, other, last = d["variants"]
for run, variant in ((plain, first), (short, last)):
    for key in ("checksum", "twin_checksum", "measures_checksum", "metrics"):
        assert variant[key] == run[key], key
    assert list(variant["difference"]) == list(variant["metrics"])
for m, v in first["difference"].items():  # against itself: nothing, exactly
    assert set(v) == {"mean", "lo", "hi"} and (v["mean"] is None or v["mean"] == v["lo"] == v["hi"] == 0), m
for variant in (other, last):
    for m, v in variant["difference"].items():
        if v["mean"] is not None:
            apart = variant["metrics"][m]["mean"] - first["metrics"][m]["mean"]
            assert abs(v["mean"] - apart) <= 1e-9 * (1 + abs(first["metrics"][m]["mean"])), m
            assert v["lo"] <= v["mean"] <= v["hi"]
# paired by replicate: narrower than the two intervals apart
d_, a, b = last["difference"]["sanctioned_share"], last["metrics"]["sanctioned_share"], first["metrics"]["sanctioned_share"]
assert d_["hi"] - d_["lo"] < (a["hi"] - a["lo"]) + (b["hi"] - b["lo"])
days = other["sums"]["access_lost_days"]
assert abs(days["regime"]["mean"] - other["metrics"]["access_lost_days.loan"]["mean"]) < 1e-9
harmed = last["share_harmed"]
assert first["share_harmed"]["against_as_written"] is None and harmed["of"] == "access_lost_days"
for against in ("against_twin", "against_as_written"):
    for coupling in ("under same-luck coupling", "under independent luck"):
        c = harmed[against][coupling]
        assert 0 <= c["more_days_lost"]["mean"] + c["fewer_days_lost"]["mean"] <= 1, c
assert harmed["against_as_written"]["under same-luck coupling"]["more_days_lost"]["mean"] == 0  # a shorter term, same luck
assert harmed["against_as_written"]["under independent luck"]["more_days_lost"]["mean"] > 0
shrunk = [b for b in last["expected_harm"] if b["of"] == "access_lost_days.difference_shrunk"]
assert abs(sum(b["share_of_persons"] for b in shrunk) - 1) < 1e-9
PY
