# SPDX-License-Identifier: Apache-2.0
# The model card warns of the mechanisms that a scenario has, and only of them; what to refuse it says of all.
fail() { echo "$1"; exit 1; }
"$DEMERIT" card everything >all.md && "$DEMERIT" card tiny >tiny.md || fail "card"
for words in 'Wrongful here is wrongful to the rule' 'not of any population' 'cut ties or shame' 'Reports and ratings' 'voluntary scheme' 'Evasion is a chance' \
    'no rule answers' 'nobody ages'; do
    grep -qF -e "$words" all.md || fail "everything lacks: $words"
    ! grep -qF -e "$words" tiny.md || fail "tiny warns: $words"
done
for card in all.md tiny.md; do
    for words in 'because it has appeals' 'never the rule' 'what any population thinks' 'No firms, no lenders' 'Indicators are no finding'; do
        sed -n '/^## Uses to refuse/,/^## What it rests on/p' "$card" | grep -qF -e "$words" || fail "$card lacks: $words"
    done
    ! grep -q 'No appeal' "$card" || fail "$card denies appeals"
done
"$DEMERIT" card everything --set opinion=null | grep -qF 'not of any population' && fail "opinion is off"
[ "$(grep -c '^$' all.md)" = "$(grep -c '^$' tiny.md)" ] || fail "lists that fall apart"
