# SPDX-License-Identifier: Apache-2.0
# Both spellings of flags, any order, any threads: one document.
"$DEMERIT" run tiny --persons 4500 --seed 9 --json >a && "$DEMERIT" --json run --seed=9 --persons=4500 tiny --threads 1 >b \
    && "$DEMERIT" run --json --set run.seed=9 --threads 3 --set society.persons=4500 -- tiny >c && cmp a b && cmp a c
