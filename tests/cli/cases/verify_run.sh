# SPDX-License-Identifier: Apache-2.0
# slow
# A folder is run again from its own sources, wherever it is, and whatever was edited is named.
"$DEMERIT" run tiny --quiet --persons 3000 --variant short --set acts.late-bill.rate=2/year --out r >/dev/null || exit 1
mkdir away && cp -r r away/moved && cd away && unset DEMERIT_SCENARIOS || exit 1
"$DEMERIT" verify moved --threads 1 >out 2>err && [ ! -s err ] && grep -q '^moved: the same$' out && grep -q 'Compared: .* files, 3 checksums, .* values' out || exit 2
(cd moved && "$DEMERIT" verify manifest.json >/dev/null) || exit 3
"$DEMERIT" verify moved --json | python3 -c 'import json, sys; d = json.load(sys.stdin); assert d["same"] and d["differences"] == [] and d["synthetic"]' || exit 4
edit() { rm -rf e && cp -r moved e && "$@"; }
differs() { "$DEMERIT" verify e >out 2>err; [ $? = 1 ] && grep -q 'e: not the same' out && grep -q "$1" out && grep -q 'difference' err || { cat out err; exit 5; }; }
sql() { python3 -c 'import sqlite3, sys; d = sqlite3.connect("e/results.sqlite"); d.execute(sys.argv[1]); d.commit()' "$1"; }
edit sql "UPDATE metrics SET regime_mean = regime_mean * (1 + 1e-9) WHERE id = 'listed_share'" && differs 'metrics: listed_share: regime_mean: .* in the folder, .* in the run again' \
    && grep -q 'e/results.sqlite: changed since the run' out || exit 6
edit sql "UPDATE groups SET n = n + 1 WHERE id = 'sanctioned_share' AND level = '1'" && differs 'groups: sanctioned_share, income_quintile 1: n: ' || exit 7
edit sql "DELETE FROM metrics WHERE id = 'entries'" && differs 'metrics and groups: row .*: .* in the folder' || exit 8
edit sql "UPDATE runs SET checksum = 'x'" && differs 'runs: checksum: x in the folder' || exit 9
edit sh -c 'echo "# a comment" >>e/sources/tiny.yaml' && differs 'e/sources/tiny.yaml: changed since the run' && [ "$(grep -c . out)" -le 4 ] || exit 10
edit sed -i 's/late-bill: -30/late-bill: -40/' e/sources/tiny.yaml && differs 'scenario_hash: ' && grep -q 'manifest.json: checksum: ' out || exit 11
edit rm e/resolved.yaml && differs 'e/resolved.yaml: cannot be read' || exit 12
edit sh -c 'head -c 5000 moved/results.sqlite >e/results.sqlite' && differs 'e/results.sqlite: damaged' || exit 13
edit sed -i 's/"seed": 1/"seed": 2/; s/^  "checksum": "./  "checksum": "_/' e/manifest.json && differs 'manifest.json: checksum: _' || exit 14
edit sh -c 'echo "A word." >>e/card.md' && differs 'e/card.md: changed since the run' && grep -q '1 difference' err || exit 17
# another text under a hash that fits it, which no hash of a file can tell
other_page() { cp e/card.md e/odd.md && python3 -c '
import json
m = json.load(open("e/manifest.json"))
files = {f["name"]: f for f in m["files"]}
files["odd.md"].update(files["card.md"], name="odd.md")
json.dump(m, open("e/manifest.json", "w"), indent=2)'; }
edit other_page && differs 'manifest.json: odd.md: .* in the folder, .* made again from its scenario' && ! grep -q 'changed since' out || exit 18
edit other_page && sed -i 's/"demerit": "[^"]*"/"demerit": "0.0.1"/' e/manifest.json && "$DEMERIT" verify e >out && grep -q 'made by demerit 0.0.1' out || exit 19
edit sed -i 's/"persons": 3000/"persons": 9000/; s/"title": "./&_/' e/manifest.json && differs 'manifest.json: persons: 9000 in the folder, 3000 in the run again' && grep -q '^manifest.json: title: ' out && grep -q '2 differences' err || exit 20
edit python3 -c 'import json; m = json.load(open("e/manifest.json")); m["files"] = [f for f in m["files"] if f["name"] != "report.html"]; json.dump(m, open("e/manifest.json", "w")); open("e/report.html", "a").write("x")' && differs 'manifest.json: no hash of report.html, which every run leaves' || exit 21
edit sed -i 's/"started": "[^"]*"/"started": "1970-01-01T00:00:00Z"/; s/"seconds": [^,]*/"seconds": 9/' e/manifest.json && "$DEMERIT" verify e >/dev/null || exit 15
edit sh -c 'echo "{}" >e/manifest.json' && { "$DEMERIT" verify e 2>err; [ $? = 74 ]; } && grep -q 'e/manifest.json: no manifest of a run' err || exit 16
"$DEMERIT" verify 2>err; [ $? = 64 ] && grep -q 'name the folder of a run, or add --theory' err
