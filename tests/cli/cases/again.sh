# SPDX-License-Identifier: Apache-2.0
# The last line repeats the run.
"$DEMERIT" run tiny --persons 3000 --set title="it's mine" --threads 2 --progress never >a || exit 1
line=$(COLUMNS=100 "$DEMERIT" run tiny --persons 3000 --set title="it's mine" --threads 2 --progress never --force --out there | sed -n 's/^Again: demerit //p')
[ "$line" = "run tiny --persons 3000 --set 'title=it'\''s mine' --seed 1" ] || { echo "$line"; exit 2; }
eval "\"\$DEMERIT\" $line" --force >b && [ "$(grep -o '^checksum [0-9a-f]*' a)" = "$(grep -o '^checksum [0-9a-f]*' b)" ]
