# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" list --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["schema"] == "demerit-list/1"
names = [s["name"] for s in d["scenarios"]]
assert names == sorted(names) and len(set(names)) == len(names), names
assert {"name": "quiet", "title": "Nothing is recorded", "family": "twin"} in d["scenarios"]'
