# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --json --quiet >out || exit 1
[ ! -e runs ] || exit 2
python3 - <<'PY'
import json
def no_constant(name):
    raise AssertionError(name)
d = json.load(open("out"), parse_constant=no_constant)
assert d["schema"] == "demerit-study-result/1" and d["synthetic"] is True and d["not_for"] == "decisions on persons"
assert (d["study"], d["scenario"], d["twin"], d["persons"], d["months"], d["replicates"], d["seed"]) == ("tiny-study", "tiny", "quiet", 600, 24, 2, 1)
assert d["rows"] == {"all": 20, "ok": 20, "failed": 0, "missing": 0} and d["design"]["kind"] == "saltelli"
assert [f["id"] for f in d["factors"]] == ["points", "rate", "denies"]
assert d["factors"][1] == {"id": "rate", "path": "acts.late-bill.rate", "assumed": False, "scale": "log", "low": "0.1/year", "high": "4/year"}
assert d["factors"][2]["values"] == ["50 %", "90 %"]
assert list(d["metrics"]) == ["access_lost_days", "sanctioned_share"]
for metric in d["metrics"].values():
    for side in ("regime", "difference"):
        s = metric[side]
        b = s["between_rows"]
        assert b["n"] == 20 and b["least"] <= b["q05"] <= b["q25"] <= b["median"] <= b["q75"] <= b["q95"] <= b["most"]
        assert s["luck_within_rows"]["replicates"] == 2 and s["luck_within_rows"]["mean_half_width"] > 0
        assert [(i["factor"], i["kind"]) for i in s["indices"]] == [(f, k) for f in ("points", "rate", "denies") for k in ("first", "total")]
assert d["metrics"]["access_lost_days"]["regime"]["between_rows"]["least"] < d["metrics"]["access_lost_days"]["regime"]["between_rows"]["most"]
PY
