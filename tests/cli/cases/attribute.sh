# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" attribute tiny --persons 2000 --years 2 >out 2>err && [ ! -s err ] && [ ! -e runs ] || exit 1
for mechanism in false-records misattribution denial adaptation; do
    grep -q "^  $mechanism: " out || { echo "$mechanism"; exit 2; }
done
! grep -Eq 'rewards|publicity|association|labour' out || exit 3 # the scenario has none of them
grep -q 'not for decisions on persons' out && grep -q '16 coalitions' out || exit 4
line=$(sed -n 's/^Again: demerit //p' out)
eval "\"\$DEMERIT\" $line" --threads 1 >again && cmp out again || exit 5
COLUMNS=40 "$DEMERIT" attribute tiny --persons 1000 --years 2 --mechanisms denial >narrow && ! grep -v '^Again' narrow | grep -v '^checksum' | grep -q '.\{41,\}'
