# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" compare tiny --variant shrt 2>err
[ $? = 65 ] && grep -q 'no variant .shrt.' err && grep -q 'did you mean .short.' err || exit 1
sed 's/^  short: .*/  longer: {run: {years: 5}}/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >t.yaml
"$DEMERIT" compare ./t.yaml 2>err
[ $? = 65 ] && grep -q 'variant `longer` changes run.years' err || exit 2
sed 's/^  short: .*/  rural: {society: {urban: 10 %}}/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >t.yaml
"$DEMERIT" compare ./t.yaml --persons 1000 --years 2 --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert [v["same_persons"] for v in d["variants"]] == [True, True, False], "same persons"
assert d["variants"][2]["share_harmed"]["against_as_written"] is None and d["variants"][1]["share_harmed"]["against_as_written"]' || exit 7
"$DEMERIT" compare ./t.yaml --persons 1000 --years 2 | grep -q 'not the same persons' || exit 8
"$DEMERIT" compare tinny --json >out 2>err
[ $? = 66 ] && [ ! -s err ] && grep -q demerit-error/1 out || exit 3
"$DEMERIT" compare tiny --metric listed_share 2>err
[ $? = 64 ] && grep -q 'no flag `--metric`' err || exit 4
"$DEMERIT" compare tiny --dry-run >out && grep -q '3 variants x 3 replicates = 9 runs, each with its twin' out || exit 5
"$DEMERIT" compare tiny --dry-run --json --twin no | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["runs"] == 9 and d["worlds"] == 1 and d["variants"] == ["as-written", "no-errors", "short"] and d["bytes"] > 0' || exit 6
"$DEMERIT" help compare >out && grep -q -- --variant out && ! grep -q -- --metric out
