# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" run tiny --dry-run --persons 20000 --years=2 --replicates 4
