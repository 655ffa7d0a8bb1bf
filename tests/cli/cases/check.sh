# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" check tiny
"$DEMERIT" check tiny --json
"$DEMERIT" check quiet
