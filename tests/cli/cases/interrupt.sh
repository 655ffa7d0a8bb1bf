# SPDX-License-Identifier: Apache-2.0
# The first signal stops between ticks: 130 or 143, no result, a reason.
for pair in INT:130 TERM:143; do
    set -m
    "$DEMERIT" run tiny --persons 100000 --years 100 --replicates 1000 --json >out 2>err &
    pid=$!
    sleep 0.7
    kill -${pair%:*} $pid
    wait $pid
    [ $? = ${pair#*:} ] && grep -q '"schema": "demerit-error/1"' out && ! grep -q 'demerit-result' out || { cat out err; exit 1; }
done
