"""All rules on one page and by API: made from the data that the desk runs on, for everybody who works with it."""

import re
from html import unescape

from flask import Flask
from sqlalchemy.orm import Session

from intake.foundation.actor import Role
from intake.organisation.models import Settings
from intake.triage.rules import load_rulebook
from intake.triage.rules.described import Branch, described_rules
from intake.triage.rules.doses import dose_table
from intake.web.languages import say_day_in
from tests.conftest import Member, QueryCount, member
from tests.factories.accounts import an_account

BOOK = load_rulebook()


def _page(reader: Member) -> str:
    return unescape(reader.client.get("/triage/rules").get_data(as_text=True))


def test_everything_that_is_to_be_reviewed_stands_on_the_page(app: Flask, session: Session, desk: Settings) -> None:
    page = _page(member(app, session, an_account(session, "Kit", Role.CLINICIAN)))
    for rule in BOOK.rules:
        words = [rule.id, rule.title, rule.reason, *rule.say, *rule.never_say, *(step.text for step in rule.do_now)]
        words += [source.title for source in rule.sources] + [example.name for example in rule.examples]
        assert [text for text in words if text not in page] == [], rule.id
        assert f'id="{rule.id}"' in page
    assert f"{len(BOOK.rules)} rules" in page
    assert "wait for a clinician's review" in page
    assert "more than 3" in page


def test_the_page_claims_no_review_that_has_not_been(alice: Member, desk: Settings) -> None:
    """A draft is called one at each rule and each table, with its day; nothing says "reviewed" of it."""
    page = _page(alice)
    draft = "no clinician has reviewed it yet"
    # each rule, the table of strength, and the list of what no pharmacy has
    assert page.count(draft) == len(BOOK.rules) + 2
    assert re.search(r"reviewed \w{3} \d", page) is None
    assert all(f"written {say_day_in('en', rule.reviewed_on)}; {draft}" in page for rule in BOOK.rules)
    assert "bromazolam" in page and "New benzodiazepines in Europe" in page


def test_all_who_work_with_findings_may_read_it(
    app: Flask, session: Session, desk: Settings, alice: Member, bob: Member, erin: Member
) -> None:
    quinn = member(app, session, an_account(session, "Quinn", Role.QUALITY_REVIEWER))
    assert [reader.client.get("/triage/rules").status_code for reader in (alice, bob, erin, quinn)] == [200] * 4
    audit = member(app, session, an_account(session, "Ada", Role.AUDITOR))
    assert audit.client.get("/triage/rules").status_code == 403
    assert app.test_client().get("/api/v1/triage/rules").status_code == 401


def test_the_api_tells_each_rule_with_its_condition_and_examples(alice: Member, queries: QueryCount) -> None:
    items = {one["id"]: one for one in alice.client.get("/api/v1/triage/rules").json["items"]}
    assert set(items) == {rule.id for rule in BOOK.rules}
    told = items["benzodiazepine-stopped-weeks-ago"]
    assert told["content"]["severity"] == "caution"
    assert ["hours since last use", "When was it last taken?"] in told["rests_on"]
    lines = [part["words"] for part in told["condition"]["parts"][0]["parts"]]
    assert lines[-1] == "hours since last use: 192 or more and less than 696"
    assert {"found", "absent"} <= {example["expect"] for example in told["examples"]}
    assert [statement for statement in queries.statements if "triage" in statement] == []


def test_a_shared_condition_is_spelled_out() -> None:
    rule = next(one for one in described_rules() if one.rule.id == "alcohol-near-daily")
    assert _lines(rule.condition) == [
        "of one substance that is used",
        "all of these",
        "alcohol",
        "substance class: alcohol",
        "near daily",
        "use days per week: more than 3",
    ]


def _lines(branch: Branch) -> list[str]:
    return [branch.words, *(line for part in branch.parts for line in _lines(part))]


def test_the_desks_own_words_stand_with_the_rules_that_ask_for_them(alice: Member, session: Session, desk: Settings) -> None:
    assert _page(alice).count("Not written down yet") == 2
    desk.notices = {"mandated_report": "Florida: 1-800-555-0100, at once."}
    session.commit()
    assert "Florida: 1-800-555-0100, at once." in _page(alice)


def test_the_table_of_strength_is_as_published() -> None:
    table = dose_table()
    rows = {row.drug: row for row in table.rows}
    assert (rows["clonazepam"].first, rows["clonazepam"].second) == ("1", "0.5")
    assert (rows["estazolam"].first, rows["estazolam"].second) == ("1", "1 to 2")
    assert (rows["clobazam"].first, rows["clobazam"].second) == ("", "20")
    assert (rows["clonazepam"].low, rows["clonazepam"].moderate) == (0.5, 1.5)
    assert table.reference_mg == 10
