# SPDX-License-Identifier: Apache-2.0
# slow
# Synthetic targets, from a run at known values: these values stay in what is left, the space shrinks, and what no target
# speaks of is named. With and without an emulator; some targets are refused.
"$DEMERIT" run tiny --json --persons 3000 --years 2 --replicates 3 --set acts.late-bill.rate=1.5/year --seed 7 >truth || exit 1
read -r entries records <<<"$(python3 -c 'import json; m = json.load(open("truth"))["metrics"]; print(m["entries"]["mean"], m["facts_recorded"]["mean"])')"
cat >study.yaml <<Y
schema: demerit-calibration/1
scenario: tiny
persons: 1000
years: 2
replicates: 2
factors:
  bills: {path: acts.late-bill.rate, range: [0.5/year, 4/year]}
  refusals: {path: sanctions.no-loan.denies, range: [10 %, 90 %]}
points: 30
waves: 2
emulator: quadratic
targets:
  - {metric: facts_recorded, value: $records, observed_sd: 0.05, model_sd: 0.05, source: a run with known values}
  - {metric: entries, value: $entries, observed_sd: 20, model_sd: 20, source: a run with known values}
Y
"$DEMERIT" calibrate study.yaml --json --quiet >quadratic || exit 1
sed 's/quadratic/none/' study.yaml >direct.yaml
"$DEMERIT" calibrate direct.yaml --json --quiet --jobs 1 >none && "$DEMERIT" calibrate direct.yaml --json --quiet --jobs 2 >two && cmp -s none two || exit 1
"$DEMERIT" calibrate study.yaml --quiet >text && grep -q "refusals: .*not narrowed" text && grep -q "unidentified" text || { cat text; exit 1; }
python3 - <<'PY' || exit 1
import json
for name in ("quadratic", "none"):
    d = json.load(open(name))
    assert d["schema"] == "demerit-calibration-result/1" and d["emulator"] == name and d["synthetic"] is True
    bills, refusals = d["parameters"]
    lo, hi = (float(v.split("/")[0]) for v in bills["left"])
    assert lo <= 1.5 <= hi and hi - lo < 0.5 * 3.5, (name, bills)
    assert bills["narrowed"] is True, bills
    shares = [w["share_of_space_left"] for w in d["waves"]]
    assert 0 < shares[-1] <= shares[0] < 0.5, shares
    if name == "quadratic":
        assert refusals["narrowed"] is False, refusals
        assert abs(d["directions"][0]["axis"][1]) > 0.9 and d["directions"][0]["spread"] > 0.9, d["directions"]
    assert abs(sum(d["pairs"][0]["shares"]) - 1) < 1e-9
    assert "best" not in json.dumps(d)
PY
for id in chilled_share offence_change chilled_share.gross; do
    sed "s/metric: entries/metric: $id/" study.yaml >bad.yaml
    "$DEMERIT" calibrate bad.yaml --dry-run >out 2>err
    [ $? = 65 ] && grep -q "E0212.*is no target" err || { cat err; exit 1; }
done
sed 's/, source: a run with known values//' study.yaml >bad.yaml
"$DEMERIT" calibrate bad.yaml --dry-run >out 2>err
[ $? = 65 ] && grep -q "bad.yaml:1[34]:.*a target has" err || { cat err; exit 1; }
sed 's/acts.late-bill.rate/acts.late-bil.rate/' study.yaml >bad.yaml
"$DEMERIT" calibrate bad.yaml --dry-run >out 2>err
[ $? = 65 ] && grep -q "bad.yaml:7:" err || { cat err; exit 1; }
sed '/^waves/a objective: least harm' study.yaml >bad.yaml
"$DEMERIT" calibrate bad.yaml --dry-run >out 2>err
[ $? = 65 ] && grep -q "bad.yaml:11:1: error.*no objective" err
