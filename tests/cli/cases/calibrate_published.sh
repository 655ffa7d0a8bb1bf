# SPDX-License-Identifier: Apache-2.0
# The study that comes with the program is sound, and runs; at a few hundred persons luck drowns what its targets say. What
# a target is from stands beside it. A target that nothing meets leaves nothing, and one more may be missed if that is asked for.
unset DEMERIT_SCENARIOS
"$DEMERIT" calibrate "$SOURCE/studies/calibrate-rongcheng.yaml" --dry-run >out || exit 1
grep -q '^at most 360 points x 2 replicates; nothing was run$' out || { cat out; exit 2; }
sed 's/^persons: .*/persons: 300/; s/^points: .*/points: 10/; s/^waves: .*/waves: 1/; s/quadratic/none/' "$SOURCE/studies/calibrate-rongcheng.yaml" >small.yaml
"$DEMERIT" calibrate small.yaml --quiet >text || exit 3
tr -s ' \n' ' ' <text >line
grep -q 'listed_share.judgment-defaulters: 0.0051 (sd 0.0008 observed, 0.0008 model); the first wave gives ' line &&
    grep -q 'points agree with it. data/list-targets.csv: stock (Financial Times), 2020, confidence S2' line || { cat text; exit 4; }
"$DEMERIT" calibrate small.yaml --quiet --json >json && python3 - <<'PY' || exit 5
import json
d = json.load(open("json"))
assert d["implausibility"] == "largest" and len(d["targets"]) == 5 and len(d["parameters"]) == 9
for t in d["targets"]:
    assert t["year"] and t["confidence"] in ("S", "S2", "C", "R") and t["source"].startswith("data/list-targets.csv: ")
    assert t["left_by_it_alone"] >= d["waves"][0]["not_implausible"] and t["runs"][0] <= t["runs"][1]
PY
cat >study.yaml <<'Y'
schema: demerit-calibration/1
scenario: rongcheng
persons: 300
years: 2
replicates: 2
set: {twin: no}
factors:
  evaded: {path: acts.judgment-evaded.rate, range: [0.001/year, 0.01/year], scale: log}
points: 8
waves: 1
targets:
  - {metric: entries.judgment-defaulters, value: 5, observed_sd: 5, model_sd: 5, source: invented}
  - {metric: tier_share.aaa, value: 0.9, observed_sd: 0.01, model_sd: 0.01, source: invented}
Y
"$DEMERIT" calibrate study.yaml --quiet | tr -s ' \n' ' ' >line && grep -q 'and 0 of its 8 points agree with it. invented' line &&
    grep -q 'Nothing is left: no point of the ranges agrees with the targets together.' line || { cat line; exit 6; }
sed 's/^points/implausibility: second-largest\npoints/' study.yaml >second.yaml
"$DEMERIT" calibrate second.yaml --quiet >text || exit 7
grep -q 'Ranges left' text && tr -s ' \n' ' ' <text | grep -q 'disagrees with 1 of the targets: the second-largest implausibility decides' || { cat text; exit 8; }
sed 's/second-largest/next-largest/' second.yaml >bad.yaml
"$DEMERIT" calibrate bad.yaml --dry-run 2>err; [ $? = 65 ] && grep -q 'bad.yaml:9:17: error.E0155.*`second-largest`' err || { cat err; exit 9; }
sed 's/^replicates: 2/replicates: 1/' study.yaml >bad.yaml
"$DEMERIT" calibrate bad.yaml --dry-run 2>err; [ $? = 65 ] && grep -q 'bad.yaml:1:1: error.E0213.*1 replicate does not tell' err || { cat err; exit 10; }
