"""Referrals that partners push: what they become, what is refused, and how little is told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from intake.app import create_app
from intake.callers.models import ContactPoint
from intake.followups.models import Task
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.answers import Missing
from intake.foundation.clock import stopped_at
from intake.foundation.errors import Invalid
from intake.intakes.models import Finding, Intake
from intake.organisation.models import Alert
from intake.partners.models import PartnerKey, PushedReferral
from intake.partners.rules import code_of, load_urgencies
from intake.partners.service import Push, push_referral, revoke_key
from intake.retention.service import erase_record
from intake.storage.embedded import Cluster
from intake.storage.outbox import OutboxEvent
from intake.substances.queries import uses_of
from intake.substances.rules import load_catalogue
from intake.substances.rules.catalogue import key_of
from tests.conftest import RING, Member
from tests.factories.followups import a_desk
from tests.factories.partners import a_client, a_key, a_partner, a_push

# Ten at night in New York.
NIGHT = datetime(2026, 11, 25, 3, tzinfo=UTC)
URL = "/api/v1/partner/referrals"


@pytest.fixture(autouse=True)
def night(session: Session) -> Iterator[None]:
    a_desk(session)
    with stopped_at(NIGHT):
        yield


@pytest.fixture
def dana(app: Flask, session: Session) -> FlaskClient:
    """A partner's program."""
    return a_client(app, a_key(session, a_partner(session)))


def rows(session: Session) -> tuple[int, int, int]:
    """Intakes, tasks and pushed referrals."""
    intakes, tasks, pushed = (
        session.scalar(select(func.count()).select_from(model)) or 0 for model in (Intake, Task, PushedReferral)
    )
    return intakes, tasks, pushed


def test_a_push_becomes_a_draft_with_its_origin_and_a_call_back(dana: FlaskClient, session: Session) -> None:
    answer = dana.post(URL, json=a_push())
    intake, task = session.scalars(select(Intake)).one(), session.scalars(select(Task)).one()
    assert (answer.status_code, answer.json) == (201, {"reference": intake.reference, "state": "received"})
    pushed = session.scalars(select(PushedReferral)).one()
    assert (intake.state, intake.origin, intake.partner_id) == ("draft", "partner", pushed.partner_id)
    assert (intake.owner_id, intake.caller_id) == (None, intake.subject_id)
    told = (task.kind, task.origin, task.person_id, task.assignee_id, task.due_at)
    assert told == ("call_back", "partner", intake.subject_id, None, NIGHT + timedelta(minutes=30))
    assert session.scalar(select(func.count()).where(OutboxEvent.name == "partners.referral_received")) == 1


def test_what_was_told_stands_in_the_draft_as_told_by_somebody_else(dana: FlaskClient, session: Session) -> None:
    dana.post(URL, json=a_push())
    intake = session.scalars(select(Intake)).one()
    uses = uses_of(session, intake.id)
    assert [use.answer("substance_code") for use in uses] == ["clonazepam", "alcohol"]
    assert [use.answer("said_as") for use in uses] == ["Klonopin", Missing.NOT_ASKED]
    point = session.scalars(select(ContactPoint)).one()
    assert (point.value, point.may_call, point.may_text) == ("+15615550123", True, False)
    assert point.answer("may_leave_voicemail") is Missing.NOT_ASKED
    assert intake.answer("narrative") == "Asks for help since Monday."
    marks = [intake.mark("narrative"), intake.subject.mark("given_name"), uses[0].mark("substance_code"), point.mark("may_call")]
    assert [mark.informant if mark else None for mark in marks] == ["other"] * 4


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("emergency", NIGHT + timedelta(minutes=15)),
        ("urgent", NIGHT + timedelta(minutes=30)),
        ("routine", datetime(2026, 11, 25, 14, tzinfo=UTC)),
    ],
)
def test_the_call_is_due_by_urgency_and_what_can_wait_waits_for_the_morning(
    dana: FlaskClient, session: Session, urgency: str, due: datetime
) -> None:
    dana.post(URL, json=a_push(urgency=urgency))
    assert session.scalars(select(Task.due_at)).one() == due


