# SPDX-License-Identifier: Apache-2.0
# Every table in both formats reads as such and says what it is; numbers are exact.
"$DEMERIT" run tiny --quiet --out r >/dev/null || exit 1
for table in bins columns events groups matrix meta metrics months persons runs; do
    "$DEMERIT" export r --table $table >$table.csv && "$DEMERIT" export r/manifest.json --table $table --format jsonl >$table.jsonl || exit 2
done
python3 - <<'PY' || exit 3
import csv, json, sqlite3
d = sqlite3.connect("r/results.sqlite")
for (table,) in d.execute("SELECT DISTINCT table_name FROM columns").fetchall():
    rows = d.execute(f"SELECT * FROM {table}").fetchall()
    names = [r[1] for r in d.execute(f"PRAGMA table_info({table})")]
    head, *lines = csv.reader(open(f"{table}.csv", newline="", encoding="utf-8"))
    assert head == names + ["synthetic", "not_for"] and len(lines) == len(rows)
    for line, row in zip(lines, rows):
        assert line[-2:] == ["true", "decisions on persons"]
        assert all(type(v)(c) == v if v is not None else c == "" for c, v in zip(line, row)), (line, row)
    first, *objects = map(json.loads, open(f"{table}.jsonl", encoding="utf-8"))
    assert first == {"schema": "demerit-table/1", "table": table, "synthetic": True, "not_for": "decisions on persons"}
    assert [tuple(o.values()) for o in objects] == [tuple(None if v in (float("inf"), float("-inf")) else v for v in row) for row in rows]
PY
"$DEMERIT" export r >a.csv && cmp a.csv metrics.csv || exit 4
"$DEMERIT" export r --out b.csv && cmp b.csv a.csv || exit 5
"$DEMERIT" export r --out b.csv 2>err; [ $? = 73 ] && grep -q 'b.csv is there already' err || exit 6
"$DEMERIT" export r --table runs --out b.csv --force && cmp b.csv runs.csv || exit 7
"$DEMERIT" export r --table metrisc 2>err; [ $? = 64 ] && grep -q 'did you mean `metrics`? there are: bins, columns' err || exit 8
"$DEMERIT" export r --format cvs 2>err; [ $? = 64 ] && grep -q 'did you mean `csv`' err || exit 9
"$DEMERIT" export nowhere 2>err; [ $? = 66 ] && grep -q 'nowhere/manifest.json: cannot be read' err || exit 10
[ ! -e /dev/full ] || { "$DEMERIT" export r >/dev/full 2>err; [ $? = 74 ]; }
