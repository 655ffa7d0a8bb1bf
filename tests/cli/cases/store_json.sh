# SPDX-License-Identifier: Apache-2.0
# With --json a folder is written only where --out says; the values are those of the document, bit for bit.
"$DEMERIT" run tiny --json >a && [ ! -e runs ] || exit 1
"$DEMERIT" run tiny --json --out deep/down/here >b && [ ! -e runs ] && cmp a b || exit 2
python3 - <<'PY'
import json, sqlite3
metrics = json.load(open("a"))["metrics"]
d = sqlite3.connect("deep/down/here/results.sqlite")
rows = {row[0]: row[1:] for row in d.execute("SELECT id, regime_mean, regime_lo, regime_hi, n FROM metrics ORDER BY seq")}
assert list(rows) == list(metrics)
assert all(rows[k] == (m["mean"], m["lo"], m["hi"], m["n"]) for k, m in metrics.items())
PY
