# SPDX-License-Identifier: Apache-2.0
# What is wrong with a number is said as it is.
fails() {
    local wanted=$1
    shift
    "$DEMERIT" run tiny --out no "$@" >out 2>err
    [ $? = 64 ] && [ ! -s out ] && [ ! -e no ] && grep -qF -- "$wanted" err || { echo "$*: $(cat out err)"; exit 1; }
}
fails '--persons: `99999999999999999999` is not a number that any society or run could have' --persons 99999999999999999999
fails '--persons: `-1` is not a whole number from 0' --persons -1
fails '--years: `` is not a whole number from 0' --years ''
fails '`demerit help run` lists what there is' --zzzzzz
fails 'the run has no measure `foo`' --precision foo=1
# what no machine holds is refused before the system kills it
"$DEMERIT" run tiny --persons 1000000000000 --quiet >out 2>err
[ $? = 1 ] && grep -q "need about .* of memory, and this machine has" err && grep -q -- --persons err || { cat err; exit 2; }
