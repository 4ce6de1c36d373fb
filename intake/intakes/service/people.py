"""Who the intake is about: keeping the caller and the person in need apart, or together when they are one."""

from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import Person
from intake.foundation.clock import now
from intake.insurance import service as insurance
from intake.intakes.models import Intake
from intake.intakes.queries import earlier_answers, notes_of
from intake.storage.answers import Told
from intake.storage.encrypted import reseal
from intake.substances import service as substances


def settle_subject(session: Session, intake: Intake) -> None:
    """After "for whom" was answered: one person, or two. Who gives way to the caller comes back when that was a slip."""
    for_whom, is_one = intake.answer("for_whom"), intake.subject_id == intake.caller_id
    if for_whom == "self" and not is_one:
        hold_people(session, intake)
        own = intake.subject if _is_own(session, intake, intake.subject) else None
        make_subject(session, intake, intake.caller)
        if own is not None:
            give_way(session, intake, "subject", own, intake.caller)
    elif for_whom == "other" and is_one:
        hold_people(session, intake)
        make_subject(session, intake, _subject_again(session, intake) or _somebody_else(session, intake))


def _subject_again(session: Session, intake: Intake) -> Person | None:
    """Who was in need before the caller was: the draft's own person, or somebody known who had been chosen for them."""
    own = session.get(Person, intake.own_subject_id) if intake.own_subject_id else None
    if own is None or own.is_erased:
        return None
    if own.merged_into_id == intake.caller_id:
        return own_again(session, intake, "subject")
    return session.get_one(Person, own.merged_into_id)


def _somebody_else(session: Session, intake: Intake) -> Person:
    """Nothing is known of them yet but who stands around them."""
    person = callers.record_person(session, answers={}, told=Told("caller", intake.owner_id, now()))
    callers.carry_relations(session, intake.subject, person)
    return person


def hold_people(session: Session, intake: Intake, *others: UUID) -> None:
    """Everybody whose answers a change of people writes, in one order."""
    named = (intake.caller_id, intake.subject_id, intake.own_caller_id, intake.own_subject_id)
    callers.hold_people(session, {one for one in (*named, *others) if one is not None})


def own_again(session: Session, intake: Intake, role: str) -> Person | None:
    """The draft's own record of this role, as it was before it gave way; None where somebody known stands there from the start.

    Nothing moves between two known people: who was chosen by a slip keeps nothing of what was told in the draft.
    """
    known: Person = getattr(intake, role)
    own_id: UUID | None = getattr(intake, f"own_{role}_id")
    if own_id is None:
        return known if _is_own(session, intake, known) else None
    own = session.get_one(Person, own_id)
    setattr(intake, f"own_{role}_id", None)
    if own.merged_into_id is None or own.is_erased:
        return None
    along = [intake.own_subject_id] if role == "caller" and intake.own_subject_id else []
    callers.come_back(session, own, session.get_one(Person, own.merged_into_id), along=along)
    return own


def give_way(session: Session, intake: Intake, role: str, own: Person, known: Person) -> None:
    """The draft's own record of this role is one of somebody known from now on."""
    callers.give_way(session, own, known)
    setattr(intake, f"own_{role}_id", own.id)


def _is_own(session: Session, intake: Intake, person: Person) -> bool:
    """Told of in this draft alone: nobody knows yet who that is."""
    if person.standing != "provisional":
        return False
    named = or_(Intake.caller_id == person.id, Intake.subject_id == person.id)
    return not session.scalar(select(exists().where(named, Intake.id != intake.id)))


def make_subject(session: Session, intake: Intake, person: Person) -> None:
    """The intake is about `person`: everything sealed in it moves to that person's key, also what was taken off the list."""
    substances.move_told(session, intake.id, person.data_key)
    insurance.move_policies(session, intake.id, person)
    for note in notes_of(session, intake.id):
        reseal(note, person.data_key)
    for earlier in earlier_answers(session, intake.id):
        if earlier.record not in ("person", "contact-point"):
            reseal(earlier, person.data_key)
    reseal(intake, person.data_key)
    intake.subject = person
    session.flush()
