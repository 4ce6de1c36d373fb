"""The desk's data leaves on a ground, each person told of in their disclosures, and comes in whole or not at all."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.callers.service import confirm_person, restrict_person, save_person_answer
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.exchange import service
from intake.exchange.formats import open_source, write_rows
from intake.exchange.models import OutsideNumber
from intake.exchange.rules import propose
from intake.exchange.schemas import columns_of
from intake.exchange.service.exporting import Ground, dump_rows, ground_of
from intake.facilities.models import Facility
from intake.followups.models import Task
from intake.foundation.actor import SYSTEM, Actor
from intake.foundation.answers import Missing
from intake.foundation.errors import Conflict, Invalid, NotAllowed
from intake.insurance.queries import policies_of, worksheets_of
from intake.insurance.service import record_worksheet
from intake.intakes.models import Finding, Intake
from intake.organisation.models import Alert, Settings
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.outbox import OutboxEvent
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import an_account
from tests.factories.callers import a_contact_point, a_person, told_by
from tests.factories.facilities import a_place
from tests.factories.followups import a_task, an_intake

FACTS = {"agreement": "QSOA-7", "agreement_date": "2026-01-05", "service": "Keeps the records from now on"}
KINDS = ("people", "places", "intakes", "tasks")


def a_ground(**facts: str) -> Ground:
    return ground_of("service_organization", "Example Records", {**FACTS, **facts})


@pytest.fixture
def ground(session: Session, erin: Member) -> Ground:
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    return a_ground()


def exported(session: Session, kind: str, format_: str, ground: Ground | None, actor: Actor = SYSTEM) -> str:
    service.begin_export(session, actor=actor, kind=kind, format=format_, ground=ground)

    def records() -> Iterator[dict[str, Any]]:
        after = None
        while found := service.export_rows(session, actor=actor, kind=kind, after=after, ground=ground):
            after = found[-1].id
            yield from dump_rows(session, kind, found)

    return "".join(write_rows(kind, format_, records()))


def brought(
    session: Session, kind: str, text: str, *, actor: Actor = SYSTEM, dry_run: bool = False, **mapping: str
) -> service.Brought:
    source = open_source(kind, io.BytesIO(text.encode()))
    proposed = {**propose(kind, source.columns, columns_of(kind)), **mapping}
    return service.bring_in(session, actor=actor, source=source, mapping=proposed, dry_run=dry_run)


def a_desk_with_everything(session: Session, alice: Member) -> Intake:
    call = {
        "substances": [{"substance_code": "clonazepam", "amount_per_day": 2.5, "amount_unit": "mg"}, {"said_as": "=purple ones"}],
        "policies": [{"coverage_kind": "commercial", "payer_code": "florida_blue", "member_id": "XJH1"}],
        "treatments": [{"kind": "residential", "where": "-Lakeside", "completed": False}],
        "situation": {"pregnant": Missing.UNKNOWN, "narrative": 'Said: "help",\n=really', "suicidal_thoughts": False},
    }
    intake = an_intake(session, alice, **call)
    (policy,) = policies_of(session, intake.id)
    for deductible in (90_000, 150_000):
        told = {"deductible_cents": deductible, "in_network": Missing.UNKNOWN, "said_by": "=Quill, member services"}
        record_worksheet(session, actor=alice.actor, policy=policy, source="person", answers=told)
    intake.state, intake.closed_at = "closed", intake.completed_at
    for person in (intake.caller, intake.subject):
        confirm_person(person)
    save_person_answer(session, intake.subject, "birth_date", date(1991, 5, 4), told_by())
    a_contact_point(session, intake.subject, "+15615550145", may_call=True, safe_from=None)
    a_task(session, alice, intake, person_id=intake.subject_id).note = "-call after six"
    a_place(session, "SA DT HI", name="=Example House").source = "samhsa"
    an_intake(session, alice, state="draft")
    session.commit()
    return intake


@pytest.fixture
def away(cluster: Cluster, template: str) -> Iterator[Session]:
    """An empty desk in a database of its own, with keys of its own."""
    cluster.create_database("away", template=template)
    storage = Storage(cluster.app_url("away"), KeyRing.create())
    with storage.sessions() as session:
        session.add(Settings(name="Another desk", time_zone="America/Chicago"))
        session.commit()
        yield session
        session.rollback()
    storage.engine.dispose()
    cluster.drop_database("away")


@pytest.mark.parametrize("format_", ["csv", "ndjson"])
def test_what_left_one_desk_comes_into_an_empty_one_and_leaves_it_the_same(
    session: Session, alice: Member, erin: Member, ground: Ground, away: Session, format_: str
) -> None:
    a_desk_with_everything(session, alice)
    their = Actor(role=erin.actor.role, id=None, name="Erin")
    switch_basis(away, actor=their, basis="service_organization", is_on=True)
    # Who had taken the task has an account there too, by the same address.
    an_account(away, "Alice").email = session.get_one(Account, alice.actor.id).email
    first = {kind: exported(session, kind, format_, ground) for kind in KINDS}
    counts = {kind: brought(away, kind, first[kind]).added for kind in KINDS}
    away.commit()
    assert counts == {"people": 2, "places": 1, "intakes": 1, "tasks": 1}
    second = {kind: exported(away, kind, format_, ground) for kind in KINDS}
    assert second == first
    again = {kind: brought(away, kind, first[kind]) for kind in KINDS}
    assert {kind: (found.added, found.known) for kind, found in again.items()} == {kind: (0, counts[kind]) for kind in KINDS}
    intake = away.scalars(select(Intake)).one()
    assert (intake.state, intake.answer("pregnant"), intake.narrative) == ("closed", Missing.UNKNOWN, 'Said: "help",\n=really')
    assert (intake.subject.birth_date, intake.caller_id == intake.subject_id) == (date(1991, 5, 4), False)
    assert away.scalars(select(Task)).one().note == "-call after six"
    latest, earlier = worksheets_of(away, [policies_of(away, intake.id)[0].id])
    assert (latest.deductible_cents, earlier.deductible_cents, latest.said_by) == (150_000, 90_000, "=Quill, member services")
    assert latest.answer("in_network") is Missing.UNKNOWN
    assert away.scalar(select(func.count()).select_from(Alert)) == 0


def test_what_is_found_in_records_of_before_is_told_and_alarms_nobody(session: Session, bob: Member, desk: Settings) -> None:
    brought(session, "people", json.dumps({"external_id": "P-1", "given_name": "Rosa"}), actor=bob.actor)
    pills = {
        "substance_code": "clonazepam",
        "amount_per_day": 4,
        "amount_unit": "mg",
        "days_per_week": 7,
        "months_of_use": 24,
        "last_used_at": "2019-05-03T12:00:00Z",
        "stopped_abruptly": True,
    }
    told = {
        "external_id": "I-1",
        "subject": "P-1",
        "for_whom": "self",
        "completed_at": "2019-05-04T12:00:00Z",
        "suicidal_thoughts": True,
        "suicide_plan": True,
        "substances": [pills],
    }
    assert brought(session, "intakes", json.dumps(told), actor=bob.actor).added == 1
    session.commit()
    intake = session.scalars(select(Intake)).one()
    found = {one.rule_id: one for one in session.scalars(select(Finding).where(Finding.status == "found"))}
    emergencies = [one for one in found.values() if one.severity == "emergency"]
    assert emergencies and {one.override_reason for one in emergencies} == {"brought_in"}
    assert {one.appeared_at for one in found.values()} == {intake.completed_at}
    assert session.scalar(select(func.count()).select_from(Alert)) == 0
    events = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.name == "intakes.emergency_found")
    assert session.scalar(events) == 0
    # No call in danger stands there, and places are looked for by what was found.
    assert bob.client.get(f"/api/v1/intakes/{intake.id}/findings").json["kind_of_call"] == "self"
    needs = bob.client.post(f"/api/v1/intakes/{intake.id}/matches").json["needs"]
    assert "benzodiazepine_withdrawal" in needs["musts"]
    assert "long over when it reached this desk" in bob.client.get(f"/desk/intakes/{intake.id}/summary").text
    assert (
        bob.client.post(
            f"/api/v1/intakes/{intake.id}/findings/{emergencies[0].id}/override", json={"reason": "brought_in", "words": "x" * 12}
        ).status_code
        == 422
    )
    # What is corrected later is no emergency of now either, unless what it rests on has changed.
    sent = {"record": "intake", "record_id": str(intake.id), "field": "narrative", "answer": "Called twice.", "version": 0,
            "reason": "From the paper file."}  # fmt: skip
    assert bob.client.post(f"/api/v1/intakes/{intake.id}/amendments", json=sent).status_code == 201
    sent |= {"field": "safe_place_tonight", "answer": True}
    assert bob.client.post(f"/api/v1/intakes/{intake.id}/amendments", json=sent).status_code == 201
    assert session.scalar(select(func.count()).select_from(Alert)) == 0


def test_without_a_ground_that_is_switched_on_nobody_leaves(session: Session, bob: Member, alice: Member) -> None:
    a_desk_with_everything(session, alice)
    with pytest.raises(Conflict, match="not switched on"):
        exported(session, "people", "csv", a_ground(), bob.actor)
    with pytest.raises(Invalid):
        exported(session, "people", "csv", None, bob.actor)
    with pytest.raises(Invalid):
        ground_of("signed_consent", "Example Records", {})
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 0


def test_a_ground_whose_facts_are_not_told_opens_nothing(session: Session, ground: Ground, bob: Member) -> None:
    with pytest.raises(Conflict, match="Still needed"):
        exported(session, "people", "csv", a_ground(agreement=" "), bob.actor)


def test_each_person_who_leaves_has_it_among_their_disclosures(
    session: Session, alice: Member, bob: Member, ground: Ground
) -> None:
    intake = a_desk_with_everything(session, alice)
    exported(session, "intakes", "csv", ground, bob.actor)
    rows = session.scalars(select(Disclosure)).all()
    assert {row.subject_id for row in rows} == {intake.subject_id, intake.caller_id}
    assert {(row.basis, row.purpose, row.recipient_name) for row in rows} == {
        ("service_organization", "operations", "Example Records")
    }
    assert json.loads(rows[0].facts or "")["agreement"] == "QSOA-7"
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("exchange."))).all()
    assert list(actions) == ["exchange.export"]


def test_drafts_and_those_whom_one_may_not_see_do_not_leave(session: Session, alice: Member, bob: Member, ground: Ground) -> None:
    intake = a_desk_with_everything(session, alice)
    other = Actor(role=bob.actor.role, id=alice.actor.id, name="Other")
    restrict_person(session, actor=bob.actor, person_id=intake.subject_id, because="safety", named=[bob.actor.id])
    session.commit()
    told = exported(session, "people", "ndjson", ground, other)
    assert [json.loads(line)["given_name"] for line in told.splitlines()] == ["Dolores"]
    assert exported(session, "intakes", "ndjson", ground, other) == ""
    assert {row.subject_id for row in session.scalars(select(Disclosure))} == {intake.caller_id}


@pytest.mark.parametrize("kind", ["people", "intakes", "tasks"])
def test_an_administrator_moves_places_and_nothing_clinical(session: Session, erin: Member, alice: Member, kind: str) -> None:
    with pytest.raises(NotAllowed):
        exported(session, kind, "csv", None, erin.actor)
    with pytest.raises(NotAllowed):
        brought(session, kind, "external_id\n1\n", actor=erin.actor)
    with pytest.raises(NotAllowed):
        brought(session, kind, "external_id\n1\n", actor=alice.actor)
    a_place(session)
    session.commit()
    assert len(exported(session, "places", "csv", None, erin.actor).splitlines()) == 2


SHEET = """Client No,First Name,Last Name,DOB,Cell Phone,Shoe size
A-1,Rosa,Marin,1990-05-17,561-555-0142,7
A-2,Oskar,?declined,,,
A-3,'=Sum,,,,
"""


def test_a_sheet_with_names_of_its_own_comes_in_by_its_mapping(session: Session, bob: Member, desk: Settings) -> None:
    mapped = {"Client No": "external_id"}
    tried = brought(session, "people", SHEET, actor=bob.actor, dry_run=True, **mapped)
    assert (tried.added, tried.known, tried.wrong) == (3, 0, 0)
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    found = brought(session, "people", SHEET, actor=bob.actor, **mapped)
    assert (found.added, found.known, found.wrong) == (3, 0, 0)
    rosa, oskar, third = session.scalars(select(Person).order_by(Person.id)).all()
    assert (rosa.full_name, rosa.birth_date, rosa.standing) == ("Rosa Marin", date(1990, 5, 17), "confirmed")
    assert [point.value for point in rosa.contact_points] == ["+15615550142"]
    assert rosa.contact_points[0].may_call is None
    assert (oskar.answer("family_name"), third.given_name) == (Missing.DECLINED, "=Sum")
    again = brought(session, "people", SHEET + "A-4,Ida,,,,\n", actor=bob.actor, **mapped)
    assert (again.added, again.known) == (1, 3)


def test_one_wrong_row_keeps_all_of_them_out_and_each_is_told(session: Session, bob: Member, desk: Settings) -> None:
    wrong = SHEET + "A-1,Twice,,,,\nA-5,Ida,,1890-01-01,,\nA-6,Ida,,not a day,,\n,Nameless,,,,\nA-7,Ida,,,12,\n"
    found = brought(session, "people", wrong, actor=bob.actor, **{"Client No": "external_id"})
    assert found.wrong == 5
    assert [(one.row, one.column) for one in found.errors] == [
        (5, "Client No"),
        (6, "DOB"),
        (7, "DOB"),
        (8, "Client No"),
        (9, "Cell Phone"),
    ]
    assert all("1890" not in one.words and "not a day" not in one.words for one in found.errors)
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert session.scalar(select(func.count()).select_from(OutsideNumber)) == 0


def test_an_outside_number_is_sealed_and_found(session: Session, bob: Member, desk: Settings) -> None:
    brought(session, "people", "id,first name\nMRN-Zebulon,Rosa\n", actor=bob.actor)
    row = session.scalars(select(OutsideNumber)).one()
    assert (row.number, b"Zebulon" in (row.number_sealed or b"")) == ("MRN-Zebulon", False)
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "exchange.bring")).one()
    assert (trail.person_id, "Zebulon" in json.dumps(trail.detail)) == (row.record_id, False)


def test_an_intake_points_to_people_who_are_here(session: Session, bob: Member, desk: Settings) -> None:
    sheet = "case id,client id,completed\nC-1,A-1,2025-11-20T14:00:00-05:00\n"
    refused = brought(session, "intakes", sheet, actor=bob.actor)
    assert [(one.row, one.column) for one in refused.errors] == [(2, "client id")]
    brought(session, "people", "id,first name\nA-1,Rosa\n", actor=bob.actor)
    found = brought(session, "intakes", sheet, actor=bob.actor)
    assert (found.added, found.wrong) == (1, 0)
    intake = session.scalars(select(Intake)).one()
    assert (intake.subject.given_name, intake.state) == ("Rosa", "complete")
    assert intake.completed_at == datetime(2025, 11, 20, 19, tzinfo=UTC)
    late = brought(session, "intakes", sheet.replace("C-1", "C-2").replace("2025", "2125"), actor=bob.actor)
    assert [(one.row, one.column) for one in late.errors] == [(2, "completed")]


def test_an_open_task_comes_to_nobody_who_could_not_do_it_here(
    session: Session, alice: Member, bob: Member, erin: Member, desk: Settings
) -> None:
    brought(session, "people", "id,first name\nA-1,Rosa\n", actor=bob.actor)
    hers, administrators = (session.get_one(Account, one.actor.id).email for one in (alice, erin))
    told = [(hers, "open"), (administrators, "open"), (administrators, "done")]
    promised = {"person": "A-1", "kind": "call_back", "due_at": "2027-01-05T15:00:00Z"}
    lines = [{"external_id": f"T-{n}", **promised, "assignee": who, "state": state} for n, (who, state) in enumerate(told)]
    found = brought(session, "tasks", "\n".join(map(json.dumps, lines)), actor=bob.actor)
    assert (found.added, found.wrong, found.errors) == (3, 0, [])
    tasks = session.scalars(select(Task).order_by(Task.id)).all()
    assert [task.assignee_id for task in tasks] == [alice.actor.id, None, erin.actor.id]


def test_a_record_that_left_and_comes_back_is_known(
    session: Session, bob: Member, alice: Member, ground: Ground, desk: Settings
) -> None:
    a_person(session, "Rosa", "Marin")
    session.commit()
    told = exported(session, "people", "csv", ground, bob.actor)
    found = brought(session, "people", told, actor=bob.actor)
    assert (found.added, found.known) == (0, 1)


def test_places_of_a_sheet_come_in_once_and_listed_ones_stay(session: Session, erin: Member, desk: Settings) -> None:
    sheet = "id,facility name,address,city,state,zip,phone\n7,Example House,1 Example Street,Palm Springs,FL,33461,561-555-0142\n"
    assert brought(session, "places", sheet, actor=erin.actor).added == 1
    place = session.scalars(select(Facility)).one()
    assert (place.name, place.source, place.phone, place.tells_care) == ("Example House", "desk", "+15615550142", False)
    assert (brought(session, "places", sheet.replace("House", "Home"), actor=erin.actor).known, place.name) == (
        1,
        "Example House",
    )
    wrong = brought(session, "places", sheet.replace("33461", "3346"), actor=erin.actor)
    assert (wrong.added, wrong.wrong) in ((0, 0), (0, 1))


def test_nothing_in_an_export_is_run_by_a_spreadsheet(session: Session, alice: Member, ground: Ground) -> None:
    a_desk_with_everything(session, alice)
    for kind in KINDS:
        for row in csv.reader(io.StringIO(exported(session, kind, "csv", ground).removeprefix("\ufeff"), newline="")):
            assert [cell for cell in row if cell.lstrip().startswith(("=", "+", "@")) or cell.startswith("-c")] == []


def test_an_intake_of_a_merged_record_goes_by_the_number_of_the_one_that_stays(
    session: Session, alice: Member, ground: Ground
) -> None:
    intake = a_desk_with_everything(session, alice)
    twin = a_person(session, "Dolores", "Example")
    session.commit()
    seen = alice.client.get(f"/api/v1/people/{twin.id}/comparison/{intake.caller_id}").json["seen"]
    merged = alice.client.post(f"/api/v1/people/{twin.id}/merges", json={"other_id": str(intake.caller_id), "seen": seen})
    assert merged.status_code == 201, merged.json
    people = {row["external_id"] for row in map(json.loads, exported(session, "people", "ndjson", ground).splitlines())}
    named = [row["caller"] for row in map(json.loads, exported(session, "intakes", "ndjson", ground).splitlines())]
    assert str(twin.id) in named
    assert set(named) <= people
