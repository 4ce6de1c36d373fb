"""Whether something about a person may leave, and the record of what did."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.service import open_person
from intake.consents import queries
from intake.consents.models import BasisSwitch, Disclosure
from intake.consents.rules import (
    CONSENT,
    SELF,
    Claim,
    Decision,
    Recipient,
    agreement_of,
    check_times,
    explain_scope,
    judge_claim,
    judge_consents,
    law,
)
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.organisation.queries import today
from intake.organisation.service import raise_alert
from intake.storage.decisions import note_decision
from intake.storage.outbox import record_event


def decide_disclosure(
    session: Session,
    *,
    subject_id: UUID | None,
    recipient: Recipient,
    purpose: str,
    information: Collection[str],
    claim: Claim | None = None,
) -> Decision:
    """May this leave? Without a `claim` only a signed consent opens the way. Every way out of the house asks this.

    Without a `subject_id` it is asked of many people at once, for whom only a claim can speak.
    """
    on = queries.switched_on(session)
    if subject_id is None or claim is not None:
        claim = claim or Claim(CONSENT)
        decision = judge_claim(claim, recipient, purpose, switched_on=on, subject_id=subject_id)
    else:
        # Held: a consent that is taken back in this moment waits, or has been taken back before this reads it.
        agreements = [agreement_of(row) for row in queries.consents_of(session, subject_id, hold=True) if not row.is_erased]
        decision = judge_consents(agreements, recipient, purpose, information, today=today(session), switched_on=on)
    note_decision(session, decision.allowed)
    return decision


def tells_of_nobody(session: Session) -> None:
    """What leaves by a way out that usually tells of people holds none this time: nothing is decided, and nothing kept back."""
    note_decision(session, True)


def record_disclosure(
    session: Session,
    *,
    actor: Actor,
    person_id: UUID,
    recipient: Recipient,
    purpose: str,
    information: Collection[str],
    claim: Claim | None = None,
    at: datetime | None = None,
    once: UUID | None = None,
    decided: Decision | None = None,
) -> Disclosure:
    """What was told, to whom, why and on which ground, with the notice and the consent or the scope that went along.

    Refuses with Conflict what may not leave, and a time that is still to come. A medical emergency alerts the supervisors.
    `once`: the same again, from a form that was sent twice, gives what was recorded; anything else is recorded beside it.
    `decided`: what was decided before it left, where it has left by now.
    """
    require(actor, Permission.DISCLOSURES_RECORD)
    person = open_person(session, actor=actor, person_id=person_id)
    told, moment = set(information), now()
    facts = json.dumps(dict(claim.facts)) if claim and claim.facts else None
    if once is not None and (before := _recorded_before(session, once)) is not None:
        ground = claim.basis if claim else CONSENT
        if at in (None, before.at) and _telling(before) == (person.id, recipient, purpose, sorted(told), ground, facts):
            return before
        # Somebody went back to the form, and tells of something else.
        once = None
    if at is not None and at > moment:
        raise Invalid.field("/at", "This is still to come. Record what has happened.")
    happened_at = check_claim(session, claim) if claim else None
    decision = decided or decide_disclosure(
        session, subject_id=person.id, recipient=recipient, purpose=purpose, information=told, claim=claim
    )
    if not decision.allowed:
        raise Conflict(decision.reason)
    row = Disclosure(
        id=once or new_id(),
        subject_id=person.id,
        data_key=person.data_key,
        at=at or happened_at or moment,
        by=actor.id,
        recipient_kind=recipient.kind,
        recipient_id=recipient.id,
        purpose=purpose,
        information=sorted(told),
        basis=decision.basis,
        leaves=decision.leaves,
        consent_id=decision.consent_id,
    )
    row.recipient_name, row.carried = recipient.name, carried_with(session, decision, purpose, told)
    row.facts = facts
    session.add(row)
    session.flush()
    record(session, actor, "consents.disclose", row, person_id=person.id, basis=decision.basis)
    record_event(session, event("consents.disclosed", disclosure_id=row.id, person_id=person.id))
    if decision.basis == "medical_emergency":
        raise_alert(session, actor=actor, kind="emergency_disclosure", row=row)
    return row


def record_disclosures(
    session: Session,
    *,
    actor: Actor,
    people: Sequence[Person],
    recipient: Recipient,
    purpose: str,
    information: Collection[str],
    claim: Claim,
    once: UUID | None = None,
) -> None:
    """The same thing of many people was told to one recipient: a row for each of them, on one claimed ground.

    For a verb of a room above, which has found the people for the actor. Refuses with Conflict what may not leave.
    `once`: who has a row under this id already, from the same that was sent before, gets no second one.
    """
    require(actor, Permission.DISCLOSURES_RECORD)
    check_claim(session, claim)
    decision = decide_disclosure(
        session, subject_id=None, recipient=recipient, purpose=purpose, information=information, claim=claim
    )
    if not decision.allowed:
        raise Conflict(decision.reason)
    facts, moment = json.dumps(dict(claim.facts)) if claim.facts else None, now()
    carried = carried_with(session, decision, purpose, information)
    ids = {person.id: uuid5(once, str(person.id)) if once else new_id() for person in people}
    known = _recorded_of_many(session, once, ids.values()) if once else frozenset()
    rows = []
    for person in people:
        if ids[person.id] in known:
            continue
        row = Disclosure(
            id=ids[person.id],
            subject_id=person.id,
            data_key=person.data_key,
            at=moment,
            by=actor.id,
            recipient_kind=recipient.kind,
            recipient_id=recipient.id,
            purpose=purpose,
            information=sorted(set(information)),
            basis=decision.basis,
            leaves=decision.leaves,
        )
        session.add(row)
        row.recipient_name, row.facts, row.carried = recipient.name, facts, carried
        rows.append(row)
    session.flush()
    for row in rows:
        record(session, actor, "consents.disclose", row, person_id=row.subject_id, basis=decision.basis)
        record_event(session, event("consents.disclosed", disclosure_id=row.id, person_id=row.subject_id))


def check_claim(session: Session, claim: Claim) -> datetime | None:
    """When it happened, where the ground has to say so; refuses facts that should be a time or a day and are none."""
    return check_times(claim, now(), today(session))


def carried_with(session: Session, decision: Decision, purpose: str, information: Collection[str]) -> str | None:
    """The notice, with the signed words or what it covers; None where the desk itself tells nobody but the person."""
    if not decision.leaves or decision.basis in (None, SELF):
        return None
    consent = decision.consent_id and queries.consent(session, decision.consent_id)
    scope = consent.signed_words if consent else explain_scope(decision.basis, purpose, information)
    return f"{law().notice}\n\n{scope}"


def open_disclosure(session: Session, *, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """One disclosure; that the person's record was opened stays in the trail."""
    require(actor, Permission.DISCLOSURES_RECORD)
    found = queries.disclosure(session, disclosure_id)
    if found is None:
        raise NotFound
    open_person(session, actor=actor, person_id=found.subject_id)
    return found


