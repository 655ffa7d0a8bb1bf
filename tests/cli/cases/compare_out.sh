# SPDX-License-Identifier: Apache-2.0
# A new folder: the document, what it was read from, each variant in full; never over what is there.
"$DEMERIT" compare tiny --persons 1000 --years 2 --out there/x --json >out || exit 1
cmp out there/x/compare.json && cmp there/x/sources/tiny.yaml "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" || exit 2
[ -s there/x/sources/quiet.yaml ] || exit 3
for variant in as-written no-errors short; do
    "$DEMERIT" check there/x/resolved-$variant.yaml >/dev/null || exit 4
done
before=$(cat there/x/* 2>/dev/null | cksum)
"$DEMERIT" compare tiny --persons 1000 --years 2 --out there/x 2>err
[ $? = 73 ] && grep -q 'there/x' err && [ "$before" = "$(cat there/x/* 2>/dev/null | cksum)" ] || exit 5
"$DEMERIT" compare tiny --persons 1000 --years 2 --out new | grep -q '^Results: new/compare.json$'
