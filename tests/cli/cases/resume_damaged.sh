# SPDX-License-Identifier: Apache-2.0
# slow
# A damaged checkpoint is refused, its tile named, and the one before is used. An edited one, its hash made to fit, is not
# noticed on the way: but the run again that `verify` is finds other checksums.
cat >edit.py <<'P'
import sqlite3, sys
what, path, other = sys.argv[1:]
pick = "SELECT rowid, bytes, xxh3_128 FROM pieces WHERE name = 'own' AND side = 0 AND part = 0 AND tile = 0 AND replicate = 1"
with sqlite3.connect(path) as db:
    row, data, digest = db.execute(pick).fetchone()
    data = bytearray(data)
    data[4000] ^= 64
    if what == "edit":  # the points of another month, which bring their hash along
        _, data, digest = sqlite3.connect(other).execute(pick).fetchone()
    db.execute("UPDATE pieces SET bytes = ?, xxh3_128 = ? WHERE rowid = ?", (bytes(data), digest, row))
P
run="run everything --persons 4500 --years 3 --replicates 1 --threads 1"
"$DEMERIT" $run --json >whole.json || exit 1
"$DEMERIT" $run --out run --checkpoint-every 3 >out 2>err &
pid=$!
for _ in $(seq 1200); do [ ! -e run/checkpoints/checkpoint-000003.sqlite ] || break; sleep 0.02; done
kill -INT $pid
wait $pid
[ $? = 75 ] || exit 2
[ "$(ls run/checkpoints | wc -l)" = 2 ] || { ls run/checkpoints; exit 3; }
newest=$(ls run/checkpoints/*.sqlite | tail -1)
cp -r run cut
cp -r run forged
cp -r run both
python3 edit.py damage "$newest" "" || exit 4
"$DEMERIT" resume run --json >damaged.json 2>err || { cat err; exit 5; }
grep -q "$newest: tile 0 of column own (array 0, replicate 1, world 0) is damaged; it is not used" err && grep -q 'resumed after month' err || { cat err; exit 6; }
cmp whole.json damaged.json || exit 7
# cut short; and all of them
truncate -s 100000 "cut/${newest#run/}"
"$DEMERIT" resume cut --json >damaged.json 2>err && cmp whole.json damaged.json || { cat err; exit 8; }
grep -q 'it is not used' err && grep -q 'resumed after month' err || { cat err; exit 9; }
for file in both/checkpoints/*.sqlite; do echo no >$file; done
"$DEMERIT" resume both --json >damaged.json 2>err && cmp whole.json damaged.json || { cat err; exit 10; }
[ "$(grep -c 'it is not used' err)" = 2 ] && grep -q 'no checkpoint can be used: the run begins anew' err || { cat err; exit 11; }
# an edited one
python3 edit.py edit "forged/${newest#run/}" "$(ls forged/checkpoints/*.sqlite | head -1)" || exit 12
"$DEMERIT" resume forged --json >forged.json 2>err || { cat err; exit 13; }
! grep -q 'not used' err && ! cmp -s whole.json forged.json || exit 14
grep -q '"resumed": true' forged/manifest.json || exit 15
"$DEMERIT" verify forged >out
[ $? = 1 ] && grep -q '^manifest.json: checksum: ' out || { cat out; exit 16; }
