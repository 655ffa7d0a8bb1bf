# SPDX-License-Identifier: Apache-2.0
# On standard error, only when asked here, and erased at the end.
"$DEMERIT" run tiny --persons 5000 --years 5 --replicates 10 --progress=always >out 2>err || exit 1
[ ! -s err ] || { grep -q 'replicate-months, .* a second, .* left' err && [ "$(tail -c 4 err | od -An -c | tr -d ' ')" = '\r033[K' ]; } || exit 2
grep -q 'replicate-months' out && exit 3
"$DEMERIT" run tiny --force 2>err >out && [ ! -s err ]
