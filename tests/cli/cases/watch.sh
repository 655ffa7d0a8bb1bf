# SPDX-License-Identifier: Apache-2.0
# Watching: a line a month where it is no terminal, in place where it is one; ctrl-C is 130.
fail() { echo "$1"; exit 1; }
"$DEMERIT" watch tiny --persons 2000 --years 2 --warmup 0 >out 2>err || fail "watch"
[ ! -s err ] || fail "says something on standard error"
[ "$(grep -c '^month ' out)" = 24 ] || fail "months"
! grep -q "$(printf '\033')" out || fail "escapes in a pipe"
grep -q 'not for decisions on persons' out || fail "the boundary"
"$DEMERIT" watch tiny --persons 2000 --years 2 --warmup 0 --threads 1 >again || fail "again"
cmp out again || fail "threads change it"
"$DEMERIT" watch tiny --replicates 3 >out 2>err
[ $? = 64 ] || fail "--replicates"
[ ! -e runs ] || fail "a folder"
if command -v script >/dev/null; then
    TERM=xterm NO_COLOR=1 script -qec "'$DEMERIT' watch tiny --persons 500 --years 1 --warmup 0" typescript >out </dev/null
    grep -q "$(printf '\033')\[[0-9]*A" out || fail "does not redraw"
    ! grep -q "$(printf '\033')\[1m" out || fail "bold in spite of NO_COLOR"
fi
