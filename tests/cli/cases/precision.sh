# SPDX-License-Identifier: Apache-2.0
# slow
# As many replicates as a precision takes; what comes out is the run of as many, and its folder can be verified.
"$DEMERIT" run tiny --json --persons 4096 --replicates 2 --precision listed_share=0.004 >precise 2>err || exit 1
grep -q "^4 replicates: listed_share +- .* asked +- 0.004; on to " err && grep -q ": enough$" err || { cat err; exit 1; }
n=$(python3 -c 'import json; print(json.load(open("precise"))["replicates"])')
"$DEMERIT" run tiny --json --persons 4096 --replicates "$n" >plain || exit 1
python3 - <<'PY' || exit 1
import json
a, b = json.load(open("precise")), json.load(open("plain"))
p = a.pop("precision")
assert a == b, "not the run of as many replicates"
d = a["metrics"]["listed_share"]["difference"]
assert p["reached"] is True and p["metric"] == "listed_share" and p["replicates"] == a["replicates"] > 4, p
assert abs(p["half_width"] - (d["hi"] - d["lo"]) / 2) < 1e-15 and p["half_width"] <= p["asked"] == 0.004, p
PY
"$DEMERIT" run tiny --persons 4096 --replicates 2 --precision listed_share=0.004 --quiet --out f >out && "$DEMERIT" verify f >verified || exit 1
grep -q "the same" verified && grep -q "\"replicates\": $n" f/manifest.json || { cat verified; exit 1; }
# told when it is not reached, and what is wrong
"$DEMERIT" run tiny --json --persons 4096 --precision access_lost_days=1e-9 --max-replicates 5 >capped 2>err || exit 1
grep -q "5 replicates: .*not reached, no more allowed" err && grep -q '"reached": false, "replicates": 5, "most": 5' capped || exit 1
for wrong in "--precision happiness=1" "--precision listed_share=0" "--precision listed_share" "--max-replicates 9" "--interval bootstrap" "--interval z"; do
    "$DEMERIT" run tiny $wrong >out 2>err
    [ $? = 64 ] && [ ! -s out ] && [ -s err ] || { echo "$wrong"; cat err; exit 1; }
done
