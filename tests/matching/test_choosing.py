"""Places that the person wants or refuses: kept with the reason, through every new search."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities.models import Facility
from intake.foundation.actor import SYSTEM
from intake.intakes.models import Intake
from intake.matching.models import PlaceChoice
from intake.matching.service import choose_place, forget_reasons_of
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.intakes import klonopin_call

FITS = "SA BDTX HID PI ADLT MALE"
WHY = "The ex-wife of his works there."


@pytest.fixture
def places(session: Session) -> list[Facility]:
    found = [a_place(session, FITS, name=f"Place {number}") for number in range(3)]
    session.commit()
    return found


@pytest.fixture
def url(alice: Member, places: list[Facility]) -> str:
    return f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=klonopin_call()).json['id']}"


def matched(member: Member, url: str) -> dict[str, Any]:
    answer = member.client.post(f"{url}/matches")
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def names(places: list[dict[str, Any]]) -> set[str]:
    return {place["name"] for place in places}


def choose(member: Member, url: str, place: Facility, kind: str, reason: str | None = WHY) -> Any:
    return member.client.put(f"{url}/choices/{place.id}", json={"kind": kind, **({"reason": reason} if reason else {})})


def test_a_refused_place_stands_apart_with_its_reason_in_every_new_search(
    alice: Member, url: str, places: list[Facility]
) -> None:
    assert choose(alice, url, places[0], "refused").status_code == 200
    for _ in range(2):
        found = matched(alice, url)
        assert names(found["matches"]) == {"Place 1", "Place 2"}
        assert found["match_count"] == 2
        (refused,) = found["refused"]
        assert (refused["name"], refused["reason"], refused["verdict"]) == ("Place 0", WHY, "fits")
    # The order of a kept run is that of the rule alone.
    assert alice.client.get(f"/api/v1/matches/{found['run_id']}/replay").json["same"] is True


def test_a_wanted_place_stands_first_and_says_how_it_fits_even_where_it_does_not(
    alice: Member, session: Session, url: str, places: list[Facility]
) -> None:
    far = a_place(session, "SA MD CHLD", name="Far away", state="GA")
    session.commit()
    for place in (far, places[2]):
        assert choose(alice, url, place, "pinned", None).status_code == 200
    found = matched(alice, url)
    assert names(found["matches"]) == {"Place 0", "Place 1", "Place 2"}
    first, second = found["pinned"]
    assert [(one["name"], one["verdict"], one["reason"]) for one in (first, second)] == [
        ("Far away", "does_not_fit", None),
        ("Place 2", "fits", None),
    ]
    said = {reason["words"] for reason in first["does_not_fit"]}
    assert {"In another state than those that are looked in", "Does not list adults", "Does not list private insurance"} <= said


def test_a_new_word_takes_the_place_of_the_earlier_one_and_both_are_kept(alice: Member, url: str, places: list[Facility]) -> None:
    choose(alice, url, places[0], "refused")
    assert choose(alice, url, places[0], "refused").status_code == 200
    choose(alice, url, places[0], "pinned", "She called them.")
    assert alice.client.delete(f"{url}/choices/{places[0].id}").status_code == 204
    assert alice.client.delete(f"{url}/choices/{places[0].id}").status_code == 204
    kept = alice.client.get(f"{url}/choices").json["items"]
    assert [(one["kind"], one["reason"], one["ended_at"] is not None) for one in kept] == [
        ("refused", WHY, True),
        ("pinned", "She called them.", True),
    ]
    assert names(matched(alice, url)["matches"]) == {"Place 0", "Place 1", "Place 2"}


def test_the_trail_tells_that_it_was_said_and_never_what(
    alice: Member, session: Session, url: str, places: list[Facility]
) -> None:
    choose(alice, url, places[0], "refused")
    (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "matching.choose_place"))
    assert row.actor_id == alice.actor.id
    assert WHY not in str([getattr(row, column.name) for column in AuditEntry.__table__.columns])
    sealed = session.scalar(text("select reason_sealed from place_choice"))
    assert sealed and WHY.encode() not in sealed


def test_the_reason_stays_readable_when_another_person_turns_out_to_be_in_need(
    alice: Member, session: Session, url: str, places: list[Facility]
) -> None:
    choose(alice, url, places[0], "refused")
    before = session.scalars(select(PlaceChoice)).one().data_key_id
    intake = alice.client.get(url).json
    address = f"{url}/answers/intake/{intake['id']}/for_whom"
    version = intake["situation"]["versions"].get("for_whom", 0)
    assert alice.client.put(address, json={"answer": "self", "version": version}).status_code == 200
    assert matched(alice, url)["refused"][0]["reason"] == WHY
    session.expire_all()
    assert session.scalars(select(PlaceChoice)).one().data_key_id != before


def test_whoever_is_erased_takes_the_reason_along(alice: Member, session: Session, url: str, places: list[Facility]) -> None:
    choose(alice, url, places[0], "refused")
    intake = session.scalars(select(Intake)).one()
    forget_reasons_of(session, actor=SYSTEM, person_ids=[intake.subject_id])
    session.expire_all()
    assert session.scalars(select(PlaceChoice)).one().reason is None


def test_somebody_of_another_team_neither_chooses_nor_reads(
    alice: Member, charlie: Member, url: str, places: list[Facility]
) -> None:
    assert choose(charlie, url, places[0], "refused").status_code == 404
    assert charlie.client.get(f"{url}/choices").status_code == 404
    assert charlie.client.delete(f"{url}/choices/{places[0].id}").status_code == 404
    assert charlie.client.get(f"/desk/intakes/{url.rsplit('/', 1)[1]}/compare?places={places[0].id}").status_code == 404


def test_a_place_that_is_not_there_and_a_word_nobody_knows_are_refused(alice: Member, url: str, places: list[Facility]) -> None:
    nowhere = "01900000-0000-7000-8000-000000000000"
    assert alice.client.put(f"{url}/choices/{nowhere}", json={"kind": "pinned"}).status_code == 404
    assert alice.client.put(f"{url}/choices/{places[0].id}", json={"kind": "paid"}).status_code == 422


def test_after_a_call_is_over_nothing_changes(alice: Member, session: Session, url: str, places: list[Facility]) -> None:
    intake = alice.client.get(url).json
    done = alice.client.post(f"{url}/abandon", headers={"If-Match": f'"{intake["version"]}"'})
    assert done.status_code == 200, done.json
    assert choose(alice, url, places[0], "pinned").status_code == 409


def test_one_search_costs_the_same_however_many_places_were_chosen(
    alice: Member, url: str, places: list[Facility], queries: Any
) -> None:
    counts = []
    for place in places:
        choose(alice, url, place, "pinned")
        queries.statements.clear()
        matched(alice, url)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_two_words_at_once_leave_one_standing(
    app: Flask, alice: Member, session: Session, url: str, places: list[Facility]
) -> None:
    intake_id = session.scalars(select(Intake.id)).one()
    for kind in ("pinned", "refused", "pinned"):
        choose_place(session, actor=alice.actor, intake_id=intake_id, facility_id=places[0].id, kind=kind)
    standing = select(PlaceChoice).where(PlaceChoice.ended_at.is_(None))
    assert [one.kind for one in session.scalars(standing)] == ["pinned"]
