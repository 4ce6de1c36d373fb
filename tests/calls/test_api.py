"""The doors of calls and lines: starting, repeating, the screen pop, ending, today's list, and who may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.accounts.models import SignInSession
from intake.audit.models import AuditEntry
from intake.calls.models import Call
from intake.calls.rules import dispositions
from intake.foundation.clock import stopped_at
from intake.organisation.models import Settings
from intake.storage.encrypted import DataKey
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_person
from tests.factories.calls import a_call, a_line

REPEATABLE = {"from_number": "(561) 555-0123", "provider": "pbx", "provider_call_id": "c-77"}


def start(member: Member, **sent: Any) -> Any:
    answer = member.client.post("/api/v1/calls", json=sent)
    assert answer.status_code == 201, answer.text
    return answer.json


def counts(session: Session) -> tuple[int, ...]:
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Call, DataKey, AuditEntry))


@contextmanager
def desk_at(session: Session, moment: datetime, zone: str) -> Iterator[None]:
    """A desk in `zone` at `moment`, with everybody still signed in."""
    session.add(Settings(name="Test desk", time_zone=zone))
    session.execute(update(SignInSession).values(last_seen_at=moment, expires_at=moment + timedelta(hours=1)))
    with stopped_at(moment):
        yield


def test_a_call_begins_with_its_number_its_line_and_who_takes_it(alice: Member, session: Session) -> None:
    line = a_line(session, "+18005550100")
    session.commit()
    started = start(alice, from_number="561.555.0123", line_number="1-800-555-0100")
    assert started["from_number"] == "+15615550123"
    assert started["line"]["id"] == str(line.id)
    assert (started["taken_by"], started["direction"], started["ended_at"]) == (str(alice.actor.id), "inbound", None)
    assert started["reference"].startswith("CA-")
    call = session.scalars(select(Call)).one()
    assert call.team_id == alice.actor.team_id
    assert b"5550123" not in (call.from_number_sealed or b"")
    (event,) = session.scalars(select(OutboxEvent))
    assert (event.name, event.ids) == ("calls.started", {"call_id": str(call.id)})
    (row,) = session.scalars(select(AuditEntry))
    assert (row.action, row.record_id) == ("calls.start_call", call.id)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+44 20 7946 0018", "+442079460018"),
        ("011 44 20 7946 0018", "+442079460018"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+1 787 555 0123", "+17875550123"),
        ("tel:+1-561-555-0123", "+15615550123"),
    ],
)
def test_numbers_of_other_countries_and_in_other_clothes_are_kept_as_e164(alice: Member, typed: str, kept: str) -> None:
    assert start(alice, from_number=typed)["from_number"] == kept


@pytest.mark.parametrize("sent", [{}, {"from_number": None}, {"from_number": "Anonymous"}, {"from_number": "+266696687"}])
def test_a_withheld_number_is_a_call_like_any_other(alice: Member, session: Session, sent: dict[str, Any]) -> None:
    started = start(alice, **sent)
    assert started["from_number"] is None
    assert session.scalars(select(Call)).one().from_digest is None
    assert alice.client.get(f"/api/v1/calls/{started['id']}").json["known_people"] == []


def test_a_providers_repeat_is_answered_with_the_first_call(alice: Member, session: Session) -> None:
    first = alice.client.post("/api/v1/calls", json=REPEATABLE)
    before = counts(session)
    again = alice.client.post("/api/v1/calls", json={**REPEATABLE, "from_number": "+15615550199"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert counts(session) == before
    assert session.scalar(select(func.count()).select_from(OutboxEvent)) == 1
    other = alice.client.post("/api/v1/calls", json={**REPEATABLE, "provider": "other"})
    assert (other.status_code, other.json["id"] != first.json["id"]) == (201, True)


def test_a_repeat_does_not_show_a_call_to_another_team(alice: Member, bob: Member, charlie: Member, session: Session) -> None:
    alice.client.post("/api/v1/calls", json=REPEATABLE)
    refused = charlie.client.post("/api/v1/calls", json=REPEATABLE)
    assert (refused.status_code, "0123" in refused.text) == (409, False)
    assert bob.client.post("/api/v1/calls", json=REPEATABLE).status_code == 200
    assert session.scalar(select(func.count()).select_from(Call)) == 1


def test_an_idempotency_key_does_the_same_for_a_call_without_a_provider(alice: Member, session: Session) -> None:
    headers = {"Idempotency-Key": "one"}
    answers = [alice.client.post("/api/v1/calls", json={"from_number": "5615550123"}, headers=headers) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert session.scalar(select(func.count()).select_from(Call)) == 1


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({"from_number": "12"}, {"/from_number"}),
        ({"from_number": 5615550123}, {"/from_number"}),
        ({"from_number": "561\x00555 0123"}, {"/from_number"}),
        ({"from_number": "5615550123 ext 9"}, {"/from_number"}),
        ({"provider": "pbx"}, {"/provider_call_id"}),
        ({"provider_call_id": "7"}, {"/provider"}),
        ({"provider": "", "provider_call_id": "x" * 201}, {"/provider", "/provider_call_id"}),
        ({"line_number": "+18005550199"}, {"/line_number"}),
        ({"direction": "sideways", "colour": "red"}, {"/direction", "/colour"}),
        ({"started_at": "yesterday"}, {"/started_at"}),
        ({"started_at": "2026-02-30T10:00:00Z"}, {"/started_at"}),
        ({"started_at": "2026-11-23T10:00:00"}, {"/started_at"}),
        ({"started_at": "2199-01-01T00:00:00Z"}, {"/started_at"}),
        ({"started_at": "1970-01-01T00:00:00Z"}, {"/started_at"}),
    ],
)
def test_a_call_that_cannot_be_is_told_where_and_leaves_nothing(
    alice: Member, session: Session, sent: dict[str, Any], pointers: set[str]
) -> None:
    answer = alice.client.post("/api/v1/calls", json=sent)
    assert (answer.status_code, {error["pointer"] for error in answer.json["errors"]}) == (422, pointers)
    assert counts(session) == (0, 0, 0)
    assert session.scalar(select(func.count()).select_from(OutboxEvent)) == 0


def test_the_screen_pop_shows_whom_the_number_is_known_for_drafts_too(alice: Member, session: Session) -> None:
    mother = a_person(session, "Rosa", "Marin", phone="+15615550123", age_years=61, state="FL")
    draft = a_person(session, "Luis", None, phone="+15615550123", confirmed=False, recorder=alice.actor)
    a_person(session, "Somebody", "Else", phone="+15615550124")
    call = a_call(session, alice.actor)
    session.commit()
    shown = alice.client.get(f"/api/v1/calls/{call.id}").json
    assert shown["reference"] == call.reference
    assert shown["known_people"] == [
        {"id": str(draft.id), "standing": "provisional", "name": "Luis", "age_years": None, "state": None, "flags": []},
        {"id": str(mother.id), "standing": "confirmed", "name": "Rosa Marin", "age_years": 61, "state": "FL", "flags": []},
    ]
    row = session.scalars(select(AuditEntry).where(AuditEntry.action == "calls.open_call")).one()
    assert row.detail == {"known_people": [str(draft.id), str(mother.id)]}


def test_the_screen_pop_costs_the_same_for_one_and_for_three(charlie: Member, alice: Member, session: Session,
                                                             queries: QueryCount) -> None:  # fmt: skip
    call = a_call(session, charlie.actor)
    seen = []
    for rows in (1, 3):
        for _ in range(rows - len(seen)):
            a_person(session, phone="+15615550123", confirmed=False, recorder=alice.actor)
        session.commit()
        session.expire_all()
        queries.statements.clear()
        assert len(charlie.client.get(f"/api/v1/calls/{call.id}").json["known_people"]) >= rows
        seen.append(len(queries))
    assert seen[0] == seen[1]


def test_a_call_ends_once_with_how_it_ended(alice: Member, session: Session) -> None:
    call = a_call(session, alice.actor)
    session.commit()
    path = f"/api/v1/calls/{call.id}/end"
    ended = alice.client.post(path, json={"disposition": "crisis_transferred", "note": "Stayed on the line until 988 took over."})
    assert (ended.status_code, ended.json["disposition"]) == (200, "crisis_transferred")
    assert ended.json["ended_at"] is not None
    again = alice.client.post(path, json={"disposition": "prank"})
    assert (again.status_code, again.json["type"]) == (409, "urn:intake:problem:conflict")
    session.expire_all()
    assert (call.disposition, call.note) == ("crisis_transferred", "Stayed on the line until 988 took over.")
    assert b"988" not in (call.note_sealed or b"")
    assert [event.name for event in session.scalars(select(OutboxEvent).order_by(OutboxEvent.id))] == [
        "calls.started",
        "calls.ended",
    ]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [({}, "/disposition"), ({"disposition": "bored"}, "/disposition"), ({"disposition": "test", "note": "\0"}, "/note"),
     ({"disposition": None}, "/disposition"), ({"disposition": "test", "note": "x" * 2001}, "/note")],
)  # fmt: skip
def test_an_ending_that_is_not_on_the_list_ends_nothing(
    alice: Member, session: Session, sent: dict[str, Any], pointer: str
) -> None:
    call = a_call(session, alice.actor)
    session.commit()
    answer = alice.client.post(f"/api/v1/calls/{call.id}/end", json=sent)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    session.expire_all()
    assert (call.ended_at, call.disposition) == (None, None)


def test_a_call_is_its_takers_their_teams_and_supervisors(
    alice: Member, bob: Member, charlie: Member, erin: Member, session: Session
) -> None:
    call = a_call(session, alice.actor)
    session.commit()
    path = f"/api/v1/calls/{call.id}"
    assert [member.client.get(path).status_code for member in (alice, bob, charlie, erin)] == [200, 200, 404, 403]
    end = {"disposition": "test"}
    assert [member.client.post(f"{path}/end", json=end).status_code for member in (charlie, erin, bob)] == [404, 403, 200]
    assert alice.client.get("/api/v1/calls/01900000-0000-7000-8000-000000000007").status_code == 404


def test_todays_calls_are_those_of_the_desks_own_day_the_latest_first(
    alice: Member, bob: Member, charlie: Member, session: Session
) -> None:
    # Midnight in Los Angeles is 8:00 in UTC.
    midnight = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with desk_at(session, midnight + timedelta(hours=20), "America/Los_Angeles"):
        calls = [
            a_call(session, member.actor, started_at=midnight + timedelta(minutes=minutes))
            for minutes, member in ((-1, alice), (0, alice), (30, charlie), (60, bob))
        ]
        session.commit()

        def listed(member: Member, query: str = "") -> list[int]:
            rows = member.client.get(f"/api/v1/calls{query}").json["items"]
            return [[str(call.id) for call in calls].index(row["id"]) for row in rows]

        assert listed(bob) == [3, 1]  # Charlie is of another team
        assert listed(alice) == [3, 1]  # Bob is of her team
        assert listed(alice, "?mine=true") == [1]
        assert listed(charlie) == [2]
        assert listed(bob, "?day=2026-11-22") == [0]


def test_pages_of_calls_follow_each_other_without_gap_or_repeat(bob: Member, session: Session) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with desk_at(session, moment + timedelta(minutes=1), "UTC"):
        for _ in range(5):
            a_call(session, bob.actor, started_at=moment)
        session.commit()
        seen: list[str] = []
        cursor = ""
        while True:
            page = bob.client.get(f"/api/v1/calls?limit=2{cursor}").json
            seen += [row["id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert bob.client.get("/api/v1/calls?cursor=nonsense").status_code == 422
        assert bob.client.get("/api/v1/calls?day=2026-13-01&limit=0").status_code == 422
    assert len(seen) == len(set(seen)) == 5


def test_todays_list_costs_the_same_for_one_call_and_for_three(bob: Member, session: Session, queries: QueryCount) -> None:
    seen = []
    with desk_at(session, datetime(2026, 11, 23, 12, tzinfo=UTC), "UTC"):
        for rows in (1, 3):
            for number in range(len(seen), rows):
                line = a_line(session, f"+1800555{rows:02}{number:02}", f"Line {rows}{number}")
                a_call(session, bob.actor, line_number=line.number)
            session.commit()
            session.expire_all()
            queries.statements.clear()
            listed = bob.client.get("/api/v1/calls").json["items"]
            assert len({row["line"]["id"] for row in listed}) == rows
            seen.append(len(queries))
    assert seen[0] == seen[1]


def test_lines_are_kept_by_administrators_and_read_by_all(alice: Member, erin: Member) -> None:
    made = erin.client.post("/api/v1/lines", json={"number": "(800) 555-0100", "name": "Help line"})
    assert (made.status_code, made.json["number"], made.json["active"]) == (201, "+18005550100", True)
    again = erin.client.post("/api/v1/lines", json={"number": "+1 800 555 0100", "name": "Same"})
    assert again.status_code == 409
    assert alice.client.post("/api/v1/lines", json={"number": "8005550101", "name": "Mine"}).status_code == 403
    assert erin.client.post("/api/v1/lines", json={"number": "1", "name": ""}).status_code == 422
    for member in (alice, erin):
        assert [line["number"] for line in member.client.get("/api/v1/lines").json["items"]] == ["+18005550100"]


def test_the_list_of_endings_is_offered_with_words_and_categories(alice: Member) -> None:
    items = alice.client.get("/api/v1/dispositions").json["items"]
    codes = {item["code"] for item in items}
    assert codes == set(dispositions())
    assert codes >= {
        "intake_taken", "information_only", "wrong_number", "prank", "silent", "hang_up", "test", "crisis_transferred",
        "language_line_needed", "abusive",
    }  # fmt: skip
    assert {item["category"] for item in items} == {"helped", "handed_over", "no_conversation", "not_for_us"}
    assert all(item["words"] for item in items)
