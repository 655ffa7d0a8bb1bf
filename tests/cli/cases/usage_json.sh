# SPDX-License-Identifier: Apache-2.0
# exit: 64
"$DEMERIT" run tiny --seed 4294967296 --json
