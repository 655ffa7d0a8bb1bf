# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" attribute tiny --metric listed_shar 2>err
[ $? = 64 ] && grep -q 'no measure called `listed_shar`' err && grep -q 'did you mean `listed_share`' err || exit 1
"$DEMERIT" attribute tiny --mechanisms denial,asociation 2>err
[ $? = 64 ] && grep -q 'no mechanism is called `asociation`' err && grep -q 'did you mean `association`' err || exit 2
"$DEMERIT" attribute tiny --mechanisms association 2>err
[ $? = 64 ] && grep -q 'uses none of these mechanisms' err || exit 3
"$DEMERIT" attribute tiny --group errors 2>err
[ $? = 64 ] && grep -q 'NAME=a,b' err || exit 4
"$DEMERIT" attribute tiny --group errors=false-record --json >out
[ $? = 64 ] && python3 -c '
import json
error = json.load(open("out"))["errors"][0]
assert "false-record" in error["message"] and "did you mean `false-records`" in error["hint"], error' || exit 5
"$DEMERIT" attribute tiny --exact-up-to 17 2>err
[ $? = 64 ] && grep -q 'from 1 to 16' err || exit 6
"$DEMERIT" attribute quiet --persons 1000 2>err
[ $? = 64 ] && grep -q 'uses no mechanism' err || exit 7
"$DEMERIT" attribute tiny --variant no-errors --dry-run >out && grep -q '^mechanisms: denial, adaptation$' out &&
    grep -q '4 coalitions x 3 replicates = 12 runs' out || exit 8
"$DEMERIT" attribute tiny --dry-run --json --exact-up-to 3 --samples 5 | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["seconds"] > 0 and d["samples"] == 5 and d["runs"] == 3 * d["coalitions"] and len(d["mechanisms"]) == 4'
