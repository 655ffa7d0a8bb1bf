# SPDX-License-Identifier: Apache-2.0
# The text of `demerit new` shows every mechanism, commented out; with the comments taken away it still is a scenario, and runs.
"$DEMERIT" new city --quiet || exit 1
sed 's/^\( *\)#: /\1/' city.yaml >all.yaml
! grep -q '^ *#: ' all.yaml || exit 2
"$DEMERIT" check ./city.yaml --quiet && "$DEMERIT" check ./all.yaml --quiet || exit 3
"$DEMERIT" check ./city.yaml --resolved >city.txt && "$DEMERIT" check ./all.yaml --resolved >all.txt && ! cmp -s city.txt all.txt || exit 4
# Keys of the reference page that no line shows; what ordinary law brings anyway is not asked for.
"$DEMERIT" schema --reference | sed -n 's/^| `\([^`]*\)`.*/\1/p' |
    grep -vE '^(acts|run|society|safeguards|adaptation\.(aware|fear|announced)|channels\.\*\.(covers|registry)|schemes\.\*\.(label|low|high|tiers))' |
    sed 's/.*\.//' | grep -v '[*[]' | sort -u >keys
for key in $(cat keys); do
    grep -qE "(^|[^a-z_])$key:" all.yaml || echo "$key"
done >missing
[ ! -s missing ] || { cat missing; exit 5; }
"$DEMERIT" run ./all.yaml --persons 3000 --years 3 --replicates 1 --quiet >out && grep -q 'A city of my own' out