def test_a_routine_call_is_due_as_the_desk_has_set(dana: FlaskClient, session: Session) -> None:
    a_desk(session).thresholds = {"call_back_minutes": 10}
    session.flush()
    with stopped_at(NIGHT + timedelta(hours=14)):
        dana.post(URL, json=a_push(urgency="routine"))
    assert session.scalars(select(Task.due_at)).one() == NIGHT + timedelta(hours=14, minutes=10)


def test_an_emergency_in_what_was_told_alerts_the_supervisors(session: Session) -> None:
    partner = a_partner(session)
    actor = Actor(role=Role.PARTNER, id=partner.id, name=partner.name)
    told = Push(partner_reference="case-18", urgency="emergency", person={"given_name": "Daniel"}, situation={"not_waking": True})
    push_referral(session, actor=actor, push=told)
    alert = session.scalars(select(Alert)).one()
    assert (alert.record_id, alert.raised_by) == (session.scalars(select(Finding.id).order_by(Finding.position)).first(), None)


def test_sent_again_it_is_done_once(dana: FlaskClient, session: Session) -> None:
    first, again = dana.post(URL, json=a_push()), dana.post(URL, json=dict(reversed(a_push().items())))
    assert (first.json, first.status_code) == (again.json, again.status_code)
    assert rows(session) == (1, 1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"urgency": "routine"},
        {"note": "Other words."},
        {"substances": []},
        {"coverage": []},
        {"person": {**a_push()["person"], "given_name": "David"}},
    ],
)
def test_a_reference_that_comes_back_with_other_content_is_refused(
    dana: FlaskClient, session: Session, changes: dict[str, Any]
) -> None:
    dana.post(URL, json=a_push())
    answer = dana.post(URL, json=a_push(**changes))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/partner_reference")
    assert rows(session) == (1, 1, 1)


def test_sent_again_after_the_catalogue_learned_the_name_it_is_done_once(
    dana: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = a_push(substances=[{"name": "the blue ones"}, {"name": "Klonopin", "days_used_in_30": 30}])
    first = dana.post(URL, json=push)
    known = load_catalogue()
    learned = replace(known, by_key={**known.by_key, key_of("the blue ones"): known.by_key[key_of("Klonopin")]})
    monkeypatch.setattr("intake.partners.rules.load_catalogue", lambda: learned)
    assert code_of("the blue ones") == "clonazepam"
    again = dana.post(URL, json=push)
    assert (again.status_code, again.json) == (201, first.json)
    assert rows(session) == (1, 1, 1)


def test_a_question_that_the_desk_learns_to_ask_changes_no_push(session: Session) -> None:
    partner = a_partner(session)
    actor = Actor(role=Role.PARTNER, id=partner.id, name=partner.name)
    person: dict[str, Any] = {"given_name": "unknown", "contact_points": [{"kind": "phone", "value": "+15615550123"}]}
    push = Push(partner_reference="case-18", urgency="urgent", person=person, substances=[{"name": "beer"}])
    later = Push(
        partner_reference="case-18",
        urgency="urgent",
        person={**person, "contact_points": [{**person["contact_points"][0], "asked_later": Missing.NOT_ASKED}]},
        substances=[{"name": "beer", "asked_later": Missing.NOT_ASKED}],
    )
    assert push_referral(session, actor=actor, push=push) == push_referral(session, actor=actor, push=later)
    not_known = Push("case-18", "urgent", {**person, "given_name": Missing.UNKNOWN}, [{"name": "beer"}])
    with pytest.raises(Invalid) as refused:
        push_referral(session, actor=actor, push=not_known)
    assert [error.pointer for error in refused.value.fields] == ["/partner_reference"]


@pytest.mark.parametrize("who", ["caller", "subject"])
def test_whoever_was_pushed_is_forgotten_with_the_reference_though_they_ask_for_somebody_else(
    alice: Member, dana: FlaskClient, session: Session, who: str
) -> None:
    dana.post(URL, json=a_push())
    intake, pushed = session.scalars(select(Intake)).one(), session.scalars(select(PushedReferral)).one()
    digest = pushed.request_digest
    saved = alice.client.put(
        f"/api/v1/intakes/{intake.id}/answers/intake/{intake.id}/for_whom",
        json={"answer": "other", "version": intake.version_of("for_whom")},
    )
    assert saved.status_code == 200
    session.expire_all()
    assert intake.caller_id != intake.subject_id
    erase_record(session, actor=SYSTEM, person_id=getattr(intake, f"{who}_id"), reason="asked_by_person")
    session.refresh(pushed)
    assert pushed.partner_reference == f"erased {pushed.id}"
    assert pushed.request_digest != digest


@pytest.mark.parametrize("reference", [".", "..", "a/b", "a b", "a?b", "", "x" * 101])
def test_a_reference_that_cannot_stand_in_an_address_is_refused(dana: FlaskClient, reference: str) -> None:
    answer = dana.post(URL, json=a_push(partner_reference=reference))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/partner_reference")


def test_every_bad_field_is_told_at_once(dana: FlaskClient, session: Session) -> None:
    push = a_push(
        partner_reference="Daniel E",
        urgency="soon",
        person={"age_years": 200, "contact_points": [{"kind": "phone", "value": "12"}], "shoe_size": 44},
        substances=[{}, {"code": "no-such-code", "days_used_in_30": 31}, {"name": "beer", "days_used_in_30": "7"}],
        coverage=[{"coverage_kind": "barter"}],
        note="a\0b",
        colour="red",
    )
    answer = dana.post(URL, json=push)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json["errors"]} == {
        "/partner_reference",
        "/urgency",
        "/person/age_years",
        "/person/given_name",
        "/person/contact_points/0/value",
        "/person/shoe_size",
        "/substances/0/name",
        "/substances/1/code",
        "/substances/1/days_used_in_30",
        "/substances/2/days_used_in_30",
        "/coverage/0/coverage_kind",
        "/note",
        "/colour",
    }
    assert "Daniel" not in answer.text
    assert rows(session) == (0, 0, 0)


