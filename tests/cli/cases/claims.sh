# SPDX-License-Identifier: Apache-2.0
# slow
# Claims: one of each verdict that is easy to make, told apart by luck and assumptions; and what authors cannot write.
cat >claims.yaml <<'Y'
schema: demerit-claims/1
claims:
  null-one:
    sentence: Nothing changes where nothing is changed
    source: a test
    scenario: tiny
    contrast: {with: {}, without: {}}
    metric: listed_share
    direction: up
    smallest: {value: 0.01, reason: one in a hundred}
    persons: 200
    years: 2
    factors: {stated: {path: channels.company.false_records, range: [0.1/year, 0.5/year]}}
    forms: [fear=off]
    proof: both sides are the same
  errors:
    sentence: Errors put people on lists
    source: a test
    scenario: tiny
    contrast: {with: {}, without: {set: {channels.company.false_records: 0/year}}}
    metric: listed_share
    direction: up
    smallest: {value: 0.005, reason: one in two hundred}
    persons: 200
    years: 2
    factors: {stated: {path: channels.company.false_records, range: [0.5/year, 3/year]}}
    forms: used
Y
"$DEMERIT" claims --file claims.yaml --points 12 --json --out f >out 2>err || { cat err; exit 1; }
cmp -s out f/claims.json && cmp -s claims.yaml f/sources/claims.yaml && [ "$(head -1 f/points.csv | tr -d '\r')" = "claim,form,point,pair,effect" ] || exit 1
"$DEMERIT" claims ERRORS --file claims.yaml --points 12 --jobs 1 --json --quiet >one || exit 1
"$DEMERIT" claims errors --file claims.yaml --points 12 --jobs 3 --json --quiet >three && cmp -s one three || { echo "jobs matter"; exit 1; }
"$DEMERIT" claims --file claims.yaml --points 12 >text 2>/dev/null && grep -q "Verdict: negligible (a quick look)" text || { cat text; exit 1; }
grep -q "Compared: tiny as written, against tiny with channels.company.false_records=0/year, on" <(tr -s '\n ' ' ' <text) && grep -q "^    as written, fear=off: 0 % of points as claimed" text || { cat text; exit 1; }
"$DEMERIT" claims --file claims.yaml --out f >out2 2>err
[ $? = 73 ] && grep -q "E0073.*f is there already" err && ! grep -q "at most" err || { echo "found out too late"; cat err; exit 1; }
! grep -qiE "supported|refuted|confirmed" out text || { echo "a word of the world"; exit 1; }
python3 - <<'PY' || exit 1
import json
d, one = json.load(open("out")), json.load(open("one"))
assert d["schema"] == "demerit-claims-result/1" and d["synthetic"] is True and d["demerit"]
assert [(c["unit"], c["seed"]) for c in d["claims"]] == [("share", 1)] * 2 and "blacklist" in d["claims"][0]["metric_is"]
null, errors = d["claims"]
assert (null["id"], null["verdict"], null["effect"]) == ("null-one", "negligible", {"mean": 0, "lo": 0, "hi": 0}), null
assert null["range_over_assumptions"] == {"lo": 0, "hi": 0, "least": 0, "greatest": 0} and null["built_in"] is None
assert [f["form"] for f in null["forms"]] == ["as written", "forms.fear=off"] and null["quick"] is True
e, r = errors["effect"], errors["range_over_assumptions"]
assert errors["verdict"] == "holds in this model" and errors["deciding"] == [], errors["verdict"]
assert e["lo"] <= e["mean"] <= e["hi"] and r["least"] <= r["lo"] <= r["hi"] <= r["greatest"] and r["hi"] > r["lo"]
s = errors["simultaneous"]
assert s["lo"] <= e["lo"] and s["hi"] >= e["hi"]
assert one["claims"][0]["effect"] == e and one["claims_hash"] == d["claims_hash"]
n = sum(1 for line in open("f/points.csv")) - 1
assert n == sum(len(c["forms"]) * c["points"] * c["pairs"] for c in d["claims"]), n
PY
# a thousand points of the hard bounds, each drawn in until the scenario takes it
sed 's/persons: 200/persons: 100/' claims.yaml >new && mv new claims.yaml
"$DEMERIT" claims errors --file claims.yaml --built-in --quiet >out || exit 1
grep -q "errors: {built_in: measured, .*negative: 0, .*undefined: 0}" built-in.lock || { cat built-in.lock; exit 1; }
"$DEMERIT" claims --file claims.yaml --points 12 --json --quiet | grep -q '"built_in": "measured"' || exit 1
# a claim that was changed is another claim: its mark is gone
sed 's/0.005, reason/0.006, reason/' claims.yaml >new && mv new claims.yaml
"$DEMERIT" claims errors --file claims.yaml --points 12 --json --quiet | grep -q '"built_in": null' || exit 1
# what authors cannot write, and what is missing
sed 's/    forms: used/    built_in: measured/' claims.yaml >bad.yaml
"$DEMERIT" claims --file bad.yaml --dry-run >out 2>err
[ $? = 65 ] && grep -q "E0210.*claims.errors.built_in: authors cannot set" err || { cat err; exit 1; }
sed 's/direction: up/direction: sideways/; s/, reason: one in a hundred//; s/forms: used/points: 20/; s/persons: 100/person: 100/' claims.yaml >bad.yaml
"$DEMERIT" claims --file bad.yaml --dry-run >out 2>err
[ $? = 65 ] && [ "$(grep -c "error\[" err)" -ge 5 ] && grep -q "did you mean .persons" err || { cat err; exit 1; }
"$DEMERIT" claims nobody --file claims.yaml --dry-run >out 2>err
[ $? = 65 ] && grep -q "there is no claim .nobody" err
