# SPDX-License-Identifier: Apache-2.0
# Columns of variants, shares under both couplings by name, no folder; narrow terminals too. The last line repeats it.
"$DEMERIT" compare tiny --persons 3000 --years 2 >out 2>err && [ ! -s err ] && [ ! -e runs ] || exit 1
grep -Eq '^ +as-written +no-errors +short$' out && grep -q 'of 100,000 people' out || exit 2
grep -q 'under same-luck' out && grep -q 'under independent' out && grep -q 'not for decisions on persons' out || exit 3
[ "$(grep -c '^checksum [0-9a-f]\{32\} ' out)" = 3 ] || exit 4
line=$(sed -n 's/^Again: demerit //p' out)
[ "$line" = "compare tiny --persons 3000 --years 2 --seed 1" ] || { echo "$line"; exit 5; }
eval "\"\$DEMERIT\" $line" >again && cmp out again || exit 6
"$DEMERIT" compare tiny --persons 3000 --years 2 --threads 1 >alone && cmp out alone || exit 7
COLUMNS=40 "$DEMERIT" compare tiny --persons 3000 --years 2 >narrow && ! grep -v '^Again' narrow | grep -v '^checksum' | grep -q '.\{41,\}' || exit 8
"$DEMERIT" compare tiny --persons 3000 --years 2 --variant short --variant short >some && ! grep -q no-errors some && grep -q short some || exit 9
"$DEMERIT" compare quiet --persons 1000 --years 2 --replicates 1 >lone && grep -q 'no variant' lone
