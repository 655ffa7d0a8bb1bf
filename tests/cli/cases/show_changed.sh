# SPDX-License-Identifier: Apache-2.0
# What --set, --variant and --twin change is told.
"$DEMERIT" show tiny --variant short | grep -q 'for 3 months' && "$DEMERIT" show tiny --twin no | grep -q 'no twin' \
    && "$DEMERIT" show tiny --persons 777 | grep -q '777 persons' \
    && "$DEMERIT" show tiny --set sanctions.no-loan.denies='50 %' | grep -q '50 % of demands'
