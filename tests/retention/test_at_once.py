"""Erasing somebody while somebody else works on their record, in the unlucky order, with real commits: one waits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents import queries as consents
from intake.consents.rules import elements
from intake.consents.service import sign_by_scan
from intake.followups.models import Task
from intake.followups.service import Promise, create_task, promise_to_tell, propose_task
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.clock import now, stopped_at
from intake.foundation.errors import Gone
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.intakes.service import choose_person, resume_intake, save_answer
from intake.referrals import queries as referrals
from intake.referrals.models import Referral
from intake.referrals.service import draft_referral, send_referral
from intake.retention.service import apply_batch, change_retention, erase_record, erase_records
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.attachments import a_pdf
from tests.factories.callers import a_person
from tests.factories.consents import BORN, a_consent, a_notice
from tests.factories.facilities import a_place
from tests.factories.followups import an_intake
from tests.factories.referrals import a_sendable_referral
from tests.referrals.test_at_once import second_waits, until_it_waits

Step = Callable[[Session], object]
CALL_BACK = {"kind": "call_back", "promise": Promise()}


@pytest.fixture
def alice(own_storage: Storage, app: Flask) -> Member:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        actor = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
    return Member(actor, app.test_client(), "")


Work = Callable[[Session, Member], tuple[UUID, Step, Step]]


def saving_an_answer(session: Session, alice: Member) -> tuple[UUID, Step, Step]:
    """Holds the intake, then the person."""
    intake = an_intake(session, alice, state="draft")
    intake_id, person_id = intake.id, intake.subject_id
    return (
        person_id,
        lambda session: find_intake(session, alice.actor, intake_id, lock=True),
        lambda session: save_answer(
            session,
            actor=alice.actor,
            intake_id=intake_id,
            record="person",
            record_id=person_id,
            field="given_name",
            answer="Dan",
            version=1,
        ),
    )


def adding_a_signed_scan(session: Session, alice: Member) -> tuple[UUID, Step, Step]:
    """Holds the consent, then the person."""
    subject = an_intake(session, alice).subject
    assert subject is not None
    subject.birth_date = BORN
    consent_id = a_consent(session, alice, subject).id
    scan = {"content": a_pdf(), "signed_on": BORN.replace(year=2026, month=1), "seen": list(elements())}
    return (
        subject.id,
        lambda session: consents.consent(session, consent_id, lock=True),
        lambda session: sign_by_scan(session, actor=alice.actor, consent_id=consent_id, version=1, **scan),
    )


def clearing_a_referral(session: Session, alice: Member) -> tuple[UUID, Step, Step]:
    """Holds the referral, then the consent."""
    referral = a_sendable_referral(session, alice)
    referral_id = referral.id
    return (
        referral.subject_id,
        lambda session: referrals.referral(session, alice.actor, referral_id, lock=True),
        lambda session: send_referral(session, actor=alice.actor, referral_id=referral_id, version=1, information=["identity"]),
    )


ERASING = {
    "one": lambda session, one: erase_record(session, actor=SYSTEM, person_id=one, reason="asked_by_person"),
    "many": lambda session, one: erase_records(session, actor=SYSTEM, person_ids=[one], reason="retention_ended"),
}


@pytest.mark.parametrize("erasing", ERASING)
@pytest.mark.parametrize("work", [saving_an_answer, adding_a_signed_scan, clearing_a_referral])
def test_work_that_began_goes_on_and_the_erasing_waits_for_it(
    own_storage: Storage, alice: Member, work: Work, erasing: str
) -> None:
    with own_storage.unit_of_work() as session:
        person_id, begin, go_on = work(session, alice)

    def erase() -> None:
        with own_storage.unit_of_work() as session:
            ERASING[erasing](session, person_id)

    with ThreadPoolExecutor(1) as pool:
        with own_storage.unit_of_work() as session:
            begin(session)
            other = pool.submit(erase)
            until_it_waits(own_storage, other)
            go_on(session)
        other.result(timeout=20)
    with own_storage.unit_of_work() as session:
        erased = text("select wrapped is null from data_key join person on data_key.id = data_key_id where person.id = :id")
        assert session.scalar(erased, {"id": person_id}) is True


@pytest.mark.parametrize("role", ["subject", "caller"])
def test_what_was_told_does_not_move_to_somebody_who_is_erased_meanwhile(own_storage: Storage, alice: Member, role: str) -> None:
    with own_storage.unit_of_work() as session:
        draft = an_intake(session, alice, state="draft", situation={"present_location": "At home"})
        person_id, draft_id = a_person(session).id, draft.id

    def choose() -> None:
        with own_storage.unit_of_work() as session:
            choose_person(session, actor=alice.actor, intake_id=draft_id, role=role, person_id=person_id)

    with ThreadPoolExecutor(1) as pool:
        with own_storage.unit_of_work() as session:
            erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")
            other = pool.submit(choose)
            until_it_waits(own_storage, other)
        with pytest.raises(Gone):
            other.result(timeout=20)
    with own_storage.unit_of_work() as session:
        draft = session.get_one(Intake, draft_id)
        assert (draft.present_location, draft.caller.given_name) == ("At home", "Dolores")


def promising(session: Session, alice: Member) -> tuple[UUID, UUID, Step]:
    """To a mother, about her son."""
    intake_id, person_id = (intake := an_intake(session, alice)).id, intake.caller_id
    return person_id, intake_id, lambda session: create_task(session, actor=alice.actor, intake_id=intake_id, **CALL_BACK)


def promising_with_a_note(session: Session, alice: Member) -> tuple[UUID, UUID, Step]:
    """To whoever is meant, who called for himself."""
    intake_id, person_id = (intake := an_intake(session, alice, for_whom="self")).id, intake.subject_id
    told = {**CALL_BACK, "note": "Ask about the bed"}
    return person_id, intake_id, lambda session: create_task(session, actor=alice.actor, intake_id=intake_id, **told)


def drafting_a_referral(session: Session, alice: Member) -> tuple[UUID, UUID, Step]:
    place, intake = a_place(session).id, an_intake(session, alice)
    intake_id, person_id = intake.id, intake.subject_id
    return (
        person_id,
        intake_id,
        lambda session: draft_referral(session, actor=alice.actor, intake_id=intake_id, facility_id=place),
    )


def resuming(session: Session, alice: Member) -> tuple[UUID, UUID, Step]:
    intake = an_intake(session, alice, state="abandoned")
    intake_id, person_id, version = intake.id, intake.subject_id, intake.version
    return (
        person_id,
        intake_id,
        lambda session: resume_intake(session, actor=alice.actor, intake_id=intake_id, version=version),
    )


Begin = Callable[[Session, Member], tuple[UUID, UUID, Step]]
BEGINNINGS = [promising, promising_with_a_note, drafting_a_referral, resuming]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("begin", BEGINNINGS)
def test_no_work_begins_on_somebody_who_is_erased(own_storage: Storage, alice: Member, begin: Begin, at_once: bool) -> None:
    with own_storage.unit_of_work() as session:
        person_id, intake_id, work = begin(session, alice)

    def erase(session: Session) -> None:
        erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")

    with pytest.raises(Gone):
        if at_once:
            second_waits(own_storage, erase, work)
        with own_storage.unit_of_work() as session:
            erase(session)
        with own_storage.unit_of_work() as session:
            work(session)
    with own_storage.unit_of_work() as session:
        assert session.get_one(Person, person_id).is_erased
        assert session.scalars(select(Task)).all() == session.scalars(select(Referral)).all() == []
        assert session.get_one(Intake, intake_id).state != "draft"


def test_a_promise_that_was_made_first_ends_with_the_erasing_that_waited(own_storage: Storage, alice: Member) -> None:
    with own_storage.unit_of_work() as session:
        person_id, _, work = promising(session, alice)
    second_waits(
        own_storage,
        work,
        lambda session: erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person"),
    )
    with own_storage.unit_of_work() as session:
        assert session.scalars(select(Task.outcome)).all() == ["person_erased"]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_desk_itself_promises_nothing_to_who_is_erased(own_storage: Storage, alice: Member, at_once: bool) -> None:
    with own_storage.unit_of_work() as session:
        notice = a_notice(session, alice, (intake := an_intake(session, alice, for_whom="self")).subject)
        person_id, about = intake.subject_id, {"intake_id": intake.id, "consent_id": notice.consent_id}

    def propose(session: Session) -> None:
        assert propose_task(session, actor=SYSTEM, intake_id=about["intake_id"]) is None
        assert promise_to_tell(session, actor=SYSTEM, consent_id=about["consent_id"]) == []

    def erase(session: Session) -> None:
        erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")

    if at_once:
        second_waits(own_storage, erase, propose)
    else:
        for step in (erase, propose):
            with own_storage.unit_of_work() as session:
                step(session)
    with own_storage.unit_of_work() as session:
        assert session.scalars(select(Task)).all() == []


def test_an_intake_that_comes_to_the_person_while_they_are_taken_hold_of_is_waited_for(
    own_storage: Storage, alice: Member
) -> None:
    """Who is meant is chosen, the erasing waits for that, and so does an answer: none of the three is broken off."""
    with own_storage.unit_of_work() as session:
        person_id, draft_id = a_person(session).id, an_intake(session, alice, state="draft").id

    def erase() -> None:
        with own_storage.unit_of_work() as session:
            erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")

    def answer() -> None:
        told = {"record": "person", "record_id": person_id, "field": "city", "answer": "Examplewood", "version": 0}
        with own_storage.unit_of_work() as session:
            save_answer(session, actor=alice.actor, intake_id=draft_id, **told)

    with ThreadPoolExecutor(2) as pool:
        with own_storage.unit_of_work() as session:
            choose_person(session, actor=alice.actor, intake_id=draft_id, role="subject", person_id=person_id)
            others = [pool.submit(answer)]
            until_it_waits(own_storage, others[0])
            others.append(pool.submit(erase))
            until_it_waits(own_storage, others[1], how_many=2)
        for one in others:
            one.result(timeout=20)
    with own_storage.unit_of_work() as session:
        assert session.get_one(Person, person_id).is_erased
        assert session.get_one(Intake, draft_id).state == "abandoned"


def test_a_record_that_is_worked_on_again_while_the_night_s_erasing_waits_is_kept(own_storage: Storage, alice: Member) -> None:
    """It was over when the worker looked; until it got hold of another record, somebody had called again."""
    later = now() + timedelta(days=8 * 366)
    with own_storage.unit_of_work() as session:
        with stopped_at(now() - timedelta(days=30)):
            change_retention(session, actor=SYSTEM, version=0, is_on=True)
        other_id, called_id = (an_intake(session, alice, state="draft").id for _ in range(2))

    def erase() -> None:
        with own_storage.unit_of_work() as session, stopped_at(later):
            apply_batch(session, actor=SYSTEM)

    with ThreadPoolExecutor(1) as pool:
        with own_storage.unit_of_work() as session:
            find_intake(session, alice.actor, other_id, lock=True)
            erasing = pool.submit(erase)
            until_it_waits(own_storage, erasing)
            with own_storage.unit_of_work() as beside, stopped_at(later):
                person_id = beside.get_one(Intake, called_id).subject_id
                told = {"record": "person", "record_id": person_id, "field": "city", "answer": "Examplewood", "version": 0}
                save_answer(beside, actor=alice.actor, intake_id=called_id, **told)
        erasing.result(timeout=20)
    with own_storage.unit_of_work() as session:
        called, other = (session.get_one(Intake, one) for one in (called_id, other_id))
        assert (called.subject.city, called.state) == ("Examplewood", "draft")
        assert other.subject.is_erased
