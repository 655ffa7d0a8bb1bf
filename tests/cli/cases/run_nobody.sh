# SPDX-License-Identifier: Apache-2.0
# A society in which nothing happens reads well.
"$DEMERIT" run quiet --persons 2000 --years 2 --replicates 2 >out && grep -q 'Nobody was listed or sanctioned' out \
    && ! grep -qi 'nan' out
