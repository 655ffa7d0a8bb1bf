# SPDX-License-Identifier: Apache-2.0
# Shares add up to the total, exact or drawn, grouped or not; the level is that of a run.
common="--persons 2000 --years 2 --json"
"$DEMERIT" run tiny $common >run && "$DEMERIT" attribute tiny $common >exact || exit 1
"$DEMERIT" attribute tiny $common --exact-up-to 2 --samples 4 >drawn || exit 2
"$DEMERIT" attribute tiny $common --by-group >grouped || exit 3
"$DEMERIT" attribute tiny $common --group errors=false-records,misattribution --metric listed_share >own || exit 4
"$DEMERIT" attribute tiny $common --twin no --mechanisms misattribution,denial >alone || exit 5
python3 - <<'PY'
import json
run, exact, drawn, grouped, own, alone = (json.load(open(f)) for f in ("run", "exact", "drawn", "grouped", "own", "alone"))
def adds_up(d, key="shares"):
    total = sum(s["mean"] for s in d[key].values())
    assert abs(total - d["total"]["mean"]) < 1e-12 * (1 + abs(d["with_all"]["mean"])), (total, d["total"])
    assert all(s["lo"] <= s["mean"] <= s["hi"] for s in d[key].values())
for d in (exact, drawn, grouped, own, alone):
    assert d["schema"] == "demerit-attribute/1" and d["not_for"] == "decisions on persons" and d["synthetic"] is True
    adds_up(d)
assert exact["metric"] == "access_lost_days" and exact["checksum"] == run["checksum"]
days = run["metrics"]["access_lost_days.loan"]["difference"]
assert all(abs(exact["with_all"][k] - days[k]) < 1e-9 for k in days)
assert list(exact["shares"]) == ["false-records", "misattribution", "denial", "adaptation"]
assert exact["coalitions"] == 16 and exact["runs"] == 48 and exact["method"] == "Shapley, exact" and "groups" not in exact
assert exact["shares"]["adaptation"]["mean"] == 0  # nothing in this scenario reacts to being watched
assert exact["with_none"]["mean"] == 0 and exact["shares"]["denial"]["lo"] > 0
assert drawn["samples"] == 4 and 2 < drawn["coalitions"] <= 14 and all("sampling" in s for s in drawn["shares"].values())
assert grouped["method"] == "Owen, exact"
adds_up(grouped, "groups"), adds_up(own, "groups")
assert list(grouped["groups"]) == ["observation", "sanction", "adaptation"]
assert list(own["groups"]) == ["errors", "denial", "adaptation"] and own["shares"]["misattribution"]["group"] == "errors"
both = own["shares"]["misattribution"]["mean"] + own["shares"]["false-records"]["mean"]
assert abs(both - own["groups"]["errors"]["mean"]) < 1e-12
assert alone["twin"] is None and alone["value"] == "regime, without a twin" and alone["coalitions"] == 4
PY
