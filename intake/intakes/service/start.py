"""Starting an intake: empty for the form, or with everything that one request tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.callers import service as callers
from intake.callers.models import Person
from intake.calls.models import Call
from intake.calls.queries import find_call
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import Invalid
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import GRANTS, Permission, require
from intake.insurance import service as insurance
from intake.insurance.models import Policy
from intake.intakes.models import Finding, Intake
from intake.intakes.queries import WholeIntake
from intake.intakes.service.draft import noted
from intake.intakes.service.findings import finding_rows, first_findings, tell_supervisors
from intake.storage.answers import Told
from intake.storage.writing import send_new
from intake.substances import service as substances
from intake.substances.models import SubstanceUse, Treatment

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class WholeCall:
    """Everything that a request tells of one call. Answers that are not there were not asked."""

    call_id: UUID | None = None
    for_whom: str | None = None
    relation: str | None = None
    informant: str | None = None
    # Who took the call, when the actor types it in for them.
    taken_by: UUID | None = None
    caller: Answers = field(default_factory=dict)
    subject: Answers | None = None
    situation: Answers = field(default_factory=dict)
    substances: Sequence[Answers] = ()
    policies: Sequence[Answers] = ()
    # Of before.
    treatments: Sequence[Answers] = ()


def start_intake(
    session: Session, *, actor: Actor, told: WholeCall, origin: str = "form", partner_id: UUID | None = None
) -> Intake:
    """A draft of what was told so far; see `start_whole_intake`."""
    with session.no_autoflush:
        whole = start_whole_intake(session, actor=actor, told=told, origin=origin, partner_id=partner_id)
        keep_whole_intake(session, actor, whole)
    return whole.intake


def start_whole_intake(
    session: Session, *, actor: Actor, told: WholeCall, origin: str, partner_id: UUID | None = None
) -> WholeIntake:
    """A draft with its people, substances, policies and findings, as they were just made.

    The person in need is a row of their own unless the caller calls for themself. Refuses a call that the actor may not see.
    Nothing is written yet, nor may anything flush: `keep_whole_intake` writes it, when all that befalls it in this transaction
    has been done.
    """
    require(actor, Permission.REFERRALS_PUSH if partner_id else Permission.INTAKES_EDIT)
    call = find_call(session, actor, told.call_id, lock=True) if told.call_id else None
    # A partner is no account: what they recorded stands under the intake's partner.
    recorder = None if partner_id else actor.id
    by_caller = Told("other" if partner_id else "self", recorder, now())
    caller = _person(session, told.caller, by_caller, call)
    about = Told(told.informant or ("self" if told.for_whom == "self" else "caller"), recorder, by_caller.at)
    subject = caller if told.for_whom == "self" else _person(session, told.subject or {}, about, None)
    intake = Intake(
        id=new_id(), origin=origin, call_id=told.call_id, caller=caller, caller_id=caller.id,
        subject=subject, subject_id=subject.id, data_key=subject.data_key,
        owner_id=None if partner_id else actor.id, team_id=actor.team_id, partner_id=partner_id, version=1, answers={},
        state="draft", taken_by=_taker(session, actor, told.taken_by),
    )  # fmt: skip
    session.add(intake)
    _answer_all(intake, {"for_whom": told.for_whom, "relation": told.relation}, by_caller)
    _answer_all(intake, told.situation, about)
    if call is not None:
        call.caller_id = caller.id
    policies, uses = _policies(session, intake, told, about), _uses(session, intake, told, about)
    treatments = _treatments(session, intake, told, about)
    findings = first_findings(session, intake, uses)
    noted(session, actor, intake, "start", origin=origin, substances=len(uses))
    return WholeIntake(intake, uses, policies, findings, treatments)


def keep_whole_intake(session: Session, actor: Actor, whole: WholeIntake) -> None:
    """Write a draft that was just started, with all its parts; an emergency tells supervisors."""
    send_new(session, {Finding: finding_rows(whole.findings)})
    tell_supervisors(session, actor, [finding for finding in whole.findings if finding.is_open_emergency])
    session.flush()


def _taker(session: Session, actor: Actor, taken_by: UUID | None) -> UUID | None:
    """Refuses somebody who takes no calls, or is of another team: both must see the intake."""
    if taken_by is None or taken_by == actor.id:
        return None
    account = session.get(Account, taken_by)
    roles = {role.value for role, grants in GRANTS.items() if Permission.CALLS_TAKE in grants}
    if account is None or account.role not in roles or account.team_id != actor.team_id:
        raise Invalid.field("/taken_by", "Choose a colleague of your team who takes calls.")
    return account.id


def _person(session: Session, told: Answers, by: Told, call: Call | None) -> Person:
    answers = {name: value for name, value in told.items() if name != "contact_points"}
    person = callers.record_person(session, answers=answers, told=by)
    points = list(told.get("contact_points", ()))
    if call is not None and call.from_number is not None and not points:
        points = [{"kind": "phone", "value": call.from_number}]
    for point in points:
        rules = {name: value for name, value in point.items() if name not in ("kind", "value")}
        callers.add_contact_point(session, person, kind=point["kind"], value=point["value"], answers=rules, told=by)
    return person


def _policies(session: Session, intake: Intake, told: WholeCall, by: Told) -> list[Policy]:
    return [
        insurance.add_policy(session, intake_id=intake.id, person=intake.subject, answers=answers, told=by, position=position)
        for position, answers in enumerate(told.policies, 1)
    ]


def _uses(session: Session, intake: Intake, told: WholeCall, by: Told) -> list[SubstanceUse]:
    return [
        substances.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=by)
        for answers in told.substances
    ]


def _treatments(session: Session, intake: Intake, told: WholeCall, by: Told) -> list[Treatment]:
    return [
        substances.add_treatment(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=by)
        for answers in told.treatments
    ]


def _answer_all(intake: Intake, answers: Answers, by: Told) -> None:
    for name, answer in answers.items():
        if answer is not None and answer is not Missing.NOT_ASKED:
            intake.give_answer(name, answer, by)
