# SPDX-License-Identifier: Apache-2.0
# Says what it would be and writes nothing; the study that comes with the program is a sound one.
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --dry-run >out 2>err || exit 1
[ ! -s err ] && grep -q '^tiny-study: ok, nothing was run$' out && grep -q '^20 points x 2 replicates = 40 runs of ' out || { cat out; exit 2; }
"$DEMERIT" sweep "$SOURCE/tests/cli/studies/tiny.yaml" --dry-run --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert (d["schema"], d["points"], d["runs"], d["factors"]) == ("demerit-plan/1", 20, 40, 3), d
assert d["seconds"] > 0 and d["bytes"] > 0 and d["disk_bytes"] > 0, d' || exit 3
unset DEMERIT_SCENARIOS
"$DEMERIT" sweep "$SOURCE/studies/rongcheng-assumed.yaml" --dry-run >out || exit 4
grep -Eq '^morris design of 1[0-9][0-9] factors on rongcheng' out && grep -q 'society.age_bands: it states no range' out || { cat out; exit 5; }
[ "$(ls)" = "$(printf 'err\nout')" ]
