# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" run tiny --persons 4000 --seed 7 --set lists.shame.term='6 months' --quiet --color=never | tr -s "\n " " "
