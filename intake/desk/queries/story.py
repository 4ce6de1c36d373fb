"""One person's story in the order of time: calls, intakes, what was promised and kept, referrals, consents, and what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.audit.queries import doers
from intake.calls.models import Call
from intake.calls.queries import visible_to
from intake.calls.rules import dispositions
from intake.consents.models import Consent
from intake.consents.queries import consents_of
from intake.desk.rules import load_lists
from intake.followups.models import Task
from intake.followups.rules import load_words
from intake.foundation.actor import Actor
from intake.foundation.permissions import Permission, may
from intake.intakes.models import Intake
from intake.referrals.models import Referral
from intake.referrals.queries import referrals_about
from intake.web.languages import say

# What the trail tells beside the rows themselves: what was changed, never who only read.
CHANGES = frozenset(
    {
        "attachments.keep",
        "attachments.remove",
        "callers.confirm_contact_point",
        "callers.end_relation",
        "callers.erase_person",
        "callers.flag_person",
        "callers.lift_flag",
        "callers.lift_hold",
        "callers.lift_restriction",
        "callers.place_hold",
        "callers.relate",
        "callers.restrict_person",
        "consents.disclose",
        "intakes.acknowledge_finding",
        "intakes.amend_answer",
        "intakes.choose_person",
    }
)
# Who did these stands in the trail alone: an intake is handed over, and a task given to somebody else.
BEGUN, COMPLETED, PROMISED, FINISHED = "intakes.start", "intakes.complete", "followups.create_task", "followups.finish_task"
Doers = Mapping[tuple[UUID, str], UUID | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the story: what happened, what it names, and where it leads."""

    at: datetime
    kind: str
    words: str
    name: str = ""
    by: UUID | None = None
    leads_to: tuple[str, str, UUID] | None = None


def happenings(
    session: Session,
    actor: Actor,
    person_id: UUID,
    intakes: Sequence[Intake],
    tasks: Sequence[Task],
    done: Iterable[AuditEntry],
) -> list[Happening]:
    """The newest first, of what the actor may see."""
    by = doers(session, {one.id for one in intakes} | {one.id for one in tasks}, (BEGUN, COMPLETED, PROMISED, FINISHED))
    told = [one for intake in intakes for one in _of_intake(intake, by)]
    told += [one for task in tasks for one in _of_task(task, by)]
    told += [_of_call(call) for call in _calls(session, actor, intakes)]
    told += [one for referral in referrals_about(session, actor, person_id) for one in _of_referral(referral)]
    if may(actor, Permission.CONSENTS_EDIT):
        told += [one for consent in consents_of(session, person_id) for one in _of_consent(consent)]
    words = dict(load_lists()["trail"])
    told += [Happening(one.at, "change", say(words.get(one.action, one.action)), by=one.actor_id) for one in done]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _of_intake(intake: Intake, by: Doers) -> Iterator[Happening]:
    leads = ("desk.intake", "intake_id", intake.id)
    yield Happening(intake.created_at, "intake", say("Began an intake"), intake.reference, by.get((intake.id, BEGUN)), leads)
    if intake.completed_at:
        who = by.get((intake.id, COMPLETED))
        yield Happening(intake.completed_at, "intake", say("Completed an intake"), intake.reference, who, leads)


def _of_task(task: Task, by: Doers) -> Iterator[Happening]:
    words, leads = load_words(), ("desk.task", "task_id", task.id)
    label = say(words.kinds[task.kind].label)
    yield Happening(task.created_at, "task", say("Promised a follow-up"), label, by.get((task.id, PROMISED)), leads)
    if task.finished_at:
        ended = say("Canceled a task") if task.state == "cancelled" else say("Finished a task")
        yield Happening(task.finished_at, "task", ended, label, by.get((task.id, FINISHED)), leads)


def _calls(session: Session, actor: Actor, intakes: Iterable[Intake]) -> Sequence[Call]:
    ids = {intake.call_id for intake in intakes if intake.call_id}
    return session.scalars(select(Call).where(Call.id.in_(ids), visible_to(actor))).all() if ids else ()


def _of_call(call: Call) -> Happening:
    ended = dispositions().get(call.disposition or "")
    words = say("They called") if call.direction == "inbound" else say("The desk called them")
    return Happening(call.started_at, "call", words, say(ended.words) if ended else "", call.taken_by)


def _of_referral(referral: Referral) -> Iterator[Happening]:
    for step in referral.steps:
        yield Happening(step.at, "referral", _referral_words().get(step.state, step.state), referral.facility.name, step.by)


def _referral_words() -> dict[str, str]:
    return {
        "draft": say("Drafted a referral"),
        "requested": say("Cleared a referral to be sent"),
        "cancelled": say("Canceled a referral"),
        "entered-in-error": say("A referral was made by mistake"),
    }


def _of_consent(consent: Consent) -> Iterator[Happening]:
    yield Happening(consent.created_at, "consent", say("A consent was noted"), by=consent.created_by)
    if consent.signed_at:
        yield Happening(consent.signed_at, "consent", say("A consent was signed"))
    if consent.revoked_at:
        yield Happening(consent.revoked_at, "consent", say("A consent was taken back"))
