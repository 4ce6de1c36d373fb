"""Asking an insurer, and writing down what it said. Rooms above have found the policy for the actor before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.service import open_person
from intake.consents.models import Disclosure
from intake.consents.rules import Claim, Recipient
from intake.consents.service import decide_again, record_disclosure
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing, known_or_none
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.insurance import queries
from intake.insurance.models import BenefitsInquiry, BenefitsWorksheet, Policy
from intake.insurance.rules import (
    Insured,
    choose_reply,
    coverage,
    doubts_about,
    filled_from,
    payers,
    read_replies,
    reading_of,
    sources,
)
from intake.storage.answers import Told

# What an insurer is told when it is asked: who it is, and under which policy.
PURPOSE, INFORMATION = "payment", ("identity", "insurance")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may be put, and everything that may be said with it: (label, value or None where nobody knows)."""

    inquiry: BenefitsInquiry
    recipient: str
    basis: str
    says: Sequence[tuple[str, str | date | None]]


def insurer_of(policy: Policy) -> Recipient:
    """Who would be asked. Refuses a policy of which nobody knows the insurer."""
    listed = payers().by_code.get(policy.payer_code or "")
    name = listed.name if listed else policy.payer_said_as
    if name is None:
        raise Conflict("Nobody knows the insurer of this policy. Write it down first: a question needs somebody who is asked.")
    return Recipient("insurer", name)


def ask_insurer(
    session: Session, *, actor: Actor, policy: Policy, way: str, claim: Claim | None = None, once: UUID | None = None
) -> Asked:
    """Note that the insurer is asked, and get what may be said. It is a disclosure, decided and recorded before.

    Refuses with Conflict what may not leave, and a policy without an insurer. `once`: the same question, sent again, is the
    one that was noted, as `open_request` shows it.
    """
    require(actor, Permission.INTAKES_EDIT)
    if once is not None and (before := queries.inquiry_under(session, once)) is not None:
        return open_request(session, actor=actor, policy=policy, inquiry=before)
    recipient = insurer_of(policy)
    disclosure = record_disclosure(
        session,
        actor=actor,
        person_id=policy.person_id,
        recipient=recipient,
        purpose=PURPOSE,
        information=INFORMATION,
        claim=claim,
        once=once,
    )
    inquiry = BenefitsInquiry(policy_id=policy.id, disclosure_id=disclosure.id, way=way, asked_by=actor.id)
    session.add(inquiry)
    session.flush()
    record(session, actor, "insurance.ask", inquiry, person_id=policy.person_id, way=way, basis=disclosure.basis)
    person = open_person(session, actor=actor, person_id=policy.person_id)
    return Asked(inquiry, recipient.name, disclosure.basis, request_of(policy, person))


def open_request(session: Session, *, actor: Actor, policy: Policy, inquiry: BenefitsInquiry) -> Asked:
    """What may be said to the insurer, once more: only while the ground of then still stands, and to the one who was asked."""
    require(actor, Permission.INTAKES_EDIT)
    then = session.get_one(Disclosure, inquiry.disclosure_id)
    recipient = insurer_of(policy)
    if (then.subject_id, then.recipient_name) != (policy.person_id, recipient.name):
        raise Conflict("The policy has changed since: it was asked about somebody else, or another insurer. Ask anew.")
    decide_again(session, then)
    person = open_person(session, actor=actor, person_id=policy.person_id)
    record(session, actor, "insurance.open_request", inquiry, person_id=policy.person_id)
    return Asked(inquiry, recipient.name, then.basis, request_of(policy, person))


def request_of(policy: Policy, person: Person) -> list[tuple[str, str | date | None]]:
    """What an insurer needs to know to find a member, and nothing besides."""
    listed = payers().by_code.get(policy.payer_code or "")
    holder = policy.subscriber_name if policy.subscriber not in (None, "self") else None
    held_since = policy.subscriber_birth_date if holder else None
    return [
        (Words("Insurer"), listed.name if listed else policy.payer_said_as),
        (Words("Payer ID"), listed.x12_id if listed else None),
        (Words("Patient"), person.full_name),
        (Words("Birth date"), person.birth_date),
        (Words("Member ID"), policy.member_id),
        (Words("Group number"), policy.group_number),
        *([(Words("Whose plan it is"), holder), (Words("Their birth date"), held_since)] if holder else []),
        (
            Words("Asked about"),
            Words("Substance use treatment and mental health care (service types AI, MH, A7, A8), and the plan as a whole (30)"),
        ),
    ]