@pytest.mark.parametrize(
    ("person", "pointer"),
    [
        ({"given_name": "Daniel"}, "/person/contact_points"),
        ({"given_name": "Daniel", "contact_points": [{"kind": "email", "value": "d@example.org"}]}, "/person/contact_points"),
        ({"anonymous": False, "contact_points": a_push()["person"]["contact_points"]}, "/person/given_name"),
        ({"given_name": {"missing": "unknown"}, "contact_points": a_push()["person"]["contact_points"]}, "/person/given_name"),
    ],
)
def test_somebody_who_could_not_be_called_back_is_refused(
    dana: FlaskClient, session: Session, person: dict[str, Any], pointer: str
) -> None:
    answer = dana.post(URL, json=a_push(person=person))
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, [pointer])


def test_somebody_who_does_not_want_to_be_named_may_be_pushed(dana: FlaskClient, session: Session) -> None:
    person = {"anonymous": True, "contact_points": a_push()["person"]["contact_points"]}
    assert dana.post(URL, json=a_push(person=person)).status_code == 201


def test_a_partner_hears_where_it_stands_and_nothing_else(dana: FlaskClient, session: Session) -> None:
    reference = dana.post(URL, json=a_push()).json["reference"]
    intake = session.scalars(select(Intake)).one()
    heard = []
    for state in ("draft", "abandoned", "complete", "closed"):
        intake.state = state
        session.commit()
        heard.append(dana.get(f"{URL}/case-17").json)
    assert heard == [{"reference": reference, "state": state} for state in ("received", "received", "in-progress", "completed")]


def test_a_partner_sees_only_their_own(app: Flask, dana: FlaskClient, session: Session) -> None:
    other = a_client(app, a_key(session, a_partner(session, "Another clinic")))
    dana.post(URL, json=a_push())
    assert (dana.get(f"{URL}/case-17").status_code, other.get(f"{URL}/case-17").status_code) == (200, 404)
    assert other.post(URL, json=a_push()).status_code == 201
    assert rows(session) == (2, 2, 2)


