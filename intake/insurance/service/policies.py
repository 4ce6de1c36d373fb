"""Payers and policies. Verbs of a policy serve the intake, which writes the trail for its whole change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.attachments.rules import PICTURES, check_content
from intake.attachments.service import keep_for, move_file
from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.service import open_person
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing, is_known
from intake.foundation.clock import now
from intake.foundation.errors import Invalid
from intake.foundation.permissions import Permission, require
from intake.insurance.models import Payer, Policy
from intake.insurance.queries import policies_of, worksheets_of
from intake.insurance.rules import bare, has_member_id, payers
from intake.storage.answers import Told
from intake.storage.encrypted import reseal, ring_of

_INDEXED = ("member_id", "group_number")
# Those beyond it stand in the order in which they were told.
_LAST = 9


def load_payers(session: Session) -> int:
    """Bring the table in line with the list; how many rows were added or changed. Rows are never taken away."""
    rows = [
        {"code": entry.code, "name": entry.name, "kind": entry.kind, "states": list(entry.states), "x12_id": entry.x12_id}
        for entry in payers().entries
    ]
    statement = insert(Payer).values(rows)
    fresh = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    different = func.row(*(Payer.__table__.c[name] for name in fresh)).is_distinct_from(func.row(*fresh.values()))
    changed = statement.on_conflict_do_update(index_elements=["code"], set_=fresh, where=different).returning(Payer.code)
    return len(session.execute(changed).all())


def add_policy(
    session: Session, *, intake_id: UUID, person: Person, answers: Mapping[str, Any], told: Told, position: int = 1
) -> Policy:
    """Coverage of the person in need, sealed with their key. Refuses a member id where nobody issues one."""
    policy = Policy(data_key=person.data_key, intake_id=intake_id, person_id=person.id, position=position)
    for field, answer in answers.items():
        if answer is not Missing.NOT_ASKED:
            policy.give_answer(field, answer, told)
    _check(policy)
    _index_numbers(session, policy)
    session.add(policy)
    return policy


def save_policy_answer(session: Session, policy: Policy, field: str, answer: Any, told: Told) -> int:
    """The answer's new version. Refuses a member id where nobody issues one."""
    version = policy.give_answer(field, answer, told)
    _check(policy)
    if field in _INDEXED:
        _index_numbers(session, policy)
    return version


def keep_card(session: Session, *, actor: Actor, policy: Policy, side: str, content: bytes, label: str | None = None) -> Policy:
    """A picture of one side of the card; an earlier one stays among the person's files. Refuses what is no picture."""
    require(actor, Permission.ATTACHMENTS_EDIT)
    if check_content(content) not in PICTURES:
        raise Invalid.field("/content", "Take a picture of the card: PNG or JPEG.")
    person = open_person(session, actor=actor, person_id=policy.person_id)
    kept = keep_for(session, actor=actor, person=person, kind=f"insurance_card_{side}", content=content, label=label)
    setattr(policy, f"card_{side}_id", kept.id)
    session.flush()
    record(session, actor, "insurance.keep_card", policy, person_id=person.id, side=side)
    return policy


def move_policies(session: Session, intake_id: UUID, person: Person) -> None:
    """Those of an intake turned out to be another person's, with all that hangs on them; also those that were taken off."""
    for policy in session.scalars(select(Policy).where(Policy.intake_id == intake_id)):
        _move(session, policy, person)


def _move(session: Session, policy: Policy, person: Person) -> None:
    reseal(policy, person.data_key)
    for sheet in worksheets_of(session, [policy.id]):
        reseal(sheet, person.data_key)
    for file_id in filter(None, (policy.card_front_id, policy.card_back_id)):
        move_file(session, file_id, person)
    policy.person_id = person.id


def put_first(session: Session, policy: Policy) -> None:
    """This one is asked, and pays, before the others of its intake, which keep their order."""
    others = [one for one in policies_of(session, policy.intake_id) if one.id != policy.id]
    for position, one in enumerate((policy, *others), 1):
        one.position = min(position, _LAST)


def next_position(session: Session, intake_id: UUID) -> int:
    """After those that an intake was told of so far."""
    told = policies_of(session, intake_id)
    return min(_LAST, told[-1].position + 1) if told else 1


def remove_policy(policy: Policy) -> None:
    """Take it out of the intake; it is kept and can be put back."""
    policy.removed_at = policy.removed_at or now()


def restore_policy(policy: Policy) -> None:
    policy.removed_at = None


def _check(policy: Policy) -> None:
    if is_known(policy.answer("member_id")) and not has_member_id(policy.answer("coverage_kind")):
        raise Invalid.field("/member_id", "There is no policy that a member id belongs to. Take it out, or change the coverage.")


def _index_numbers(session: Session, policy: Policy) -> None:
    """So that a number is found again however it is spaced, and by nobody who has no key."""
    for field in _INDEXED:
        told = getattr(policy, field)
        plain = bare(told) if told else ""
        setattr(policy, f"{field}_digest", ring_of(session).digest(field, plain) if plain else None)
