# SPDX-License-Identifier: Apache-2.0
# Three spellings, one text; every command has one.
"$DEMERIT" help run >a && "$DEMERIT" run --help >b && "$DEMERIT" run -h >c && cmp a b && cmp a c || exit 1
for command in $("$DEMERIT" --help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    "$DEMERIT" help "$command" | grep -q '^Usage: demerit '"$command" || exit 2
done
grep -q -- '--persons N' a
