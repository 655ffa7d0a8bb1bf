# SPDX-License-Identifier: Apache-2.0
# A stopped run leaves a folder that says so, can be read, and can be replaced.
running() { # running FOLDER: waits until results are being written there, as long as that takes on a busy machine
    for _ in $(seq 600); do
        [ ! -e "$1/results.sqlite.part" ] || return 0
        sleep 0.1
    done
    echo "no run in $1"
    exit 9
}
for pair in INT:130 TERM:143; do
    set -m
    "$DEMERIT" run tiny --persons 100000 --years 100 --replicates 1000 --force >out 2>err &
    pid=$!
    running runs/tiny-1
    sleep 0.3
    kill -${pair%:*} $pid
    wait $pid
    [ $? = ${pair#*:} ] && [ ! -s out ] && grep -q 'stopped; runs/tiny-1 says so and holds no results' err || { cat out err; exit 1; }
    grep -q '"status": "stopped"' runs/tiny-1/manifest.json || exit 2
    "$DEMERIT" export runs/tiny-1 --table meta | grep -q '^status,stopped,true,decisions on persons' || exit 3
    [ "$("$DEMERIT" export runs/tiny-1 --table metrics | wc -l)" = 1 ] || exit 4
    "$DEMERIT" verify runs/tiny-1 2>err; [ $? = 66 ] && grep -q 'the run was stopped' err || exit 5
done
# Killed outright: no manifest, which every reader says.
"$DEMERIT" run tiny --persons 100000 --years 100 --replicates 1000 --out killed >out 2>err &
pid=$!
running killed
kill -KILL $pid
wait $pid 2>/dev/null
[ ! -e killed/manifest.json ] || exit 6
for command in export verify; do
    "$DEMERIT" $command killed 2>err; [ $? = 66 ] && grep -q 'killed holds no manifest.json: the run was not finished' err || exit 7
done
"$DEMERIT" run tiny --out killed --force 2>err; [ $? = 73 ] && grep -q 'an unfinished run' err
