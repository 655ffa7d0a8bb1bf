# SPDX-License-Identifier: Apache-2.0
# slow
# A checkpoint that the disk does not take: exit code 74 and a reason. The checkpoints before it stay, and the run goes on
# from them when there is room; without any, nothing is left.
trap '' XFSZ
run="run everything --persons 4500 --years 3 --replicates 1 --threads 1"
"$DEMERIT" $run --json >whole.json || exit 1
(ulimit -f 600; exec "$DEMERIT" $run --out none --checkpoint-every 3 2>err >/dev/null)
[ $? = 74 ] && grep -q 'none/checkpoints: the checkpoint cannot be written' err && [ ! -e none ] || { cat err; ls none; exit 2; }
# the first checkpoint is small, for little has happened: room for that one, and not for the last
"$DEMERIT" $run --out sizes --checkpoint-every 2 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 1200); do [ ! -e sizes/checkpoints/checkpoint-000002.sqlite ] || break; sleep 0.02; done
kill -KILL $pid
wait $pid 2>/dev/null
room=$(($(stat -c %s sizes/checkpoints/checkpoint-000002.sqlite) / 1024 + 16))
(ulimit -f $room; exec "$DEMERIT" $run --out some --checkpoint-every 2 2>err >/dev/null)
[ $? = 74 ] && grep -q 'cannot be written.*`demerit resume some` goes on with the run' err || { cat err; exit 3; }
[ -n "$(ls some/checkpoints/*.sqlite)" ] && [ ! -e some/checkpoints/part ] && [ ! -e some/results.sqlite.part ] || { ls -R some; exit 4; }
"$DEMERIT" resume some --json >resumed.json 2>err && grep -q 'resumed after month' err && cmp whole.json resumed.json || { cat err; exit 5; }
