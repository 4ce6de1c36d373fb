"""An intake to read: the summary that prints, and several intakes of one person side by side."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.consents.rules import law
from intake.foundation.clock import now
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.intakes import klonopin_call


@pytest.fixture
def complete(alice: Member, desk: Settings) -> dict[str, Any]:
    return dict(alice.client.post("/api/v1/intakes", json=klonopin_call(complete=True)).json)


def openings(session: Session, intake: dict[str, Any]) -> int:
    query = select(AuditEntry).where(AuditEntry.action == "intakes.open", AuditEntry.person_id == intake["subject"]["id"])
    return len(session.scalars(query).all())


def test_the_summary_tells_what_was_told_and_found_and_the_opening_is_in_the_trail(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    before = openings(session, complete)
    page = alice.client.get(f"/desk/intakes/{complete['id']}/summary").text
    for words in ("Dolores", "Daniel", "Clonazepam", "24", "Florida Blue", "medical assessment today", "(561) 555-"):
        assert words in page, words
    # Asked, and nobody knows; never asked is not there.
    assert "Unknown" in page
    assert "Not asked" not in page
    assert openings(session, complete) == before + 1


PAPERS = (
    "/desk/people/{person}", "/desk/people/{person}/intakes", "/desk/people/{person}/circle", "/people/{person}/consents",
    "/desk/intakes/{intake}/summary", "/desk/tasks", "/desk/people", "/desk/calls", "/desk/drafts", "/desk",
)  # fmt: skip


@pytest.mark.parametrize("address", PAPERS)
def test_what_is_printed_about_somebody_says_that_it_may_not_be_passed_on(
    alice: Member, complete: dict[str, Any], address: str
) -> None:
    page = alice.client.get(address.format(person=complete["subject"]["id"], intake=complete["id"]))
    assert page.status_code == 200
    (notice,) = re.findall(r'<p class="print-only small" lang="en">(.*?)</p>', page.text)
    assert notice == escape(law().notice)


def test_the_summary_says_amounts_times_and_strength_as_people_do(alice: Member, complete: dict[str, Any]) -> None:
    page = alice.client.get(f"/desk/intakes/{complete['id']}/summary").text
    assert "<dd>2</dd>" in page and "2.0" not in page
    # in the zone of the person in need, which is named as it is on that day of the year
    zone = (now() - timedelta(days=3)).astimezone(ZoneInfo("America/New_York")).tzname()
    assert f" {zone}</dd>" in page and " UTC" not in page and "New_York" not in page
    # a band and a range, never one number
    assert "High amount. The published tables of American Society of Addiction Medicine (2025) set it" in page
    assert "beside 20 to 40 mg of diazepam" in page


def test_the_summary_shows_what_was_corrected_and_why(alice: Member, complete: dict[str, Any]) -> None:
    assert "Corrected afterwards" not in alice.client.get(f"/desk/intakes/{complete['id']}/summary").text
    sent = {"record": "intake", "record_id": complete["id"], "field": "safe_place_tonight", "answer": False, "version": 1}
    alice.client.post(f"/api/v1/intakes/{complete['id']}/amendments", json=sent | {"reason": "The mother called again."})
    page = alice.client.get(f"/desk/intakes/{complete['id']}/summary").text
    assert "Corrected afterwards" in page and "before: Yes. The mother called again." in page


def test_who_may_not_see_the_intake_gets_no_summary(charlie: Member, complete: dict[str, Any], bob: Member) -> None:
    draft = bob.client.post("/api/v1/intakes", json=klonopin_call()).json
    assert charlie.client.get(f"/desk/intakes/{draft['id']}/summary").status_code == 404


def test_intakes_of_one_person_stand_side_by_side_and_what_differs_is_marked(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    person = complete["subject"]["id"]
    second = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    assert alice.client.put(f"/api/v1/intakes/{second['id']}/subject", json={"person_id": person}).status_code == 200
    use = second["substances"][0]
    url = f"/api/v1/intakes/{second['id']}/answers/substance-use/{use['id']}/days_per_week"
    alice.client.put(url, json={"answer": 3, "version": use["versions"]["days_per_week"]})
    assert f"/desk/people/{person}/intakes" in alice.client.get(f"/desk/people/{person}").text
    before = openings(session, complete)
    page = alice.client.get(f"/desk/people/{person}/intakes").text
    assert complete["reference"] in page
    assert second["reference"] in page
    marked = [row.split("<")[0] for row in page.split('data-differs><th scope="row">')[1:]]
    # The last use was told of two moments, as the calls were.
    assert "Days a week " in marked
    assert set(marked) <= {"Days a week ", "Last taken "}
    assert openings(session, complete) == before + 2


def test_intakes_that_are_not_theirs_do_not_stand_there(charlie: Member, complete: dict[str, Any], session: Session) -> None:
    page = charlie.client.get(f"/desk/people/{complete['subject']['id']}/intakes")
    assert complete["reference"] not in page.text
    assert "Clonazepam" not in page.text


def test_in_spanish_the_words_of_the_form_are_said_and_what_somebody_typed_stays_as_it_is(alice: Member, desk: Settings) -> None:
    """Somebody is called Court, which a form of the desk says too."""
    call = klonopin_call(complete=True)
    call["caller"]["family_name"] = call["subject"]["family_name"] = "Court"
    call["substances"].append({"said_as": "Court", "days_per_week": 7})
    call["situation"]["withdrawal_symptoms_now"] = ["shaking", "sweating"]
    intake = dict(alice.client.post("/api/v1/intakes", json=call).json)
    person = f"/desk/people/{intake['subject']['id']}"
    for address in (f"/desk/intakes/{intake['id']}/summary", f"{person}/intakes", person):
        page = alice.client.get(address, headers={"Accept-Language": "es"}).text
        assert 'lang="es"' in page
        assert "Court" in page and "Tribunal" not in page, address
    summary = alice.client.get(f"/desk/intakes/{intake['id']}/summary", headers={"Accept-Language": "es"}).text
    assert "<dd>Temblores, Sudor</dd>" in summary
    assert "<dd>Sí</dd>" in summary and "<dd>No se sabe</dd>" in summary
    assert "<h2>Court</h2>" in summary
