# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" run tiny --twin no --replicates 1 --json >out && python3 - <<'PY'
import json
d = json.load(open("out"))
assert d["twin"] is None and d["twin_checksum"] is None
m = d["metrics"]["sanctioned_share"]
assert m["twin"] is None and m["difference"] == {"mean": None, "lo": None, "hi": None} and m["n"] == 1
assert m["lo"] == m["hi"] == m["mean"]
PY
"$DEMERIT" run tiny --twin no --replicates 1 >out && grep -q 'without a twin' out && grep -q 'One replicate' out \
    && ! grep -q 'claimed benefit' out
