# SPDX-License-Identifier: Apache-2.0
# It runs as it is, is not overwritten, and is with --force.
"$DEMERIT" new my-city 2>err && grep -q 'Wrote my-city.yaml' err && "$DEMERIT" check my-city.yaml || exit 1
"$DEMERIT" run my-city.yaml --persons 3000 --years 2 --replicates 2 >out && grep -q 'A city of my own' out || exit 2
echo mine >my-city.yaml
"$DEMERIT" new my-city 2>err
[ $? = 73 ] && grep -q 'is there already' err && [ "$(cat my-city.yaml)" = mine ] || exit 3
"$DEMERIT" new my-city --force --quiet 2>err && [ ! -s err ] && "$DEMERIT" check my-city.yaml --variant shorter-memory >/dev/null || exit 4
mkdir dir.yaml
"$DEMERIT" new dir --force 2>err
[ $? = 73 ] || exit 5
for name in My 9lives a/b ../x my.yaml '' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
    "$DEMERIT" new "$name" 2>err
    [ $? = 64 ] || exit 6
done
