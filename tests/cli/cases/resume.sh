# SPDX-License-Identifier: Apache-2.0
# slow
# A run that is killed at any moment goes on from its newest checkpoint, and ends as it would have.
run="run everything --persons 4500 --years 3 --replicates 2 --threads 1"
made() { # made FOLDER N: waits until checkpoint N or a later one is there, as long as that takes on a busy machine
    for _ in $(seq 1200); do
        last=$(ls "$1"/checkpoints/*.sqlite 2>/dev/null | tail -1 | tr -dc 0-9)
        [ "$((10#${last:-0} % 1000000))" -lt "$2" ] || return 0
        sleep 0.05
    done
    echo "no checkpoint $2 in $1"
    exit 9
}
"$DEMERIT" $run --json >whole.json || exit 1
for moment in 0 0.13; do
    rm -rf killed
    "$DEMERIT" $run --out killed --checkpoint-every 3 >out 2>err &
    pid=$!
    made killed 2
    sleep $moment
    kill -KILL $pid
    wait $pid 2>/dev/null
    grep -q '"status": "running"' killed/manifest.json || { cat killed/manifest.json; exit 2; }
    for command in export verify report; do
        "$DEMERIT" $command killed 2>err; [ $? = 66 ] && grep -q '`demerit resume killed` goes on with it' err || { cat err; exit 3; }
    done
    # killed once more while it goes on
    "$DEMERIT" resume killed >out 2>err &
    pid=$!
    made killed 4
    kill -KILL $pid
    wait $pid 2>/dev/null
    [ "$(ls killed/checkpoints/*.sqlite | wc -l)" -le 3 ] || { ls killed/checkpoints; exit 4; } # two, and one on its way
    "$DEMERIT" resume killed --threads 3 --json >resumed.json 2>err || { cat err; exit 5; }
    grep -q 'resumed after [0-9]* of 72 months' err || { cat err; exit 6; }
    cmp whole.json resumed.json || exit 7
    grep -q '"resumed": true' killed/manifest.json && [ ! -e killed/checkpoints ] || exit 8
done
"$DEMERIT" export killed --format jsonl | head -1 | grep -q '"resumed": true' || exit 10
"$DEMERIT" export killed | head -1 | grep -q 'synthetic,not_for,resumed' || exit 11
"$DEMERIT" verify killed >out || { cat out; exit 12; }
"$DEMERIT" resume killed --json >again.json 2>err && grep -q 'finished: nothing was run' err && cmp whole.json again.json || exit 13
# Without the flag a stopped run begins anew.
for _ in 1 2 3 4 5 6 7 8; do # again where the signal came before the program listened
    rm -rf stopped
    "$DEMERIT" $run --out stopped >out 2>err &
    pid=$!
    for _ in $(seq 600); do [ ! -e stopped/results.sqlite.part ] || break; sleep 0.05; done
    kill -TERM $pid
    wait $pid
    [ $? = 143 ] || exit 14
    [ ! -e stopped/manifest.json ] || break
done
"$DEMERIT" resume stopped --json >anew.json 2>err && grep -q 'the run begins anew' err && cmp whole.json anew.json || exit 15
grep -q '"resumed": false' stopped/manifest.json || exit 16
# Sources that were changed cannot go on.
"$DEMERIT" $run --out changed --checkpoint-every 3 >out 2>err &
pid=$!
made changed 1
kill -INT $pid
wait $pid
[ $? = 75 ] && grep -q '`demerit resume changed` goes on' err || { cat err; exit 17; }
cp -r changed edited
echo '# a remark' >>edited/sources/everything.yaml
"$DEMERIT" resume edited 2>err; [ $? = 74 ] && grep -q 'edited/sources/everything.yaml: changed since the run began' err || { cat err; exit 18; }
"$DEMERIT" resume changed --json >changed.json 2>err && cmp whole.json changed.json || exit 19
"$DEMERIT" resume nowhere 2>err; [ $? = 66 ] || exit 20
"$DEMERIT" run tiny --json --checkpoint-every 3 >out; [ $? = 64 ] && grep -q 'add --out' out
