# SPDX-License-Identifier: Apache-2.0
# Every table of a sweep in both formats, with ids in place of numbers; what is not there is refused by name, and so are
# files that are no study, or damaged, or being written.
study=$SOURCE/tests/cli/studies/tiny.yaml
"$DEMERIT" sweep "$study" --out s --quiet >/dev/null || exit 1
for table in factors indices left_out meta metrics points results runs spread; do
    "$DEMERIT" export s --table $table >$table.csv && "$DEMERIT" export s/manifest.json --table $table --format jsonl >$table.jsonl || exit 2
done
"$DEMERIT" export s >a.csv && cmp a.csv results.csv && "$DEMERIT" export s/study.sqlite --out b.csv && cmp b.csv a.csv || exit 3
python3 - <<'PY' || exit 4
import csv, json, sqlite3
d = sqlite3.connect("s/study.sqlite")
sql = {"points": "SELECT row, f.id, f.path, value FROM points p, factors f WHERE f.factor = p.factor ORDER BY row, p.factor",
       "results": "SELECT o.row, m.id, CASE side WHEN 0 THEN 'regime' WHEN 1 THEN 'twin' ELSE 'difference' END, replicate, value "
                  "FROM outcomes o, metrics m WHERE m.metric = o.metric ORDER BY o.row, o.metric, side, replicate"}
for table in ("factors", "indices", "left_out", "meta", "metrics", "points", "results", "runs", "spread"):
    rows = d.execute(sql.get(table, f"SELECT * FROM {table} ORDER BY 1")).fetchall()
    head, *lines = csv.reader(open(f"{table}.csv", newline="", encoding="utf-8"))
    first, *objects = map(json.loads, open(f"{table}.jsonl", encoding="utf-8"))
    assert head[-2:] == ["synthetic", "not_for"] and all(line[-2:] == ["true", "decisions on persons"] for line in lines)
    assert first == {"schema": "demerit-table/1", "table": table, "synthetic": True, "not_for": "decisions on persons"}
    assert [list(o) for o in objects] == [head[:-2]] * len(rows), table
    kept = sorted(tuple(o.values()) for o in objects) if table == "spread" else [tuple(o.values()) for o in objects]
    assert kept == (sorted(rows) if table == "spread" else rows), table
    assert [line[:-2] for line in lines] == [["" if v is None else v if isinstance(v, str) else c for v, c in zip(o.values(), line)]
                                             for o, line in zip(objects, lines)], table
results = d.execute("SELECT count(*) FROM outcomes").fetchone()[0]
assert len(open("results.csv").readlines()) == results + 1 > 40
PY
"$DEMERIT" export s --table groups 2>err; [ $? = 64 ] && grep -q 'there are: factors, indices, left_out' err || { cat err; exit 5; }
"$DEMERIT" export s --format cvs 2>err; [ $? = 64 ] && grep -q 'did you mean `csv`' err || exit 6
# while somebody writes it, and afterwards
python3 - <<'PY' &
import sqlite3, time
d = sqlite3.connect("s/study.sqlite", isolation_level=None)
d.execute("BEGIN EXCLUSIVE")
open("locked", "w").close()
while not __import__("os").path.exists("done"):
    time.sleep(0.05)
PY
until [ -e locked ]; do sleep 0.05; done
"$DEMERIT" export s 2>err; code=$?
touch done; wait
[ $code = 74 ] && grep -q 's/study.sqlite: in use' err || { cat err; exit 7; }
"$DEMERIT" export s | cmp - results.csv || exit 8
cp -r s t && head -c 5000 s/study.sqlite >t/study.sqlite
"$DEMERIT" export t 2>err; [ $? = 74 ] && grep -q 't/study.sqlite: ' err || { cat err; exit 9; }
"$DEMERIT" run tiny --quiet --out r >/dev/null && cp r/results.sqlite t/study.sqlite
"$DEMERIT" export t 2>err; [ $? = 74 ] && grep -q 't/study.sqlite: not results of demerit' err || { cat err; exit 10; }
rm t/study.sqlite; "$DEMERIT" export t 2>err; [ $? = 66 ] && grep -q 't/study.sqlite: cannot be read' err
# measures by list and by tier have their unit, too
sed 's/^metrics: .*/metrics: [entries.shame, tier_share.low]/; s/^design: .*/design: {kind: grid, levels: 2}/; /^  rate:/d; /^  points:/d' "$study" >listed.yaml
"$DEMERIT" sweep listed.yaml --out u --quiet >/dev/null && "$DEMERIT" export u --table metrics | tr -d '\r' >metrics || exit 11
grep -qx '0,entries.shame,"entries per 1,000 person-years",harm,true,decisions on persons' metrics &&
    grep -qx '1,tier_share.low,share,neutral,true,decisions on persons' metrics || { cat metrics; exit 12; }
