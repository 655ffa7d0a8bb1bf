# SPDX-License-Identifier: Apache-2.0
# exit: 65
"$DEMERIT" run tiny --set lists.shame.terms='3 months'
