"""Legal holds: a record that must be kept is kept, and says so."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import LegalHold, Person
from intake.callers.service import erase_person, place_hold
from intake.foundation.actor import SYSTEM
from intake.foundation.errors import Conflict, Gone
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.callers import a_hold, a_person, a_restricted_person

MATTER = "Subpoena of the Quaverstone case, from counsel"

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    person = a_person(session)
    session.commit()
    return person


def hold(member: Member, person_id: UUID, because: str = "litigation", matter: str = MATTER) -> Any:
    return member.client.post(f"/api/v1/people/{person_id}/holds", json={"because": because, "matter": matter})


def lift(member: Member, person_id: UUID, hold_id: str) -> int:
    return member.client.post(f"/api/v1/people/{person_id}/holds/{hold_id}/lifting").status_code


def erase(session: Session, person: Person) -> int:
    return erase_person(session, actor=SYSTEM, person_id=person.id, reason="asked_by_person")


def test_nothing_erases_a_record_while_a_hold_stands(session: Session, bob: Member, rosa: Person) -> None:
    first, second = hold(bob, rosa.id).json["id"], hold(bob, rosa.id, "complaint").json["id"]
    for standing in (first, second):
        with pytest.raises(Conflict, match="legal hold"):
            erase(session, rosa)
        assert session.get_one(Person, rosa.id).full_name == "Rosa Marin"
        assert lift(bob, rosa.id, standing) == 200
    assert erase(session, rosa) == 1


def test_who_held_it_why_and_until_when_is_kept(session: Session, bob: Member, rosa: Person) -> None:
    made = hold(bob, rosa.id).json
    assert (made["because"], made["matter"], made["placed_by"], made["lifted_at"]) == (
        "litigation",
        MATTER,
        str(bob.actor.id),
        None,
    )
    assert lift(bob, rosa.id, made["id"]) == 200
    assert lift(bob, rosa.id, made["id"]) == 409
    (kept,) = bob.client.get(f"/api/v1/people/{rosa.id}/holds").json["items"]
    assert (kept["lifted_by"], kept["lifted_at"] is not None) == (str(bob.actor.id), True)
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.person_id, AuditEntry.detail).order_by(AuditEntry.at, AuditEntry.link)
    )
    told = [tuple(row) for row in rows if "hold" in row.action]
    assert ("callers.place_hold", rosa.id, {"because": "litigation"}) in told
    assert ("callers.lift_hold", rosa.id, {"because": "litigation"}) in told
    assert "Quaverstone" not in str(told)


def test_the_matter_stands_sealed(session: Session, bob: Member, rosa: Person) -> None:
    assert hold(bob, rosa.id).status_code == 201
    assert b"Quaverstone".hex() not in str(session.scalars(text("select t::text from legal_hold t")).all())


def test_everybody_who_sees_the_record_sees_that_it_is_held_and_supervisors_why(bob: Member, alice: Member, rosa: Person) -> None:
    page = f"/desk/people/{rosa.id}"
    assert "legal hold stands" not in alice.client.get(page).text
    assert alice.client.get(f"/api/v1/people/{rosa.id}").json["held"] is False
    assert hold(bob, rosa.id).status_code == 201
    assert "legal hold stands" in alice.client.get(page).text
    assert alice.client.get(f"/api/v1/people/{rosa.id}").json["held"] is True
    assert MATTER in bob.client.get(f"/people/{rosa.id}/holds").text
    assert [alice.client.get(path).status_code for path in (f"/people/{rosa.id}/holds", f"/api/v1/people/{rosa.id}/holds")] == [
        403,
        403,
    ]
    assert hold(alice, rosa.id).status_code == 403


def test_who_may_not_see_the_person_finds_no_hold(session: Session, bob: Member, erin: Member, charlie: Member) -> None:
    hidden = a_restricted_person(session, bob, named=[charlie])
    session.commit()
    assert hold(bob, hidden.id).status_code == 404
    assert bob.client.get(f"/api/v1/people/{hidden.id}/holds").status_code == 404
    assert hold(erin, hidden.id).status_code == 403


def test_a_hold_of_another_person_is_not_found(session: Session, bob: Member, rosa: Person) -> None:
    other = a_hold(session, bob, a_person(session, "Luis"))
    session.commit()
    assert lift(bob, rosa.id, str(other.id)) == 404
    assert session.get_one(LegalHold, other.id).lifted_at is None


def test_somebody_who_is_erased_cannot_be_held(session: Session, bob: Member, rosa: Person) -> None:
    erase(session, rosa)
    session.commit()
    assert hold(bob, rosa.id).status_code == 410
    with pytest.raises(Gone):
        place_hold(session, actor=SYSTEM, person_id=rosa.id, because="order", matter="too late")


def test_the_page_places_and_lifts(session: Session, bob: Member, rosa: Person) -> None:
    page = f"/people/{rosa.id}/holds"
    assert "Nothing erases this record" in bob.client.get(page).text
    wrong = bob.client.post(page, data={"because": "gossip", "matter": ""})
    assert (wrong.status_code, session.scalars(select(LegalHold)).all()) == (422, [])
    assert bob.client.post(page, data={"because": "order", "matter": MATTER}).status_code == 303
    (made,) = session.scalars(select(LegalHold)).all()
    assert bob.client.post(f"{page}/{made.id}/lifting").status_code == 303
    again = bob.client.post(f"{page}/{made.id}/lifting")
    assert (again.status_code, "lifted already" in again.text) == (409, True)


def test_the_command_line_holds_and_releases(app: Flask, session: Session, rosa: Person) -> None:
    runner = app.test_cli_runner()
    placed = runner.invoke(args=["people", "hold", str(rosa.id), "--because", "order", "--matter", MATTER])
    assert placed.exit_code == 0, placed.output
    hold_id = placed.output.split()[-1]
    refused = runner.invoke(args=["people", "erase", str(rosa.id), "--reason", "asked_by_person", "--yes"])
    assert (refused.exit_code, "legal hold" in refused.output) == (1, True)
    assert MATTER in runner.invoke(args=["people", "holds", str(rosa.id)]).output
    assert runner.invoke(args=["people", "release", str(rosa.id), hold_id]).exit_code == 0
    assert runner.invoke(args=["people", "erase", str(rosa.id), "--reason", "asked_by_person", "--yes"]).exit_code == 0
