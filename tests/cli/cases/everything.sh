# SPDX-License-Identifier: Apache-2.0
# A scenario that names every mechanism is read, and what it resolves to resolves to itself.
"$DEMERIT" check everything --quiet || exit 1
"$DEMERIT" check everything --resolved >everything.yaml || exit 1
"$DEMERIT" check ./everything.yaml --resolved | diff everything.yaml - || exit 1
for variant in default-forms other-forms third-forms pooled; do
    "$DEMERIT" check everything --variant "$variant" --resolved >"$variant.yaml" || exit 1
    "$DEMERIT" check "./$variant.yaml" --resolved | diff "$variant.yaml" - || exit 1
done
diff -q everything.yaml default-forms.yaml >/dev/null || exit 1
! diff -q everything.yaml other-forms.yaml >/dev/null
