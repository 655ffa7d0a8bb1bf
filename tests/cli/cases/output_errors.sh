# SPDX-License-Identifier: Apache-2.0
# A full disk or a closed output is exit code 74, whatever was printed.
[ -e /dev/full ] || exit 0
for command in list "show tiny" "check tiny" schema "list --json" --help "run tiny --quiet --force"; do
    "$DEMERIT" $command >/dev/full 2>err
    [ $? = 74 ] && grep -q 'standard output' err || { echo "full: $command"; exit 1; }
    "$DEMERIT" $command >&- 2>err
    [ $? = 74 ] || { echo "closed: $command"; exit 2; }
done
# Who reads the head of a long text is told nothing, and half a file does not stay.
{ "$DEMERIT" schema 2>err; echo $? >code; } | head -n 1 >/dev/null
[ ! -s err ] && { [ "$(cat code)" = 74 ] || [ "$(cat code)" = 0 ]; } || { echo "pipe: $(cat code err)"; exit 3; }
(ulimit -f 8 && trap '' XFSZ && "$DEMERIT" odd tiny --out part.md) 2>err
[ $? = 74 ] && [ ! -e part.md ] && grep -q 'part.md: cannot be written: File too large' err || { echo "part: $(cat err)"; exit 4; }
