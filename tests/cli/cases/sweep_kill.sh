# SPDX-License-Identifier: Apache-2.0
# slow
# Killed, a sweep keeps every row that was over; resumed, it is as if it had never stopped.
study=$SOURCE/tests/cli/studies/tiny.yaml dump="python3 $SOURCE/tests/cli/study_dump.py"
log() {
    stat -c %s "$1/study.sqlite-wal" 2>/dev/null || echo 0
}
some_rows() { # some_rows FOLDER: waits until the log of the tables has grown by a few rows since they were made
    for _ in $(seq 600); do
        [ ! -e "$1/manifest.json" ] || break
        sleep 0.02
    done
    made=$(log "$1")
    for _ in $(seq 600); do
        [ "$(log "$1")" -le $((made + 20000)) ] || return 0
        sleep 0.02
    done
    echo "no rows in $1"
    exit 9
}
size="--persons 4000 --years 4"
"$DEMERIT" sweep "$study" $size --out whole --quiet >whole.txt || exit 1
"$DEMERIT" sweep "$study" $size --out killed --jobs 1 --threads 1 --quiet >/dev/null 2>&1 &
pid=$!
some_rows killed
kill -KILL $pid
wait $pid 2>/dev/null
[ -e killed/study.json ] && { echo "too late to kill"; exit 2; }
"$DEMERIT" resume killed --dry-run >out && grep -Eq '^1?[0-9] points x 2 replicates' out || { cat out; exit 3; }
"$DEMERIT" resume killed --quiet >/dev/null || exit 4
$dump whole >a; $dump killed >b
cmp a b && cmp whole/study.json killed/study.json || exit 5
# An interrupt: exit code 75, and what to do next.
set -m
"$DEMERIT" sweep "$study" $size --out stopped --jobs 1 --threads 1 --quiet >/dev/null 2>err &
pid=$!
some_rows stopped
kill -INT $pid
wait $pid
[ $? = 75 ] && grep -Eq 'stopped with [0-9]+ of 20 rows; `demerit resume stopped` runs the others' err || { cat err; exit 6; }
"$DEMERIT" resume stopped --quiet >/dev/null || exit 7
$dump stopped | cmp - a || exit 8
# Edited sources would mix rows of two studies.
echo '# changed' >>killed/sources/tiny-2.yaml 2>/dev/null
for file in killed/sources/*; do echo '# changed' >>"$file"; break; done
"$DEMERIT" resume killed 2>err; [ $? = 74 ] && grep -q 'killed/sources/.* was changed since the sweep began' err || { cat err; exit 10; }
"$DEMERIT" resume nothing 2>err; [ $? = 66 ] && grep -q 'nothing/manifest.json: cannot be read' err
