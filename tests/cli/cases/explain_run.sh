# SPDX-License-Identifier: Apache-2.0
# The folder of a run tells what its scenario tells, whatever was set on the line; its scenario cannot be changed.
"$DEMERIT" run tiny --persons 4000 --seed 7 --out folder --quiet >/dev/null || exit 1
"$DEMERIT" explain tiny --persons 4000 --seed 7 --pick worst --json >scenario || exit 2
for run in folder ./folder/ folder/manifest.json; do
    "$DEMERIT" explain $run --pick worst --json >life || exit 3
    cmp scenario life || exit 4
done
"$DEMERIT" explain folder --pick worst --seed 8 >out 2>err
[ $? = 64 ] && [ ! -s out ] && grep -q "cannot be changed" err || exit 5
# the folder holds the same life: days to the last digit
"$DEMERIT" export folder --table persons --format jsonl >persons && "$DEMERIT" export folder --table events --format jsonl >events && python3 - <<'PY'
import json
life = json.load(open("scenario"))["life"]
rows = [json.loads(line) for line in list(open("persons"))[1:]]
worst = [r for r in rows if r["pick"] == "worst"]
assert len(worst) == 1 and worst[0]["person"] == life["person"], rows
events = [json.loads(line) for line in list(open("events"))[1:]]
mine = [e for e in events if e["person"] == life["person"]]
assert len(mine) == len(life["events"]), (len(mine), len(life["events"]))
PY
