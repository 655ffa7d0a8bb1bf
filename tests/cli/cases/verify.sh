# SPDX-License-Identifier: Apache-2.0
# slow
# What to verify must be named; the engine then agrees with theory, and says so in one document. About 40 seconds.
"$DEMERIT" verify 2>err
[ $? = 64 ] && grep -q 'add --theory' err || exit 1
"$DEMERIT" verify --theory --json >out || exit 2
python3 -c '
import json
d = json.load(open("out"))
assert d["schema"] == "demerit-theory/1" and d["pass"] is True and d["standard_errors"] == 4
ids = [c["id"] for c in d["checks"]]
assert len(set(ids)) == len(ids) > 50
for c in d["checks"]:
    assert c["pass"] and abs(c["simulated"] - c["expected"]) <= c["tolerance"], c
    assert abs(c["tolerance"] - 4 * c["standard_error"] - c["grid"]) <= 2e-9 * abs(c["expected"]), c'
