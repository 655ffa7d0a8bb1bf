# SPDX-License-Identifier: Apache-2.0
# A full disk or a closed output is exit code 74, whatever was printed.
[ -e /dev/full ] || exit 0
for command in list "show tiny" "check tiny" schema "list --json" --help "run tiny --quiet --force"; do
    "$DEMERIT" $command >/dev/full 2>err
    [ $? = 74 ] && grep -q 'standard output' err || { echo "full: $command"; exit 1; }
    "$DEMERIT" $command >&- 2>err
    [ $? = 74 ] || { echo "closed: $command"; exit 2; }
done