def _telling(row: Disclosure) -> tuple[UUID, Recipient, str, list[str], str, str | None]:
    """Of whom, to whom, why, what, and on which ground with its facts."""
    return row.subject_id, _recipient(row), row.purpose, row.information, row.basis, row.facts


def _recipient(row: Disclosure) -> Recipient:
    return Recipient(row.recipient_kind, row.recipient_name or "", row.recipient_id)


def decide_again(session: Session, then: Disclosure) -> None:
    """Whether what was disclosed then may leave once more, to the same one. Refuses with Conflict what may not any more."""
    decision = decide_disclosure(
        session,
        subject_id=then.subject_id,
        recipient=_recipient(then),
        purpose=then.purpose,
        information=then.information,
        # Where a consent was the ground, whatever consents stand now are asked.
        claim=None if then.consent_id else Claim(then.basis, json.loads(then.facts or "{}")),
    )
    if not decision.allowed:
        raise Conflict(decision.reason)


def open_slip(session: Session, *, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """What goes along on paper: decided on again. Refuses what may not leave any more, and what carried nothing."""
    found = open_disclosure(session, actor=actor, disclosure_id=disclosure_id)
    if found.carried is None:
        raise Conflict("Nothing goes along with this: the desk itself told nobody else.")
    decide_again(session, found)
    record(session, actor, "consents.print_slip", found, person_id=found.subject_id)
    return found


def _recorded_before(session: Session, once: UUID) -> Disclosure | None:
    _wait_for(session, once)
    return queries.disclosure(session, once)


def _recorded_of_many(session: Session, once: UUID, ids: Collection[UUID]) -> frozenset[UUID]:
    _wait_for(session, once)
    return queries.disclosures_among(session, ids)


def _wait_for(session: Session, once: UUID) -> None:
    """Two presses of one button wait for each other."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"disclosure/{once}", 0))))


def switch_basis(session: Session, *, actor: Actor, basis: str, is_on: bool) -> dict[str, object]:
    """Switch a ground on or off for this desk. NotFound for a word that is no ground."""
    require(actor, Permission.SETTINGS_EDIT)
    if basis not in law().bases:
        raise NotFound
    values = {"is_on": is_on, "changed_by": actor.id, "changed_at": now()}
    session.execute(
        insert(BasisSwitch).values(basis=basis, **values).on_conflict_do_update(index_elements=["basis"], set_=values)
    )
    record(session, actor, "consents.switch_basis", basis=basis, is_on=is_on)
    return {"code": basis, "title": law().bases[basis].title, "source": law().bases[basis].source, "is_on": is_on}
