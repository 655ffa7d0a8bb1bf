# SPDX-License-Identifier: Apache-2.0
# Colour only where it is wanted.
export TERM=xterm
escape=$(printf '\033')
"$DEMERIT" show tiny | grep -q "$escape" && exit 1
"$DEMERIT" show tiny --color=always | grep -q "$escape" || exit 2
NO_COLOR=1 "$DEMERIT" show tiny --color always | grep -q "$escape" || exit 3
"$DEMERIT" show tiny --color=never | grep -q "$escape" && exit 4
"$DEMERIT" run nothing --color always 2>&1 | grep -q "$escape" || exit 5
