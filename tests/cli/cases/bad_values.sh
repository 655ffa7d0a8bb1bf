# SPDX-License-Identifier: Apache-2.0
# Each is refused as usage, with a reason and nothing on standard output.
try() {
    "$DEMERIT" "$@" >out 2>err
    [ $? = 64 ] && [ ! -s out ] && grep -q 'error\[E0064\]' err || { echo "$*"; exit 1; }
}
for seed in -1 4294967296 1.5 0x1 '' ' 1' 99999999999999999999999; do
    try run tiny --seed "$seed"
    try run tiny --seed="$seed"
done
try run tiny --threads 0
try run tiny --threads 2000
try run tiny --progress sometimes
try run tiny --color red
try run tiny --set society.persons
try run tiny --set =3
try run tiny --persons many
try run tiny --json=yes
try run tiny --seed
try run tiny other
try run
try run tiny -x
try list tiny
try show