def test_a_partner_opens_no_other_door(dana: FlaskClient, session: Session) -> None:
    dana.post(URL, json=a_push())
    intake = session.scalars(select(Intake)).one()
    paths = ("/api/v1/intakes", f"/api/v1/intakes/{intake.id}", "/api/v1/tasks", "/api/v1/referrals", "/api/v1/reports/desk")
    assert [dana.get(path).status_code for path in paths] == [403] * len(paths)


def test_staff_cannot_push(alice: Member, bob: Member, erin: Member) -> None:
    assert [member.client.post(URL, json=a_push()).status_code for member in (alice, bob, erin)] == [403] * 3


def test_a_counselor_takes_up_what_was_pushed(alice: Member, dana: FlaskClient, session: Session) -> None:
    dana.post(URL, json=a_push())
    intake = session.scalars(select(Intake)).one()
    told = alice.client.get(f"/api/v1/intakes/{intake.id}")
    waiting = alice.client.get("/api/v1/tasks?list=unassigned")
    assert (told.status_code, told.json["origin"]) == (200, "partner")
    assert [row["intake_id"] for row in waiting.json["items"]] == [str(intake.id)]


@pytest.mark.parametrize("ending", ["revoked", "expired", "disabled", "wrong", "cut", "other id", "nonsense"])
def test_a_key_that_is_not_good_opens_nothing(app: Flask, session: Session, ending: str) -> None:
    partner = a_partner(session)
    token = a_key(session, partner, days=30)
    key = session.scalars(select(PartnerKey)).one()
    assert a_client(app, token).get(f"{URL}/none").status_code == 404
    if ending == "revoked":
        revoke_key(session, actor=SYSTEM, key_id=key.id)
    elif ending == "expired":
        key.expires_at = NIGHT
    elif ending == "disabled":
        partner.disabled_at = NIGHT
    session.commit()
    bad = {
        "wrong": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "cut": token[:45],
        "other id": token.replace(key.id.hex, uuid4().hex),
        "nonsense": "partner_\u00e9_x",
    }.get(ending, token)
    assert a_client(app, bad).get(f"{URL}/none").status_code == 401


def test_a_key_is_kept_as_a_digest_and_its_use_is_noted(app: Flask, session: Session) -> None:
    token = a_key(session, a_partner(session))
    a_client(app, token).post(URL, json=a_push())
    key = session.scalars(select(PartnerKey)).one()
    assert token.rpartition("_")[2].encode() not in key.key_digest
    assert len(key.key_digest) == 16
    assert key.last_used_at == NIGHT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Klonopin", "clonazepam"),
        ("drinks vodka every day", "alcohol"),
        ("klonapin", Missing.UNKNOWN),
        ("the blue ones", Missing.UNKNOWN),
    ],
)
def test_a_name_is_coded_only_when_the_catalogue_knows_it(name: str, code: str | Missing) -> None:
    assert code_of(name) == code


def test_the_more_urgent_the_sooner() -> None:
    minutes = [load_urgencies()[code].minutes for code in ("emergency", "urgent", "routine")]
    assert minutes[0] is not None and minutes[1] is not None and minutes[0] < minutes[1] and minutes[2] is None


def test_sent_twice_at_the_same_moment_it_is_done_once(cluster: Cluster, template: str, config: Config) -> None:
    cluster.create_database("two_at_once", template=template)
    settings = {
        "INTAKE_ENV": "test",
        "DATABASE_URL": cluster.app_url("two_at_once"),
        "INTAKE_KEYS": RING.dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    app = create_app(Config.from_env(settings))
    storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        a_desk(session)
        token = a_key(session, a_partner(session))
    # The first use of a key is noted, which makes others wait: so it is used before.
    assert a_client(app, token).post(URL, json=a_push(partner_reference="case-1")).status_code == 201

    def push(_: int) -> TestResponse:
        # The clock that is held is the one of a thread.
        with stopped_at(NIGHT):
            return a_client(app, token).post(URL, json=a_push())

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(push, range(4)))
    with storage.unit_of_work() as session:
        counts = [session.scalar(text(f"select count(*) from {table}")) for table in ("intake", "task", "pushed_referral")]
    storage.engine.dispose()
    cluster.drop_database("two_at_once")
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["reference"] for answer in answers}) == 1
    assert counts == [2, 2, 2]
