# SPDX-License-Identifier: Apache-2.0
# A variant that switches off what is off already changes nothing: the same checksums, differences of exactly 0.
sed 's/^  short: .*/  off: {schemes: {city: {association: {weight: 0 %}}}, response: {publicity: 0 %}}/' "$SOURCE/tests/cli/scenarios/tiny/scenario.yaml" >t.yaml
"$DEMERIT" compare ./t.yaml --variant off --persons 3000 --json >out && python3 - <<'PY' || exit 1
import json
a, b = json.load(open("out"))["variants"]
assert (a["name"], b["name"]) == ("as-written", "off")
for key in ("checksum", "twin_checksum", "measures_checksum", "metrics"):
    assert a[key] == b[key], key
assert all(v["mean"] in (0, None) and v["lo"] in (0, None) and v["hi"] in (0, None) for v in b["difference"].values())
assert all(v["difference"]["mean"] == 0 for v in b["sums"].values())
same = b["share_harmed"]["against_as_written"]["under same-luck coupling"]
assert same["more_days_lost"]["mean"] == same["fewer_days_lost"]["mean"] == 0
PY
"$DEMERIT" compare ./t.yaml --variant off --persons 3000 >text && grep -q 'No measure differs' text && grep -q 'changes nothing, exactly' text &&
    tr '\n' ' ' <text | grep -q 'Exactly the same as as-written in every replicate, in all measures: off\.'
