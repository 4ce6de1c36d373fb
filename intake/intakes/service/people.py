"""Who the intake is about: keeping the caller and the person in need apart, or together when they are one."""

from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import Person
from intake.foundation.answers import is_known
from intake.foundation.clock import now
from intake.insurance import service as insurance
from intake.intakes.models import Intake
from intake.intakes.queries import earlier_answers, notes_of
from intake.storage.answers import Mark, Told
from intake.storage.encrypted import reseal
from intake.substances import service as substances


def settle_subject(session: Session, intake: Intake) -> None:
    """After "for whom" was answered: one person, or two. What was told of the one who goes moves where nothing stands yet."""
    for_whom = intake.answer("for_whom")
    if for_whom == "self" and intake.subject_id != intake.caller_id:
        _move_answers(session, intake.subject, intake.caller)
        make_subject(session, intake, intake.caller)
    elif for_whom == "other" and intake.subject_id == intake.caller_id:
        told = Told("caller", intake.owner_id, now())
        make_subject(session, intake, callers.record_person(session, answers={}, told=told))


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
    callers.carry_relations(session, intake.subject, person)
    intake.subject = person
    session.flush()


def _move_answers(session: Session, source: Person, target: Person) -> None:
    for field, raw in (source.answers or {}).items():
        if is_known(source.answer(field)) and not is_known(target.answer(field)):
            callers.save_person_answer(session, target, field, source.answer(field), Mark(*raw).told())
