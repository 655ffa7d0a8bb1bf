# SPDX-License-Identifier: Apache-2.0
"$DEMERIT" explain tiny --pick median --json >out && "$DEMERIT" explain tiny --person 3 --twin no --json >alone && python3 - <<'PY'
import json
def no_constant(name):
    raise AssertionError(name)
d = json.load(open("out"), parse_constant=no_constant)
assert list(d) == ["schema", "scenario", "title", "persons", "months", "warmup_months", "seed", "replicate", "twin", "synthetic",
    "not_for", "pick", "rule", "luck", "life"], list(d)
assert d["schema"] == "demerit-life/1" and d["synthetic"] is True and d["not_for"] == "decisions on persons"
assert (d["pick"], d["replicate"], d["months"], d["twin"]) == ("median", 1, 36, "quiet")
assert d["luck"].startswith("With other luck this person may fare otherwise.")
life = d["life"]
# nothing that identifies, and nothing of opinion, attitude or fear
assert list(life) == ["person", "group", "setting", "age_band", "income_quintile", "base_income_yuan", "days_lost", "events"], list(life)
assert life["days_lost"]["regime"] > 0 and life["days_lost"]["twin"] == 0
kinds = {"act-seen", "act-misfiled", "act-unseen", "record", "record-false", "record-misattributed", "record-ends", "tier", "list-entered",
    "list-left", "refused", "fined", "job-lost", "job-found", "aware"}
months = {"regime": -1, "twin": -1}
for e in life["events"]:
    assert list(e) == ["world", "month", "kind", "subject", "channel", "value"], e
    assert e["kind"] in kinds and 0 <= e["month"] < 36 and e["month"] >= months[e["world"]], e
    months[e["world"]] = e["month"]
    if e["kind"].startswith("record"):
        assert e["channel"] == "company" and e["value"] in (-30, -10), e
assert any(e["kind"] == "list-entered" for e in life["events"])
alone = json.load(open("alone"), parse_constant=no_constant)
assert alone["twin"] is None and alone["life"]["days_lost"]["twin"] is None and alone["life"]["person"] == 3
assert {e["world"] for e in alone["life"]["events"]} <= {"regime"}
PY
