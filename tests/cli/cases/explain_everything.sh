# SPDX-License-Identifier: Apache-2.0
# slow
# Where every mechanism is on, lives tell them: as JSON, in words and in the report; and never fear, attitude or evasion.
for person in 4 45 94 1457 $(seq 200 100 800); do
    "$DEMERIT" explain everything --person "$person" --json >"$person.json" || exit 1
    "$DEMERIT" explain everything --person "$person" >"$person.txt" || exit 2
done
python3 - <<'PY' || exit 3
import glob, json
def no_constant(name):
    raise AssertionError(name)
old = {"act-seen", "act-misfiled", "act-unseen", "record", "record-false", "record-misattributed", "record-ends", "tier", "list-entered",
    "list-left", "refused", "fined", "job-lost", "job-found", "aware"}
new = {"renewed", "record-rating", "points-by-table", "fed", "joined", "list-entered-firm", "list-entered-at-will",
    "list-entered-household", "list-left-fulfilled", "list-left-repaired", "list-left-appealed", "list-left-household",
    "listing-reversed", "listing-suspended", "listing-resumed", "compensated", "records-struck", "refused-by-copies", "refused-school",
    "refused-school-by-copies", "bounty", "rated-well", "rated-badly", "shamed", "job-lost-shamed", "ties-cut", "ties-restored",
    "ties-made", "reward-drawn", "reward-not-drawn"}
new |= {f"appeal-{what}{where}-{truth}" for what in ("filed", "granted", "refused") for where in ("", "-outside")
    for truth in ("rightly", "wrongly")}
kinds = set()
for name in glob.glob("*.json"):
    events = json.load(open(name), parse_constant=no_constant)["life"]["events"]
    kinds |= {e["kind"] for e in events}
    for e in events:
        numbered = e["kind"].startswith(("ties-", "rated-")) or e["kind"] in ("bounty", "shamed", "fed")
        assert not numbered or e["value"] is not None, e
        assert (e["channel"] is not None) == (e["kind"] in ("bounty", "rated-well", "rated-badly", "act-seen", "act-misfiled")
            or e["kind"].startswith("record") and e["kind"] != "records-struck"), e
assert kinds <= old | new, kinds - old - new
assert len(kinds & new) >= 20, sorted(kinds & new)
PY
# whole sentences: nothing that stands for something else, one of one
for text in *.txt; do
    words=$(tr -s ' \n' ' ' <"$text")
    grep -qE '[@&#]|%[^ ]| 1 (people|points|months|times)\b|NaN|null' <<<"$words" && { echo "$text"; exit 4; }
    grep -qiE '\b(fear|afraid|evad|approv|dissent|attitude)' <<<"$words" && { echo "$text"; exit 5; }
done
grep -q "is rated well by people known, by ratings" ./*.txt || exit 6
# the report holds three lives, with what they need to be read
"$DEMERIT" run everything --persons 2000 --quiet --out run >/dev/null && "$DEMERIT" report run --out report.html >/dev/null || exit 7
grep -q "is rated badly by people known" report.html && grep -q "In truth: whether" report.html
