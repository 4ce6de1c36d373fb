"""What the desk's state asks stands with the finding: configuration, never guessed."""

from sqlalchemy.orm import Session

from intake.organisation.models import Settings
from tests.conftest import Member, QueryCount
from tests.factories.intakes import klonopin_call


def _child(member: Member) -> dict[str, object]:
    call = klonopin_call()
    call["situation"] |= {"child_in_danger": True}
    intake = member.client.post("/api/v1/intakes", json=call).json
    found = member.client.get(f"/api/v1/intakes/{intake['id']}/findings").json["findings"]
    content: dict[str, object] = next(one["content"] for one in found if one["rule_id"] == "child-in-danger")
    return content


def test_a_child_in_danger_comes_with_what_the_state_asks(alice: Member, session: Session, desk: Settings) -> None:
    told = _child(alice)
    assert (told["desk_notice"], told["desk_words"]) == ("mandated_report", None)
    desk.notices = {"mandated_report": "Call 1-800-555-0100 at once; write within 48 hours."}
    session.commit()
    assert _child(alice)["desk_words"] == "Call 1-800-555-0100 at once; write within 48 hours."


def test_findings_that_need_no_words_of_the_desk_do_not_ask_for_its_settings(alice: Member, queries: QueryCount) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    before = len([one for one in queries.statements if "organisation_settings" in one])
    alice.client.get(f"/api/v1/intakes/{intake['id']}/findings")
    assert len([one for one in queries.statements if "organisation_settings" in one]) == before
