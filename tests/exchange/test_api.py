"""The JSON doors: a file looked at, tried and brought in whole or not at all; records that leave on a ground."""

import csv
import io
import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.accounts.models import SignInSession
from intake.callers.models import Person
from intake.callers.service import confirm_person
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.exchange.models import Transfer
from intake.storage.session import Storage
from tests.conftest import Member
from tests.exchange.test_pages import run
from tests.factories.callers import a_person
from tests.factories.exchange import SHEET
from tests.factories.facilities import a_place

pytestmark = pytest.mark.usefixtures("desk")
URL = "/api/v1/imports"
NAMES = {"id": "external_id", "first name": "given_name", "shoe size": ""}
CLAIM = {
    "basis": "service_organization",
    "facts": {"agreement": "QSOA-7", "agreement_date": "2026-01-05", "service": "Keeps records"},
}
LEAVE = {"kind": "people", "format": "ndjson", "recipient": "Example Records", "claim": CLAIM}


def sent(member: Member, content: bytes = SHEET, kind: str = "people", key: str | None = None) -> Any:
    body = {"kind": kind, "content": b64encode(content).decode(), "label": "sheet.csv"}
    return member.client.post(URL, json=body, headers={"Idempotency-Key": key} if key else {})


def test_a_sheet_is_looked_at_tried_and_brought_in(session: Session, storage: Storage, bob: Member) -> None:
    made = sent(bob)
    assert made.status_code == 201, made.json
    assert [(one["theirs"], one["ours"], one["sample"]) for one in made.json["columns"]] == [
        ("id", "external_id", ["A-1", "A-2"]),
        ("first name", "given_name", ["Rosa", "Oskar"]),
        ("shoe size", None, ["7", "9"]),
    ]
    assert (made.json["state"], made.json["rows"], made.json["needed"]) == ("uploaded", 2, ["external_id"])
    url = f"{URL}/{made.json['id']}"
    asked = bob.client.post(f"{url}/runs", json={"dry_run": True})
    assert (asked.status_code, asked.json["state"]) == (202, "checking")
    assert bob.client.post(f"{url}/runs", json={"dry_run": True}).status_code == 409
    run(session, storage)
    tried = bob.client.get(url).json
    assert (tried["state"], tried["added"], tried["errors"]) == ("checked", 2, [])
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert bob.client.post(f"{url}/runs", json={"dry_run": False, "mapping": NAMES}).status_code == 202
    run(session, storage)
    done = bob.client.get(url).json
    assert (done["state"], done["added"], done["columns"], done["label"]) == ("imported", 2, [], None)
    assert [one.given_name for one in session.scalars(select(Person).order_by(Person.id))] == ["Rosa", "Oskar"]
    assert [one["state"] for one in bob.client.get(URL).json["items"]] == ["imported"]


def test_what_is_wrong_is_told_row_by_row_and_nothing_comes_in(session: Session, storage: Storage, bob: Member) -> None:
    url = f"{URL}/{sent(bob, SHEET + b'A-1,Again,3' + bytes([10])).json['id']}"
    bob.client.post(f"{url}/runs", json={"dry_run": False})
    run(session, storage)
    found = bob.client.get(url).json
    assert (found["state"], found["added"], found["wrong"]) == ("refused", 2, 1)
    assert [(one["row"], one["column"]) for one in found["errors"]] == [(4, "id")]
    assert "earlier row" in found["errors"][0]["words"] and "Again" not in str(found["errors"])
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_all_that_is_wrong_with_a_row_is_told_at_once_by_the_names_of_the_file(
    session: Session, storage: Storage, bob: Member
) -> None:
    sheet = b"id,first name,dob,cell,mail\nA-1,Rosa,1990-13-03,12,nowhere\nA-2,Oskar,1990-12-03,12,o@example.org\n"
    url = f"{URL}/{sent(bob, sheet).json['id']}"
    mapping = {"dob": "birth_date", "cell": "phone", "mail": "email"}
    bob.client.post(f"{url}/runs", json={"dry_run": True, "mapping": mapping})
    run(session, storage)
    found = bob.client.get(url).json
    assert [(one["row"], one["column"]) for one in found["errors"]] == [(2, "dob"), (2, "cell"), (2, "mail"), (3, "cell")]


def test_what_is_wrong_is_told_in_the_language_of_whoever_reads_it(session: Session, storage: Storage, bob: Member) -> None:
    url = f"{URL}/{sent(bob, b'id,first name,state' + bytes([10]) + b'A-1,Rosa,ZZ' + bytes([10])).json['id']}"
    bob.client.post(f"{url}/runs", json={"dry_run": True})
    run(session, storage)
    english, spanish = (bob.client.get(url, headers={"Accept-Language": one}).json["errors"][0] for one in ("en", "es"))
    assert english["words"].startswith("Must be one of: AA, AE") and spanish["words"].startswith("Debe ser uno de: AA, AE")
    assert "Debe ser uno de: AA, AE" in bob.client.get(f"/exchange/files/{url[-36:]}", headers={"Accept-Language": "es"}).text


