"""What is over: nothing too early, nothing that is held, drafts too."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intake.callers.service import confirm_person
from intake.calls.models import Call
from intake.consents.models import Disclosure
from intake.followups.models import Attempt
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.identifiers import first_id_at, new_id
from intake.intakes.models import Intake, Note
from intake.organisation.models import Settings
from intake.referrals.models import ReferralStep
from intake.retention.queries import due_calls, due_people
from intake.retention.rules import policies, reviewed
from intake.storage.answers import Told
from intake.storage.base import Base
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_contact_point, a_hold, a_person
from tests.factories.calls import a_call
from tests.factories.consents import a_consent
from tests.factories.followups import a_task, an_intake
from tests.factories.referrals import a_referral

pytestmark = pytest.mark.usefixtures("desk")
Later = Callable[[Session, Member, Intake, datetime], Any]


def due(session: Session, years: float) -> set[object]:
    """The ids of whom is over so many years from now."""
    session.flush()
    moment = now() + timedelta(days=years * 365.25)
    return {person.id for person in due_people(session, reviewed(), moment)}


@pytest.fixture
def record(session: Session, alice: Member, desk: Settings) -> Intake:
    """A complete intake, of whose people nothing else is there."""
    intake = an_intake(session, alice)
    for person in (intake.caller, intake.subject):
        confirm_person(person)
    session.flush()
    return intake


def test_a_record_is_over_when_its_years_are(session: Session, record: Intake) -> None:
    both = {record.subject_id, record.caller_id}
    assert [due(session, years) for years in (0, 6.9, 7.1)] == [set(), set(), both]


def test_the_desk_may_keep_them_for_longer(session: Session, record: Intake) -> None:
    moment = now() + timedelta(days=8 * 366)
    assert list(due_people(session, policies({"intake": 9}), moment)) == []


def test_a_draft_is_no_record_and_never_out_of_retention(session: Session, alice: Member) -> None:
    draft = an_intake(session, alice, state="draft")
    abandoned = an_intake(session, alice, state="abandoned")
    people = {one for intake in (draft, abandoned) for one in (intake.subject_id, intake.caller_id)}
    assert [due(session, years) for years in (0.9, 1.1)] == [set(), people]


def test_a_draft_is_kept_from_its_last_answer_on(session: Session, alice: Member) -> None:
    draft = an_intake(session, alice, state="draft")
    draft.answers = {"pregnant": [1, "answered", "self", "", (now() + timedelta(days=200)).isoformat()]}
    assert due(session, 1.1) == set()
    assert due(session, 1.6) == {draft.caller_id, draft.subject_id}


def test_a_held_record_is_never_over(session: Session, bob: Member, record: Intake) -> None:
    hold = a_hold(session, bob, record.subject)
    assert due(session, 30) == {record.caller_id}
    hold.lifted_at = now()
    assert due(session, 30) == {record.caller_id, record.subject_id}


def test_whoever_is_erased_is_over_no_more(session: Session, record: Intake) -> None:
    record.subject.data_key.wrapped = None
    assert due(session, 30) == {record.caller_id}


def test_a_minor_is_kept_until_they_have_grown_up(session: Session) -> None:
    child = a_person(session, age_years=12)
    grown = a_person(session, "Luis", age_years=40)
    assert due(session, 8) == {grown.id}
    assert due(session, 12.5) == {grown.id, child.id}


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ({}, 7),
        ({"is_adult": True}, 7),
        ({"is_adult": False}, 24),
        ({"is_adult": False, "age_years": Missing.UNKNOWN}, 24),
        # A guess may be off by five years.
        ({"is_adult": False, "age_years": 18, "age_is_estimate": True}, 11),
        ({"age_years": 15, "age_is_estimate": True}, 14),
        ({"age_years": 18, "age_is_estimate": True}, 7),
        ({"is_adult": True, "age_years": 17, "age_is_estimate": True}, 7),
        # The two do not go together: erased is erased.
        ({"is_adult": False, "age_years": 40}, 24),
        ({"is_adult": True, "age_years": 16}, 8),
        ({"is_adult": False, "birth_date": date(1990, 5, 4)}, 7),
    ],
)
def test_whoever_is_not_18_yet_is_kept_until_they_must_have_grown_up(session: Session, told: dict[str, Any], until: int) -> None:
    person = a_person(session, **told)
    assert [due(session, years) for years in (until - 0.1, until + 0.1)] == [set(), {person.id}]


@pytest.mark.parametrize("told", [{"age_years": 12}, {"is_adult": False}])
def test_an_age_counts_from_the_day_on_which_it_was_told(session: Session, told: dict[str, Any]) -> None:
    child = a_person(session)
    for field, answer in told.items():
        child.give_answer(field, answer, Told("caller", None, now() + timedelta(days=3 * 365.25)))
    until = 3 + 24 - told.get("age_years", 0)
    assert [due(session, years) for years in (until - 0.1, until + 0.1)] == [set(), {child.id}]


def test_a_birth_date_counts_from_the_first_word_about_them(session: Session) -> None:
    """They were 17 when they called, and told when they were born after their birthday."""
    young = a_person(session)
    born = now().date() - timedelta(days=int(17.5 * 365.25))
    young.give_answer("birth_date", born, Told("self", None, now() + timedelta(days=365)))
    young.created_at = now() - timedelta(days=1)
    moment = now() + timedelta(days=int(5 * 365.25))
    assert list(due_people(session, policies({"intake": 1}), moment)) == []


# Something that happened three years later, and whose record it keeps.
LATER: dict[str, Later] = {
    "call": lambda session, alice, intake, at: setattr(_call(session, alice, intake), "ended_at", at),
    "task": lambda session, alice, intake, at: a_task(session, alice, intake, person_id=intake.subject_id, due_at=at),
    "attempt": lambda session, alice, intake, at: _attempt(session, alice, intake, at),
    "referral": lambda session, alice, intake, at: session.add(
        ReferralStep(referral_id=a_referral(session, alice, intake).id, state="draft", at=at)
    ),
    "closing": lambda session, alice, intake, at: setattr(intake, "closed_at", at),
    "note": lambda session, alice, intake, at: session.add(
        Note(intake_id=intake.id, data_key=intake.subject.data_key, recorded_at=at)
    ),
    "answer of the person": lambda session, alice, intake, at: setattr(intake.subject, "answers", _mark(at)),
    "number": lambda session, alice, intake, at: setattr(a_contact_point(session, intake.subject), "answers", _mark(at)),
}


def _mark(at: datetime) -> dict[str, list[Any]]:
    return {"note": [1, "answered", "self", "", at.isoformat()]}


def _call(session: Session, alice: Member, intake: Intake) -> Call:
    call = a_call(session, alice.actor)
    call.caller_id = intake.subject_id
    return call


def _attempt(session: Session, alice: Member, intake: Intake, at: datetime) -> None:
    task, point = a_task(session, alice, intake, person_id=intake.subject_id), a_contact_point(session, intake.subject)
    session.add(Attempt(task_id=task.id, contact_point_id=point.id, at=at, way="call", outcome="no_answer"))


@pytest.mark.parametrize("what", LATER)
def test_what_happened_later_keeps_the_record(session: Session, alice: Member, record: Intake, what: str) -> None:
    LATER[what](session, alice, record, now() + timedelta(days=3 * 365))
    assert record.subject_id not in due(session, 7.1)
    assert record.subject_id in due(session, 10.1)


def test_consents_and_disclosures_are_kept_for_their_own_time(session: Session, alice: Member, record: Intake) -> None:
    kept = a_consent(session, alice, record.subject)
    kept.expires_on = now().date() + timedelta(days=4 * 365)
    assert record.subject_id not in due(session, 9.5)
    assert record.subject_id in due(session, 10.1)
    session.add(
        Disclosure(
            subject_id=record.caller_id,
            data_key=record.caller.data_key,
            at=now() + timedelta(days=5 * 365),
            recipient_kind="facility",
            purpose="treatment",
            information=[],
            basis="court_order",
            leaves=True,
        )
    )
    assert record.caller_id not in due(session, 10.9)
    assert record.caller_id in due(session, 11.1)


def test_calls_of_nobody_go_by_themselves(session: Session, alice: Member, record: Intake) -> None:
    alone, ours, drafted = (a_call(session, alice.actor) for _ in range(3))
    ours.caller_id, record.call_id = record.caller_id, drafted.id
    session.flush()
    for years, expected in ((0.9, []), (1.1, [alone.id])):
        assert due_calls(session, reviewed(), now() + timedelta(days=years * 365.25), 10) == expected


def test_many_people_are_read_in_batches_with_the_same_question(
    session: Session, queries: QueryCount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.retention.queries.BATCH", 2)
    people = {a_person(session, f"Person {number}").id for number in range(5)}
    session.flush()
    queries.statements.clear()
    assert due(session, 8) == people
    # A batch, and who was merged into those of it.
    assert len(queries) == 7


def test_an_id_tells_when_it_was_made() -> None:
    moment = now()
    assert first_id_at(moment - timedelta(seconds=1)) < new_id() < first_id_at(moment + timedelta(seconds=2))


# Tables that hang on a person and say nothing of when something last happened.
SILENT = {
    "intake_finding": "follows from answers",
    "person_flag": "follows from calls",
    "person_merge": "says that two records are one person",
    "place_choice": "its intake",
    "pushed_referral": "its intake was made in the same moment",
    "restricted_access": "whoever may see it",
    "restriction": "whoever may see it",
    "signing_link": "its consent",
}


def test_every_table_that_tells_of_somebody_is_asked_before_they_go(session: Session, queries: QueryCount) -> None:
    """A room that is added later keeps people's records, or says here why not."""
    hanging = {"person"}
    while more := {
        table.name
        for table in Base.metadata.tables.values()
        if table.name not in hanging and any(key.column.table.name in hanging for key in table.foreign_keys)
    }:
        hanging |= more
    queries.statements.clear()
    assert list(due_people(session, reviewed(), now())) == []
    (asked,) = queries.statements
    assert hanging - set(re.findall(r"\w+", asked)) == set(SILENT)
