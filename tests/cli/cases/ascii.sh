# SPDX-License-Identifier: Apache-2.0
# Without UTF-8 the texts are ASCII; JSON stays UTF-8.
export LC_ALL=C
"$DEMERIT" show tiny >out && ! LC_ALL=C grep -q '[^ -~]' out && grep -q '"points" for bills' out || exit 1
"$DEMERIT" list --json | grep -q '“points”'
