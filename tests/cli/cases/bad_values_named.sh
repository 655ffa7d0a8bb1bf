# SPDX-License-Identifier: Apache-2.0
# What a flag says wrongly is told of the flag; an unknown variant or twin is answered with the nearest and all there are.
said() { # CODE TEXT WORD...: the line fails so, with that text
    local code=$1 text=$2
    shift 2
    "$DEMERIT" "$@" >out 2>err
    [ $? = "$code" ] && grep -qF -e "$text" err || { cat out err; return 1; }
}
said 65 '--persons 0: error[E0154]: society.persons: 0 is below 1' run tiny --persons 0 || exit 1
said 65 '--years 0: error' check tiny --years 0 || exit 2
said 65 '--replicates 0: error' compare tiny --replicates=0 || exit 3
said 65 '--set society.persons=0: error' run tiny --set society.persons=0 || exit 4
"$DEMERIT" attribute tiny --json --replicates 0 | grep -q '"file": "--replicates 0"' || exit 5
said 65 'hint: did you mean `short`? there are: no-errors, short' run tiny --variant shrt || exit 6
said 65 'hint: there are: no-errors, short' compare tiny --variant qqqqqq || exit 7
said 65 'hint: the scenario has none' run quiet --variant short || exit 8
said 66 '--twin: no scenario named ordinary-lw' run tiny --twin ordinary-lw || exit 9
grep -q 'hint: did you mean `ordinary-law`? there are: .*tiny' err
