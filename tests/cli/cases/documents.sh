# SPDX-License-Identifier: Apache-2.0
# The ODD description has the headings of the protocol, and the scenario's own numbers; the model card refuses.
fail() { echo "$1"; exit 1; }
"$DEMERIT" odd tiny >odd.md || fail "odd"
wanted="## 1. Purpose and patterns
## 2. Entities, state variables, and scales
## 3. Process overview and scheduling
## 4. Design concepts
## 5. Initialization
## 6. Input data
## 7. Submodels"
[ "$(grep '^## ' odd.md)" = "$wanted" ] || fail "headings"
for words in 'This scenario: `tiny`' '| `employed` |' '1. `renewal`' 'schema: demerit/1'; do
    grep -qF "$words" odd.md || fail "odd lacks: $words"
done
! grep -qE '\]\((\.\./|[a-z-]+\.md)' odd.md || fail "links of another place"
"$DEMERIT" odd tiny --set society.persons=12345 | grep -qF '| persons | 12345 |' || fail "--set"
"$DEMERIT" card tiny --out card.md || fail "card"
for words in 'synthetic: true' 'not_for: decisions on persons' '## Uses to refuse' '## Caveats' 'scenario_hash: '; do
    grep -qF "$words" card.md || fail "card lacks: $words"
done
"$DEMERIT" card tiny --out card.md 2>/dev/null
[ $? = 73 ] || fail "card overwrites"
"$DEMERIT" odd nobody >out 2>err
[ $? = 66 ] && [ ! -s out ] || fail "no such scenario"
