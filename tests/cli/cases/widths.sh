# SPDX-License-Identifier: Apache-2.0
# slow
# No line is wider than the terminal, none is cut; 40 columns at least.
for width in 10 40 57 72 80 100; do
    for command in "show tiny" "run tiny --quiet --force" "explain tiny --pick worst" "list"; do
        COLUMNS=$width "$DEMERIT" $command >out || exit 1
        python3 - $width <<'PY' || { echo "$command at $width"; exit 2; }
import sys
width = max(40, int(sys.argv[1]))
lines = [l for l in open("out", encoding="utf-8").read().splitlines() if not l.startswith("Again: ")]
assert max(map(len, lines)) <= width, max(lines, key=len)
assert len(lines) > 2 and all(l == l.rstrip() for l in lines), [l for l in lines if l != l.rstrip()]
PY
    done
done