def record_worksheet(
    session: Session,
    *,
    actor: Actor,
    policy: Policy,
    source: str,
    answers: Mapping[str, Any],
    inquiry_id: UUID | None = None,
) -> BenefitsWorksheet:
    """What was said about the benefits. It stands beside earlier ones.

    Refuses an answer of the insurer that was got without a recorded question, one without any answer, and a time to come.
    """
    require(actor, Permission.INTAKES_EDIT)
    if sources()[source].electronic:
        raise Invalid.field("/source", "An electronic answer is read from its file.")
    if not any(one is not Missing.NOT_ASKED for name, one in answers.items() if name != "said_at"):
        raise Invalid.field("/coverage_active", "Nothing is filled in. Write down what was said, or that they would not say.")
    said_at = known_or_none(answers.get("said_at", Missing.NOT_ASKED))
    if said_at is not None and said_at > now():
        raise Invalid.field("/said_at", "This is still to come. Write down when it was said.")
    return _keep(session, actor, policy, source, answers, inquiry_id)


def record_reply(
    session: Session,
    *,
    actor: Actor,
    policy: Policy,
    content: bytes,
    source: str = "insurer_x12",
    inquiry_id: UUID | None = None,
    in_spite_of_doubts: bool = False,
) -> BenefitsWorksheet:
    """The worksheet that an electronic answer (271) fills in; what it does not say is unknown.

    Refuses a file that is not sound, and with Conflict one that may be about somebody else, until somebody has looked.
    """
    require(actor, Permission.INTAKES_EDIT)
    if not sources()[source].electronic:
        raise Invalid.field("/source", "A file holds an electronic answer.")
    person = open_person(session, actor=actor, person_id=policy.person_id)
    told = _insured(policy, person)
    reply = choose_reply(read_replies(content), told)
    if reply is None:
        raise Invalid.field("/content", "The file answers about several people. None of them alone is the one of this policy.")
    doubts = doubts_about(reply, told)
    if doubts and not in_spite_of_doubts:
        words = [coverage()["doubts"][code]["words"] for code in doubts]
        raise Conflict(
            Words("This may be about somebody else: %(doubts)s Look at it with the card before it is taken.", doubts=words),
            extra={"doubts": [{"code": code, "words": coverage()["doubts"][code]["words"]} for code in doubts]},
        )
    filled = filled_from(reply)
    answers = {
        **filled.answers,
        "reference_number": reply.trace or Missing.UNKNOWN,
        "said_by": reply.payer_name or Missing.UNKNOWN,
    }
    sheet = _keep(session, actor, policy, source, answers, inquiry_id, doubts=doubts)
    sheet.reading_text, sheet.document = json.dumps(reading_of(reply, filled)), content
    return sheet


def bring_worksheet(
    session: Session, *, policy: Policy, source: str, answers: Mapping[str, Any], told: Told
) -> BenefitsWorksheet:
    """What another desk wrote down; for a verb of a room above. Nobody is asked for it here."""
    sheet = BenefitsWorksheet(data_key=policy.data_key, policy_id=policy.id, source=source, doubts=[])
    _fill(sheet, answers, told)
    session.add(sheet)
    return sheet


def _fill(sheet: BenefitsWorksheet, answers: Mapping[str, Any], told: Told) -> None:
    for name, answer in answers.items():
        if answer is not Missing.NOT_ASKED:
            sheet.give_answer(name, answer, told)


def _keep(
    session: Session,
    actor: Actor,
    policy: Policy,
    source: str,
    answers: Mapping[str, Any],
    inquiry_id: UUID | None,
    doubts: Sequence[str] = (),
) -> BenefitsWorksheet:
    asks = sources()[source].asks
    if asks and inquiry_id is None:
        asked = queries.inquiries_of(session, policy.id)
        inquiry_id = asked[0].id if asked else None
        if inquiry_id is None:
            raise Conflict(
                "Nothing says that this insurer may be asked. Choose “Ask the insurer” first: that records the ground."
            )
    if inquiry_id is not None and (not asks or queries.inquiry_of(session, policy.id, inquiry_id) is None):
        raise Invalid.field("/inquiry_id", "This is no question about this policy.")
    sheet = BenefitsWorksheet(
        data_key=policy.data_key,
        policy_id=policy.id,
        source=source,
        inquiry_id=inquiry_id,
        recorded_by=actor.id,
        doubts=list(doubts),
    )
    told = Told("other" if sources()[source].asks else "self", actor.id, now())
    _fill(sheet, answers, told)
    session.add(sheet)
    session.flush()
    record(session, actor, "insurance.record_benefits", sheet, person_id=policy.person_id, source=source, doubts=len(doubts))
    return sheet


def _insured(policy: Policy, person: Person) -> Insured:
    listed = payers().by_code.get(policy.payer_code or "")
    said = (policy.payer_said_as,) if policy.payer_said_as else ()
    return Insured(
        member_id=policy.member_id,
        given_names=tuple(name for name in person.given_names if name),
        family_name=person.family_name,
        birth_date=person.birth_date,
        payer_names=(*(listed.names if listed else ()), *said),
        payer_id=listed.x12_id if listed else None,
    )
