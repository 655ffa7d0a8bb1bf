# SPDX-License-Identifier: Apache-2.0
# A point whose values clash is noted with its reason; the others run; the exit code says so.
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/clash.yaml" --out r --quiet >out 2>err
[ $? = 1 ] && grep -q '1 point failed' err && grep -q 'Point 2 failed: error\[E0177\]' out && grep -q '3 of 4 points ran, 1 failed' out || { cat out err; exit 1; }
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/clash.yaml" --json --quiet >out 2>err
[ $? = 1 ] && [ "$(ls -d runs 2>/dev/null)" = "" ] || exit 2
python3 - <<'PY'
import json
d = json.load(open("out"))
assert d["rows"] == {"all": 4, "ok": 3, "failed": 1, "missing": 0}, d["rows"]
assert d["failures"][0]["row"] == 2 and "E0177" in d["failures"][0]["error"], d["failures"]
PY
