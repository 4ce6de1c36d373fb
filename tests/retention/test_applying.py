"""Erasing what is over: only when the desk has switched it on, after some days, never what is held; the trail says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.callers.service import confirm_person
from intake.calls.models import Call
from intake.consents.models import SigningLink
from intake.followups.models import Task
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now, stopped_at
from intake.foundation.errors import Invalid, NotAllowed, PreconditionFailed
from intake.intakes.models import Intake
from intake.matching.models import MatchRun
from intake.organisation.models import Settings
from intake.partners.models import PushedReferral
from intake.referrals.models import Referral
from intake.retention.jobs import apply_retention
from intake.retention.models import RetentionSetting
from intake.retention.service import Applied, apply_batch, change_retention, erase_record, erase_records, open_report
from intake.storage.session import Storage
from intake.worker import HANDLERS, Worker
from tests.conftest import Member
from tests.factories.callers import a_hold, a_person
from tests.factories.calls import a_call
from tests.factories.consents import BORN, a_consent, an_offer
from tests.factories.facilities import a_place
from tests.factories.followups import a_task, an_intake
from tests.factories.partners import a_client, a_key, a_partner, a_push
from tests.factories.referrals import a_match_run, a_referral

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def record(session: Session, alice: Member, desk: Settings) -> Intake:
    intake = an_intake(session, alice)
    for person in (intake.caller, intake.subject):
        confirm_person(person)
    session.commit()
    return intake


def switch_on(session: Session, **years: int | None) -> RetentionSetting:
    """A month ago, so that nothing waits any more."""
    with stopped_at(now() - timedelta(days=30)):
        setting = change_retention(session, actor=SYSTEM, version=0, is_on=True, years=years)
    session.commit()
    return setting


@contextmanager
def in_years(years: float) -> Iterator[None]:
    with stopped_at(now() + timedelta(days=years * 365.25)):
        yield


def apply(session: Session, storage: Storage, years: float) -> Applied:
    with in_years(years):
        done = apply_retention(storage)
    session.expire_all()
    return done


def test_nothing_goes_while_the_desk_has_not_switched_it_on(session: Session, storage: Storage, record: Intake) -> None:
    assert not apply(session, storage, 30)
    switch_on(session)
    off = change_retention(session, actor=SYSTEM, version=1, is_on=False)
    session.commit()
    assert off.starts_at is None
    assert not apply(session, storage, 30)
    assert session.get_one(Person, record.subject_id).full_name == "Daniel"


def test_what_is_over_goes_and_the_trail_says_so(session: Session, alice: Member, storage: Storage, record: Intake) -> None:
    switch_on(session)
    call = a_call(session, alice.actor)
    session.commit()
    assert apply(session, storage, 6.9) == Applied(0, 1)
    assert apply(session, storage, 7.1) == Applied(2, 0)
    assert [session.get_one(Person, one).is_erased for one in (record.subject_id, record.caller_id)] == [True, True]
    emptied = session.get_one(Call, call.id)
    assert (emptied.from_number, emptied.from_digest, emptied.is_erased) == (None, None, True)
    rows = session.execute(select(AuditEntry.action, AuditEntry.actor_role, AuditEntry.detail)).all()
    runs = [row.detail for row in rows if row.action == "retention.apply"]
    assert runs == [{"people": 0, "calls": 1, "version": 1}, {"people": 2, "calls": 0, "version": 1}]
    assert [row.detail["reason"] for row in rows if row.action == "callers.erase_person"] == ["retention_ended"] * 2
    assert not apply(session, storage, 30)


def test_what_is_held_stays(session: Session, bob: Member, storage: Storage, record: Intake) -> None:
    switch_on(session)
    a_hold(session, bob, record.subject)
    session.commit()
    assert apply(session, storage, 30) == Applied(1, 0)
    assert session.get_one(Person, record.subject_id).full_name == "Daniel"


def test_a_hold_that_came_in_after_looking_keeps_the_record(session: Session, bob: Member, record: Intake) -> None:
    a_hold(session, bob, record.subject)
    both = [record.subject_id, record.caller_id]
    assert erase_records(session, actor=SYSTEM, person_ids=both, reason="retention_ended") == 1
    assert session.get_one(Person, record.subject_id).full_name == "Daniel"


def test_drafts_and_those_whom_only_they_name_go_and_are_no_longer_drafts(
    session: Session, alice: Member, storage: Storage
) -> None:
    switch_on(session)
    draft = an_intake(session, alice, state="draft")
    session.commit()
    assert apply(session, storage, 1.1) == Applied(2, 0)
    left = session.get_one(Intake, draft.id)
    assert (left.state, left.narrative, session.get_one(Person, draft.subject_id).is_erased) == ("abandoned", None, True)


def test_after_a_change_the_first_record_waits_some_days(session: Session, storage: Storage, record: Intake) -> None:
    with in_years(30):
        setting = change_retention(session, actor=SYSTEM, version=0, is_on=True)
        session.commit()
        assert not apply_retention(storage)
        with stopped_at(now() + timedelta(days=6)):
            assert not apply_retention(storage)
        with stopped_at(now() + timedelta(days=8)):
            change_retention(session, actor=SYSTEM, version=setting.version, years={"intake": 5})
            session.commit()
            assert not apply_retention(storage)
        with stopped_at(now() + timedelta(days=16)):
            assert apply_retention(storage)


def test_more_than_a_batch_goes_in_one_run(session: Session, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.retention.service.applying.BATCH", 2)
    for number in range(5):
        a_person(session, f"Person {number}")
    switch_on(session)
    assert apply(session, storage, 8) == Applied(5, 0)


def test_erasing_ends_what_was_still_meant_for_them(session: Session, app: Flask, alice: Member, record: Intake) -> None:
    record.subject.birth_date = BORN
    consent = a_consent(session, alice, record.subject)
    an_offer(session, alice, consent)
    task = a_task(session, alice, record, person_id=record.subject_id)
    others = a_task(session, alice, record, person_id=record.caller_id)
    referral, run = a_referral(session, alice, record), a_match_run(session, record)
    paid_by = [{"question": "medicaid", "states": ["FL"]}]
    run.needs = {"origin": {"zip": "33401"}, "networks": [{"payer": "as it was said"}], "paid_by": paid_by, "musts": ["detox"]}
    run.matches = run.to_find_out = [[str(a_place(session).id), 0, 12.5, 1, 12.5]]
    draft = an_intake(session, alice, state="draft")
    draft.subject_id, draft.data_key = record.subject_id, record.subject.data_key
    session.commit()
    erase_record(session, actor=SYSTEM, person_id=record.subject_id, reason="asked_by_person")
    session.commit()
    assert session.scalars(select(SigningLink.used_at.is_not(None))).all() == [True]
    assert [(one.state, one.outcome) for one in (session.get_one(Task, task.id), session.get_one(Task, others.id))] == [
        ("cancelled", "person_erased"),
        ("open", None),
    ]
    ended = session.get_one(Referral, referral.id)
    assert (ended.state, ended.steps[-1].reason) == ("cancelled", "person_erased")
    assert session.get_one(Intake, draft.id).state == "abandoned"
    kept = session.get_one(MatchRun, run.id)
    nowhere = {"states": [], "radius_miles": None}
    assert kept.needs == {"origin": None, "area": nowhere, "networks": [], "paid_by": [], "musts": ["detox"]}
    assert (kept.matches, kept.to_find_out) == ([], [])


def test_a_partner_no_longer_finds_whom_they_pushed(app: Flask, session: Session) -> None:
    partner = a_client(app, a_key(session, a_partner(session)))
    assert partner.post("/api/v1/partner/referrals", json=a_push(partner_reference="Q-77")).status_code == 201
    intake = session.scalars(select(Intake)).one()
    erase_record(session, actor=SYSTEM, person_id=intake.subject_id, reason="asked_by_person")
    session.commit()
    assert partner.get("/api/v1/partner/referrals/Q-77").status_code == 404
    assert "Q-77" not in session.scalars(select(PushedReferral.partner_reference)).one()


def test_setting_it_has_its_conditions(session: Session, bob: Member, erin: Member) -> None:
    with pytest.raises(NotAllowed):
        change_retention(session, actor=bob.actor, version=0, is_on=True)
    for years in ({"consent": 5}, {"intake": 31}, {"nonsense": 7}, {"minors": 17}):
        with pytest.raises(Invalid):
            change_retention(session, actor=erin.actor, version=0, years=years)
    kept = change_retention(session, actor=erin.actor, version=0, years={"intake": 10, "call": 2})
    assert (kept.is_on, kept.years, kept.version) == (False, {"intake": 10, "call": 2}, 1)
    with pytest.raises(PreconditionFailed):
        change_retention(session, actor=erin.actor, version=0, is_on=True)
    assert change_retention(session, actor=erin.actor, version=1, years={"call": None}).years == {"intake": 10}
    with pytest.raises(NotAllowed):
        apply_batch(session, actor=erin.actor)


def test_the_worker_does_it_each_night(storage: Storage, tmp_path: Path) -> None:
    app = Worker("postgresql://nobody@127.0.0.1/none", storage, HANDLERS, tmp_path / "anchors.jsonl")._app()
    planned = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert planned["apply_retention"] == "47 3 * * *"


def test_the_api_tells_and_sets(session: Session, bob: Member, erin: Member, alice: Member, record: Intake) -> None:
    path = "/api/v1/retention"
    told = bob.client.get(path)
    assert (told.status_code, told.json["is_on"], told.headers["ETag"]) == (200, False, '"0"')
    assert {line["kind"]: line["due"] for line in told.json["kinds"]} == {
        "intake": 0, "consent": None, "disclosure": None, "draft": 0, "call": 0, "minors": None,
    }  # fmt: skip
    assert alice.client.get(path).status_code == 403
    change: Any = {"json": {"is_on": True, "years": {"intake": 10}}, "headers": {"If-Match": '"0"'}}
    assert bob.client.patch(path, **change).status_code == 403
    assert erin.client.patch(path, **change).json["is_on"] is True
    assert erin.client.patch(path, json={"years": {"consent": 3}}, headers={"If-Match": '"1"'}).status_code == 422


def test_the_page_tells_what_is_over_to_whom_may_see_it(
    session: Session, bob: Member, erin: Member, charlie: Member, record: Intake
) -> None:
    held = a_person(session, "Vera", "Held")
    a_hold(session, bob, held)
    session.commit()
    with in_years(8):
        session.expire_all()
        seen, unseen = (open_report(session, actor=member.actor) for member in (bob, erin))
    assert {person.id for person in seen.people} == {record.subject_id, record.caller_id}
    assert ([person.id for person in seen.held], unseen.people, unseen.held) == ([held.id], (), ())
    assert (seen.lines[0].due, unseen.lines[0].due, seen.held_in_all) == (2, 2, 1)
    page = bob.client.get("/retention").text
    assert "Nothing is erased by itself" in page and "Vera Held" in page
    assert "Vera Held" not in erin.client.get("/retention").text
    assert charlie.client.get("/retention").status_code == 403
    shown = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "retention.open_report")).all()
    assert {"people": [str(held.id)]} in shown


def test_the_form_sets_it(session: Session, erin: Member) -> None:
    page = "/retention/change"
    assert "Erase what is over?" in erin.client.get(page).text
    wrong = erin.client.post(page, data={"is_on": "yes", "version": "0", "years_consent": "2"})
    assert (wrong.status_code, "consent-problem" in wrong.text) == (422, True)
    saved = erin.client.post(page, data={"is_on": "yes", "version": "0", "years_intake": "12"})
    assert saved.status_code == 303
    kept = session.get_one(RetentionSetting, 1)
    assert (kept.is_on, kept.years) == (True, {"intake": 12})
    late = erin.client.post(page, data={"is_on": "no", "version": "0"})
    assert (late.status_code, "Somebody else changed this" in late.text) == (409, True)


def test_the_command_line_reports_and_applies(app: Flask, session: Session, storage: Storage, record: Intake) -> None:
    runner = app.test_cli_runner()
    with in_years(8):
        told = runner.invoke(args=["retention", "report", "--list"])
        assert told.exit_code == 0, told.output
        assert "Switched off." in told.output and "2 over" in told.output and str(record.subject_id) in told.output
        assert "0 records of people" in runner.invoke(args=["retention", "apply"]).output
    switch_on(session)
    with in_years(8):
        assert "2 records of people" in runner.invoke(args=["retention", "apply"]).output
