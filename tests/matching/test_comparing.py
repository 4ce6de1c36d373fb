"""Up to four places side by side, and the list to take along."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities.models import Facility, PlaceFacts
from intake.foundation.clock import now
from intake.storage.answers import Told
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.intakes import klonopin_call


@pytest.fixture
def places(session: Session) -> list[Facility]:
    hospital = a_place(session, "SA BDTX HID PI ADLT MALE", name="Hospital")
    residence = a_place(session, "SA BDTX RD PI ADLT MALE", name="Residence")
    children = a_place(session, "SA MD CHLD", name="For children")
    silent = a_place(session, "SA PI", name="Elsewhere", state="GA")
    facts = PlaceFacts(facility_id=hospital.id)
    facts.give_answer("bring", "Identity card, medicines in their boxes", Told("phone", None, now()))
    session.add(facts)
    session.commit()
    return [hospital, residence, children, silent]


@pytest.fixture
def intake_id(alice: Member, places: list[Facility]) -> str:
    found: str = alice.client.post("/api/v1/intakes", json=klonopin_call()).json["id"]
    return found


def ids(places: list[Facility]) -> str:
    return ",".join(str(place.id) for place in places)


def test_places_stand_side_by_side_with_every_answer(
    alice: Member, session: Session, places: list[Facility], intake_id: str
) -> None:
    alice.client.put(
        f"/api/v1/intakes/{intake_id}/choices/{places[1].id}", json={"kind": "refused", "reason": "Too near to his old street."}
    )
    page = alice.client.get(f"/desk/intakes/{intake_id}/compare?places={ids(places)}")
    assert page.status_code == 200
    words = page.text
    for said in (
        "Level 3.7 (ASAM 4th edition) is possible, not stated",
        "Level 4 (ASAM 4th edition): hospital care is listed",
        "Does not list adults",
        "In another state than those that are looked in",
        "Too near to his old street.",
        "Identity card, medicines in their boxes",
        "not known: ask",
        '/matching/rules#benzodiazepine_withdrawal"',
    ):
        assert said in words, said
    assert [words.index(f">{place.name}") for place in places] == sorted(words.index(f">{place.name}") for place in places)
    (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "matching.compare"))
    assert row.actor_id == alice.actor.id


def test_the_same_by_api(alice: Member, charlie: Member, places: list[Facility], intake_id: str) -> None:
    alice.client.put(f"/api/v1/intakes/{intake_id}/choices/{places[1].id}", json={"kind": "refused", "reason": "Too near."})
    at = f"/api/v1/intakes/{intake_id}/comparison?places={ids(places)}"
    told = alice.client.get(at).json
    assert [one["facility_id"] for one in told["places"]] == [str(place.id) for place in places]
    assert [one["verdict"] for one in told["places"]] == ["fits", "fits", "does_not_fit", "does_not_fit"]
    assert told["places"][0]["facts"] == {
        "hours": None,
        "walk_in": None,
        "waiting_days": None,
        "referral_phone": None,
        "bring": "Identity card, medicines in their boxes",
    }
    assert told["places"][1]["choice"] == {"kind": "refused", "reason": "Too near."}
    assert [one["question"] for one in told["places"][3]["barriers"]] == ["in_another_state"]
    (row,) = (row for row in told["rows"] if row["question"] == "benzodiazepine_withdrawal")
    assert (row["role"], [one["answer"] for one in row["answers"]]) == ("must", ["yes", "yes", "no", "no"])
    for bad in (f"{at},{places[0].id}1", f"/api/v1/intakes/{intake_id}/comparison"):
        assert alice.client.get(bad).status_code == 422
    assert charlie.client.get(at).status_code == 404


def test_the_page_speaks_spanish_in_its_numbers_too(alice: Member, places: list[Facility], intake_id: str) -> None:
    page = alice.client.get(f"/desk/intakes/{intake_id}/compare?places={ids(places)}", headers={"Accept-Language": "es"}).text
    assert "medido desde centros de ZIP" in page or "en la misma zona ZIP" in page
    assert "measured from" not in page and "ZIP area" not in page


def test_more_than_four_and_none_are_refused(alice: Member, session: Session, places: list[Facility], intake_id: str) -> None:
    five = [*places, a_place(session, "SA", name="Fifth")]
    session.commit()
    assert alice.client.get(f"/desk/intakes/{intake_id}/compare?places={ids(five)}").status_code == 422
    assert alice.client.get(f"/desk/intakes/{intake_id}/compare").status_code == 422


def test_a_place_that_is_not_there_is_not_compared(alice: Member, intake_id: str) -> None:
    nowhere = "01900000-0000-7000-8000-000000000000"
    assert alice.client.get(f"/desk/intakes/{intake_id}/compare?places={nowhere}").status_code == 404


def test_the_list_to_take_along_says_where_and_nothing_of_anybody(alice: Member, places: list[Facility], intake_id: str) -> None:
    page = alice.client.get(f"/places/list?places={ids(places[:2])}")
    assert page.status_code == 200
    assert "Hospital" in page.text and "Residence" in page.text and "What to bring: Identity card" in page.text
    # All that the letter says: call first, what nobody knows, how old that is, whom to call in danger.
    # On the paper, and in the text to copy.
    for told in ("Call before you go", "Not known, so ask: Hours", "Not checked since", "call or text 988"):
        assert page.text.count(told) == (4 if told[:3] == "Not" else 2), told
    # Nothing of the needs either: a list that names withdrawal care tells why somebody has it.
    for told in (intake_id, "enzodiazepine", "Florida Blue", "withdrawal", "miles"):
        assert told not in page.text, told
    assert page.text.index("Hospital") < page.text.index("Residence")
    # Other paper says whose it is and who printed it; this goes along with somebody, and says neither.
    assert "paper-foot" not in page.text
    assert "paper-foot" in alice.client.get(f"/desk/intakes/{intake_id}/summary").text


def test_a_closed_place_says_so_on_the_list(alice: Member, session: Session, places: list[Facility]) -> None:
    places[0].listed = False
    session.commit()
    assert "call first" in alice.client.get(f"/places/list?places={places[0].id}").text