def test_a_mapping_that_cannot_be_and_a_file_that_is_none_are_refused(bob: Member) -> None:
    url = f"{URL}/{sent(bob).json['id']}/runs"
    for mapping in ({"hat size": "given_name"}, {"first name": "hat"}, {"id": ""}, {"shoe size": "given_name"}):
        refused = bob.client.post(url, json={"dry_run": True, "mapping": mapping})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/mapping"), mapping
    assert bob.client.post(url, json={}).status_code == 422
    for content in (b"", b"id,id" + bytes([10]), b"{no json" + bytes([10]), b"id" + bytes([10, 255, 10])):
        assert sent(bob, content).status_code == 422
    assert bob.client.post(URL, json={"kind": "people", "content": "not base64!"}).status_code == 422


def test_the_same_key_brings_one_file_and_a_dropped_one_is_gone(session: Session, bob: Member) -> None:
    first, again = sent(bob, key="one"), sent(bob, key="one")
    assert first.json == again.json
    assert session.scalar(select(func.count()).select_from(Transfer)) == 1
    url = f"{URL}/{first.json['id']}"
    assert bob.client.delete(url).status_code == 204
    assert bob.client.delete(url).status_code == 409
    assert bob.client.post(f"{url}/runs", json={"dry_run": True}).status_code == 409
    gone = bob.client.get(url).json
    assert (gone["state"], gone["columns"], gone["label"]) == ("dropped", [], None)


def test_who_may_do_what(alice: Member, bob: Member, erin: Member) -> None:
    url = f"{URL}/{sent(bob).json['id']}"
    assert [alice.client.get(one).status_code for one in (URL, url)] == [403, 403]
    # An administrator brings in places, and sees of people's files not even that they are there.
    assert erin.client.get(URL).json["items"] == []
    assert (sent(erin).status_code, erin.client.get(url).status_code) == (403, 404)
    assert erin.client.post(f"{url}/runs", json={"dry_run": True}).status_code == 404
    assert erin.client.delete(url).status_code == 404
    assert erin.client.post("/api/v1/exports", json=LEAVE).status_code == 403


def test_people_leave_on_a_ground_and_each_has_it_on_record(session: Session, bob: Member, erin: Member) -> None:
    person = a_person(session, "Rosa", "Marin")
    confirm_person(person)
    session.commit()
    refused = bob.client.post("/api/v1/exports", json=LEAVE)
    assert (refused.status_code, "not switched on" in refused.json["detail"]) == (409, True)
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    session.commit()
    for without, pointer in (("claim", "/claim/basis"), ("recipient", "/recipient")):
        told = bob.client.post("/api/v1/exports", json={name: value for name, value in LEAVE.items() if name != without})
        assert (told.status_code, told.json["errors"][0]["pointer"]) == (422, pointer)
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 0
    left = bob.client.post("/api/v1/exports", json=LEAVE)
    assert (left.status_code, left.content_type) == (200, "application/x-ndjson; charset=utf-8")
    assert [json.loads(line)["family_name"] for line in left.text.splitlines()] == ["Marin"]
    assert [row.subject_id for row in session.scalars(select(Disclosure))] == [person.id]
    session.execute(update(SignInSession).values(confirmed_at=SignInSession.confirmed_at - timedelta(hours=1)))
    session.commit()
    assert bob.client.post("/api/v1/exports", json=LEAVE).status_code == 403


def test_an_export_that_is_asked_for_again_is_on_record_once(session: Session, bob: Member, erin: Member) -> None:
    rosa = a_person(session, "Rosa", "Marin")
    confirm_person(rosa)
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    session.commit()
    asked: dict[str, Any] = {"json": LEAVE, "headers": {"Idempotency-Key": "the records of May"}}
    first = bob.client.post("/api/v1/exports", **asked)
    again = bob.client.post("/api/v1/exports", **asked)
    assert (first.status_code, again.status_code, again.text) == (200, 200, first.text)
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert session.scalars(select(Disclosure.subject_id)).all() == [rosa.id]
    # No copy of the file is kept: who came meanwhile stands in it, and on record.
    oskar = a_person(session, "Oskar", "Lind")
    confirm_person(oskar)
    session.commit()
    assert [json.loads(line)["given_name"] for line in bob.client.post("/api/v1/exports", **asked).text.splitlines()] == [
        "Rosa",
        "Oskar",
    ]
    assert set(session.scalars(select(Disclosure.subject_id)).all()) == {rosa.id, oskar.id}
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 2
    # Another key is another export; under a known one nothing else is asked for.
    assert bob.client.post("/api/v1/exports", json=LEAVE, headers={"Idempotency-Key": "June"}).status_code == 200
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 4
    assert bob.client.post("/api/v1/exports", **{**asked, "json": {**LEAVE, "format": "csv"}}).status_code == 422
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=False)
    session.commit()
    assert bob.client.post("/api/v1/exports", **asked).status_code == 409


@pytest.mark.parametrize("door", ["page", "api"])
def test_places_leave_without_a_ground(session: Session, erin: Member, door: str) -> None:
    a_place(session, "SA", name="Example House").source = "samhsa"
    session.commit()
    asked = {"kind": "places", "format": "csv"}
    left = erin.client.post("/exchange/export", data=asked) if door == "page" else erin.client.post("/api/v1/exports", json=asked)
    assert left.status_code == 200, left.text
    assert [row["name"] for row in csv.DictReader(io.StringIO(left.text))] == ["Example House"]
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 0
