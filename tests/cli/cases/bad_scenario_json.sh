# SPDX-License-Identifier: Apache-2.0
# exit: 65
printf 'schema: demerit/1\nname: bad\ntwin: no\nrun:\n  years: 3\n  replicats: 2\nlists:\n  l: {kind: white}\n' >bad.yaml
"$DEMERIT" check bad.yaml --json >out
code=$?
python3 - <<'PY' || exit 1
import json
d = json.load(open("out"))
assert d["schema"] == "demerit-error/1" and len(d["errors"]) >= 2, d
for e in d["errors"]:
    assert set(e) == {"code", "file", "line", "column", "key", "message", "hint"}, e
assert (d["errors"][0]["file"], d["errors"][0]["line"], d["errors"][0]["column"]) == ("bad.yaml", 6, 3)
PY
exit $code
