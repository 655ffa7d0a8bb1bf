# SPDX-License-Identifier: Apache-2.0
for seed in 0 1 4294967295; do
    "$DEMERIT" run tiny --seed $seed --dry-run --json | grep -q "\"seed\": $seed," || exit 1
done
"$DEMERIT" --json run --dry-run tiny | grep -q '"seed": 1,'
