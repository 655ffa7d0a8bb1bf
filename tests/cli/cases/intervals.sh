# SPDX-License-Identifier: Apache-2.0
# slow
# Intervals by the bootstrap have the same means; those that hold all differences at once are wider than those for one.
"$DEMERIT" run tiny --json --persons 4000 --replicates 6 >t && "$DEMERIT" run tiny --json --persons 4000 --replicates 6 --interval bootstrap >b &&
    "$DEMERIT" compare tiny --json --persons 4000 --replicates 6 --simultaneous >few &&
    "$DEMERIT" compare tiny --json --persons 4000 --replicates 10 --simultaneous --interval bootstrap >many &&
    "$DEMERIT" compare tiny --persons 4000 --replicates 6 --simultaneous >text || exit 1
grep -q "hold all [0-9]* differences at once (95 %; Bonferroni, few" text || { cat text; exit 1; }
python3 - <<'PY'
import json
t, b = json.load(open("t")), json.load(open("b"))
assert b.pop("interval") == "bootstrap" and "interval" not in t and t["measures_checksum"] == b["measures_checksum"]
same = {k: v["mean"] for k, v in t["metrics"].items()} == {k: v["mean"] for k, v in b["metrics"].items()}
assert same and t["metrics"] != b["metrics"]
for name, method in (("few", "bonferroni"), ("many", "max-t")):
    d = json.load(open(name))
    assert d["simultaneous"]["method"] == method and d["simultaneous"]["differences"] > 1, d["simultaneous"]
    n = 0
    for v in d["variants"]:
        for k, m in v["difference"].items():
            s = m["simultaneous"]
            if m["mean"] is not None and m["hi"] > m["lo"]:
                assert s["lo"] < m["lo"] and s["hi"] > m["hi"], (name, k, m)
                n += 1
            elif m["mean"] is not None:
                assert s["lo"] == s["hi"] == m["mean"], (k, m)
    assert n > 3, n
PY
