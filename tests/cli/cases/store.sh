# SPDX-License-Identifier: Apache-2.0
# A run leaves a folder that holds all it was made of; nothing of this machine stands in its manifest.
"$DEMERIT" run tiny --seed 3 --set title="it's mine" >out || exit 1
[ "$(tail -n 2 out | head -n 1)" = 'Results: runs/tiny-3' ] && [ "$(tail -n 1 out)" = 'Report: runs/tiny-3/report.html' ] || exit 2
cmp "$DEMERIT_SCENARIOS/tiny/scenario.yaml" runs/tiny-3/sources/tiny.yaml && cmp "$DEMERIT_SCENARIOS/quiet/scenario.yaml" runs/tiny-3/sources/quiet.yaml \
    && "$DEMERIT" check tiny --seed 3 --set title="it's mine" --resolved | cmp - runs/tiny-3/resolved.yaml || exit 3
for page in odd card; do
    "$DEMERIT" $page tiny --seed 3 --set title="it's mine" | cmp - runs/tiny-3/$page.md && grep -qF "it's mine" runs/tiny-3/$page.md || exit 6
    grep -qF -e "$PWD" -e "${DEMERIT%/*}" -e "$DEMERIT_SCENARIOS" runs/tiny-3/$page.md && exit 7
done
[ -z "$(find runs -name '*part*')" ] || exit 4
grep -q -e "$(id -un)@" -e "$(hostname)" -e "$PWD" -e "${DEMERIT%/*}" runs/tiny-3/manifest.json && exit 5
python3 - <<'PY'
import json, sqlite3
m = json.load(open("runs/tiny-3/manifest.json"))
assert m["schema"] == "demerit-manifest/1" and m["status"] == "complete" and m["synthetic"] is True
assert m["not_for"] == "decisions on persons" and m["seed"] == 3 and m["replicates"] == 3 and m["set"] == ["run.seed=3", "title=it's mine"]
assert m["command_line"] == ["demerit", "run", "tiny", "--seed", "3", "--set", "title=it's mine"]
assert m["key_layout"] == "philox4x32-10/1" and len(m["checksum"]) == len(m["twin_checksum"]) == len(m["measures_checksum"]) == 32
assert {f["name"] for f in m["files"]} >= {"sources/tiny.yaml", "sources/quiet.yaml", "resolved.yaml", "results.sqlite", "report.html", "odd.md", "card.md"}
d = sqlite3.connect("runs/tiny-3/results.sqlite")
assert d.execute("SELECT checksum, twin_checksum, measures_checksum FROM runs").fetchall() == [(m["checksum"], m["twin_checksum"], m["measures_checksum"])]
assert dict(d.execute("SELECT * FROM meta")).items() >= {"synthetic": "true", "not_for": "decisions on persons", "status": "complete"}.items()
assert d.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
PY
