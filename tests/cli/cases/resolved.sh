# SPDX-License-Identifier: Apache-2.0
# What is printed is a scenario, and says the same.
"$DEMERIT" check tiny --resolved --set lists.shame.term='7 months' >a.yaml && "$DEMERIT" check a.yaml >/dev/null \
    && grep -q '7 months' a.yaml && "$DEMERIT" check a.yaml --resolved >b.yaml && cmp a.yaml b.yaml
