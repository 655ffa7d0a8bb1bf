# SPDX-License-Identifier: Apache-2.0
# An error in a variant alone is found by check, and not by a run of another one.
sed 's/short: .*/short: {lists: {shame: {term: 3 apples}}}/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >v.yaml
"$DEMERIT" check v.yaml 2>err
[ $? = 65 ] && grep -q apples err || exit 1
"$DEMERIT" check v.yaml --variant no-errors >/dev/null && "$DEMERIT" run v.yaml --dry-run >/dev/null || exit 2
"$DEMERIT" run v.yaml --variant short --dry-run 2>/dev/null
[ $? = 65 ] || exit 3
"$DEMERIT" run tiny --variant shrt 2>err
[ $? = 65 ] && grep -q 'shrt' err
