# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" schema | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert "draft-07" in d["$schema"], d["$schema"]' && "$DEMERIT" schema --reference | head -1 | grep -q '^# '
