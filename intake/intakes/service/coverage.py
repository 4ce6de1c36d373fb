"""A policy of an intake: asking its insurer, what it said, and its card. The verbs are the insurance room's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.consents.rules import Claim
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.permissions import Permission, require
from intake.insurance import queries as insured
from intake.insurance import service as insurance
from intake.insurance.models import BenefitsInquiry, BenefitsWorksheet, Policy
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake


@dataclass(frozen=True, slots=True)
class Coverage:
    """One policy with all that was ever said and asked about it."""

    intake: Intake
    policy: Policy
    worksheets: Sequence[BenefitsWorksheet]
    inquiries: Sequence[BenefitsInquiry]


def open_coverage(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID) -> Coverage:
    """The policy and its history; that it was opened stays in the trail."""
    require(actor, Permission.INTAKES_READ)
    intake, policy = _policy(session, actor, intake_id, policy_id)
    record(session, actor, "insurance.open_benefits", policy, person_id=policy.person_id, intake_id=str(intake.id))
    return Coverage(intake, policy, insured.worksheets_of(session, [policy.id]), insured.inquiries_of(session, policy.id))


def ask_insurer(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID,
    policy_id: UUID,
    way: str,
    claim: Claim | None = None,
    once: UUID | None = None,
) -> insurance.Asked:
    """See `insurance.service.ask_insurer`."""
    policy = _to_change(session, actor, intake_id, policy_id)
    return insurance.ask_insurer(session, actor=actor, policy=policy, way=way, claim=claim, once=once)


def open_request(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID, inquiry_id: UUID) -> insurance.Asked:
    """What may be said to the insurer, once more, while its ground stands."""
    policy = _to_change(session, actor, intake_id, policy_id)
    inquiry = insured.inquiry_of(session, policy.id, inquiry_id)
    if inquiry is None:
        raise NotFound
    return insurance.open_request(session, actor=actor, policy=policy, inquiry=inquiry)


def record_benefits(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID,
    policy_id: UUID,
    source: str,
    answers: Mapping[str, Any],
    inquiry_id: UUID | None = None,
) -> BenefitsWorksheet:
    """A worksheet of what was said; see `insurance.service.record_worksheet`."""
    policy = _to_change(session, actor, intake_id, policy_id)
    return insurance.record_worksheet(session, actor=actor, policy=policy, source=source, answers=answers, inquiry_id=inquiry_id)


def read_reply(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID, **reply: Any) -> BenefitsWorksheet:
    """A worksheet from an electronic answer; see `insurance.service.record_reply`."""
    policy = _to_change(session, actor, intake_id, policy_id)
    return insurance.record_reply(session, actor=actor, policy=policy, **reply)


def keep_card(
    session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID, side: str, content: bytes, label: str | None = None
) -> Policy:
    """A picture of one side of the card."""
    policy = _to_change(session, actor, intake_id, policy_id)
    return insurance.keep_card(session, actor=actor, policy=policy, side=side, content=content, label=label)


def _to_change(session: Session, actor: Actor, intake_id: UUID, policy_id: UUID) -> Policy:
    """The policy, held. Of a record too: benefits are asked after the call as well. Refuses what was abandoned."""
    require(actor, Permission.INTAKES_EDIT)
    intake, policy = _policy(session, actor, intake_id, policy_id, lock=True)
    if intake.state == "abandoned":
        raise Conflict("This intake is abandoned. Resume it first.")
    return policy


def _policy(session: Session, actor: Actor, intake_id: UUID, policy_id: UUID, *, lock: bool = False) -> tuple[Intake, Policy]:
    intake = find_intake(session, actor, intake_id, lock=lock)
    policy = session.get(Policy, policy_id)
    if policy is None or policy.intake_id != intake.id or policy.removed_at is not None:
        raise NotFound
    return intake, policy
