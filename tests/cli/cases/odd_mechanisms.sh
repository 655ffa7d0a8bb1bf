# SPDX-License-Identifier: Apache-2.0
# The ODD description has the submodel and the numbers of each mechanism that is on, and neither submodel, column nor stage of one that is off.
fail() { echo "$1"; exit 1; }
readme=$SOURCE/docs/odd/README.md
submodels() { grep '^### 7\.' "$1"; }
"$DEMERIT" odd everything >all.md && "$DEMERIT" odd everything --variant other-forms >forms.md && "$DEMERIT" odd tiny >tiny.md || fail "odd"
DEMERIT_SCENARIOS=$SOURCE/scenarios "$DEMERIT" odd rongcheng >city.md || fail "odd rongcheng"

submodels "$readme" | grep -v '^### 7\.24 ' | diff - <(submodels all.md) || fail "submodels of everything"
submodels "$readme" | diff - <(submodels forms.md) || fail "other forms"
submodels "$readme" | grep '^### 7\.[1-9] ' | diff - <(submodels city.md) || fail "submodels of a city"
grep -q '^Left out above: .*7\.31 Redress' city.md || fail "what is left out"
! grep -q '^Left out above: .*7\.31 Redress' all.md || fail "left out of everything"
! grep -q '^<!-- on' all.md city.md || fail "marks"
[ "$(grep -c '^\*In this scenario\*' all.md)" = 27 ] && ! grep -q '^\*In this scenario\*' city.md || fail "numbers"
for words in '`channels.neighbours.bounty.yuan` 100' '`schemes.licence.records_expire` year-end' '`lists.shame.enter.at_will_bias_b` x2' '`timeline.emergency.persists` 30 %' \
    '`redress.external.officers` 50' '`opinion.thresholds` [0 %, 10 %, 30 %, 100 %]' '`response.cut.association` 20 %/month' '`society.debt` 18 months' '`society.ties.form` wide'; do
    grep '^\*In this scenario\*' all.md | grep -qF -e "$words" || fail "everything lacks: $words"
done

# state and stages
for column in stage shield suspended means approval ties signal owed members; do
    grep -q "^| \`$column\` | .* | state |" all.md && ! grep -q "^| \`$column\` | .* | state |" city.md || fail "column $column"
done
grep -q '^1\. `renewal`: Some persons make room' all.md && grep -q '^1\. `renewal`: Nothing to do' city.md || fail "stages"
"$DEMERIT" odd tiny --set 'society.renewal=2 %/year' >new.md || fail "renewal"
diff <(submodels tiny.md) <(submodels new.md) | grep '^[<>]' >more
[ "$(cat more)" = '> ### 7.30 Renewal (M7)' ] && grep -qF '*In this scenario*: `society.renewal` 0.02/year.' new.md && grep -q '^1\. `renewal`: Some persons' new.md || fail "one more"

# every mark names parameters
"$DEMERIT" schema --reference | sed -n 's/^| `\([^`]*\)`.*/\1/p' >paths
sed -n 's/^<!-- on: \(.*\) -->$/\1/p' "$readme" | tr ' ' '\n' | sed 's/=.*//' | while read -r pattern; do
    grep -qE "^${pattern//\*/\\*}(\.|\$)" <(sed 's/^jurisdictions\.\*$/jurisdictions/' paths) || echo "$pattern"
done >unknown
[ ! -s unknown ] || { cat unknown; fail "marks that name nothing"; }
