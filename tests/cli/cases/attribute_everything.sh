# SPDX-License-Identifier: Apache-2.0
# slow
# Where every mechanism is named each row of the list switches something off, and what is left is a scenario.
"$DEMERIT" attribute everything --dry-run >out || exit 1
sed -n 's/^DM_MECHANISM("\([a-z-]*\)".*/\1/p' "$SOURCE/src/experiment/mechanisms.def" >rows
sed -n 's/^mechanisms: //p' out | tr -d ' ' | tr ',' '\n' >used
[ "$(wc -l <rows)" -gt 20 ] && diff rows used || exit 2
"$DEMERIT" attribute everything --persons 300 --years 1 --replicates 1 --samples 1 --metric listed_share --json >json || exit 3
"$DEMERIT" run everything --persons 300 --years 1 --replicates 1 --json >run || exit 4
python3 - <<'PY'
import json
shares, run = json.load(open("json")), json.load(open("run"))
level = run["metrics"]["listed_share"]
assert abs(shares["with_all"]["mean"] - level["difference"]["mean"]) < 1e-12  # nothing off: the run itself, twin too
assert abs(sum(s["mean"] for s in shares["shares"].values()) - shares["total"]["mean"]) < 1e-12
assert shares["shares"]["at-will"]["mean"] != 0 and shares["shares"]["copies"]["mean"] == 0  # a copy lists nobody
PY
