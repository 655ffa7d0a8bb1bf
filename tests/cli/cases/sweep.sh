# SPDX-License-Identifier: Apache-2.0
# One job or four, in one go or in parts: the same tables. Ranges over assumptions and luck stand apart.
study=$SOURCE/tests/cli/studies/tiny.yaml dump="python3 $SOURCE/tests/cli/study_dump.py"
"$DEMERIT" sweep "$study" --jobs 1 >one.txt 2>err || exit 1
grep -q '^20 points x 2 replicates = 40 runs of 600 persons and 24 months, about .* on 1 job, .* on disk, .* of memory$' err || { cat err; exit 2; }
grep -q 'Over assumptions: ' one.txt && grep -q 'Luck within a point: +-' one.txt && grep -q 'Nothing' one.txt || exit 3
"$DEMERIT" sweep "$study" --jobs 4 --out four --quiet >four.txt 2>err || exit 4
[ ! -s err ] || exit 5
$dump runs/tiny-study-1 >one; $dump four >four.dump
cmp one four.dump && cmp runs/tiny-study-1/study.json four/study.json || exit 6
[ "$(grep -c "'ok'" one)" = 20 ] || exit 7
"$DEMERIT" sweep "$study" --rows 0-6 --out a --quiet >/dev/null && "$DEMERIT" sweep "$study" --rows 5-19 --out b --quiet >/dev/null || exit 8
"$DEMERIT" merge whole b a >merged.txt || exit 9
$dump whole | cmp - one || exit 10
"$DEMERIT" resume a --quiet >/dev/null || exit 11 # its own rows only
[ "$($dump a | grep -c "'ok'")" = 7 ] || exit 12
"$DEMERIT" resume whole --quiet --json | cmp - four/study.json || exit 13
"$DEMERIT" sweep "$study" --out four 2>err; [ $? = 73 ] && grep -q 'is there already' err || exit 14
"$DEMERIT" sweep "$study" --out four --force --quiet >/dev/null || exit 15
"$DEMERIT" sweep "$study" --seed 2 --out seed --quiet >/dev/null
"$DEMERIT" merge no four seed 2>err; [ $? = 65 ] && grep -q 'is of another study' err && [ ! -e no ] || exit 16
python3 - <<'PY'
import sqlite3
d = sqlite3.connect("b/study.sqlite")
d.execute("UPDATE outcomes SET value = value + 1 WHERE row = 6")
d.commit()
PY
"$DEMERIT" merge no a b 2>err; [ $? = 74 ] && grep -q 'b/study.sqlite: row 6 was changed since it was run' err && [ ! -e no ] || exit 17
for command in "explain four --pick median" "report four"; do
    # shellcheck disable=SC2086
    "$DEMERIT" $command >out 2>err; [ $? = 66 ] && grep -q 'holds a sweep, and no run' err || { echo "$command"; cat err; exit 18; }
done
