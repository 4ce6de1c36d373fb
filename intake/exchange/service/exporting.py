"""Records on their way out: decided on, and for each person recorded as disclosed, before a line of theirs is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.consents.rules import Claim, Recipient
from intake.consents.service import check_claim, decide_disclosure, record_disclosures, tells_of_nobody
from intake.exchange import queries
from intake.exchange.rules import ABOUT_PEOPLE, KINDS
from intake.exchange.schemas import RECORDS, bulk_grounds
from intake.facilities.models import Facility
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.permissions import Permission, may, require
from intake.insurance.models import BenefitsWorksheet, Policy
from intake.insurance.schemas import PolicyAnswers, WorksheetRecord
from intake.intakes.models import Intake
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers

_INFORMATION = {
    "people": ("identity",),
    "intakes": ("identity", "reason_for_call", "substance_use", "health", "insurance"),
    "tasks": ("identity", "reason_for_call"),
}
_POLICY, _SHEET, _USE, _TREATMENT = PolicyAnswers(), WorksheetRecord(), SubstanceUseAnswers(), TreatmentAnswers()


@dataclass(frozen=True, slots=True)
class Ground:
    """On which ground people's records leave, and to whom."""

    recipient: Recipient
    purpose: str
    claim: Claim


def ground_of(basis: str | None, recipient: str | None, facts: Mapping[str, str]) -> Ground:
    """Refuses a ground that does not let many people's records leave, and a recipient without a name."""
    known = bulk_grounds().get(basis or "")
    if known is None:
        raise Invalid.field("/claim/basis", "Say on which ground these records leave.")
    if not recipient:
        raise Invalid.field("/recipient", "Say who receives them.")
    return Ground(Recipient(known.recipients[0], recipient), known.purposes[0], Claim(known.code, facts))


def may_exchange(actor: Actor, kind: str) -> None:
    """People's records by who may see them; places by who may edit them."""
    require(actor, Permission.EXCHANGE_USE)
    require(actor, Permission.EXCHANGE_PEOPLE if kind in ABOUT_PEOPLE else Permission.FACILITIES_EDIT)


def kinds_for(actor: Actor) -> list[str]:
    """What this role may bring in and let leave."""
    people, places = may(actor, Permission.EXCHANGE_PEOPLE), may(actor, Permission.FACILITIES_EDIT)
    return [kind for kind in KINDS if (people if kind in ABOUT_PEOPLE else places)]


def begin_export(session: Session, *, actor: Actor, kind: str, format: str, ground: Ground | None = None) -> int:
    """Whether these records may leave at all; how many there are. It stands in the trail.

    Refuses people's records without a ground that this desk has switched on and whose facts are told.
    """
    may_exchange(actor, kind)
    if kind not in ABOUT_PEOPLE:
        tells_of_nobody(session)
    else:
        if ground is None:
            raise Invalid.field("/claim/basis", "Say on which ground these records leave.")
        check_claim(session, ground.claim)
        decision = decide_disclosure(
            session,
            subject_id=None,
            recipient=ground.recipient,
            purpose=ground.purpose,
            information=_INFORMATION[kind],
            claim=ground.claim,
        )
        if not decision.allowed:
            raise Conflict(decision.reason)
    rows = queries.count(session, kind, actor)
    basis = ground.claim.basis if ground else None
    record(session, actor, "exchange.export", kind=kind, format=format, rows=rows, basis=basis)
    return rows


def export_rows(
    session: Session, *, actor: Actor, kind: str, after: UUID | None, ground: Ground | None, once: UUID | None = None
) -> list[Any]:
    """The next records; that those they are about were disclosed is written in this transaction, before anybody reads them.

    `once`: the same for a file that is made again for a request that was sent again; it is written once.
    """
    may_exchange(actor, kind)
    found = queries.batch_after(session, kind, actor, after)
    if found and kind in ABOUT_PEOPLE:
        if ground is None:
            raise Conflict("There is no ground on which these records leave.")
        record_disclosures(
            session,
            actor=actor,
            people=_people_of(session, actor, kind, found),
            recipient=ground.recipient,
            purpose=ground.purpose,
            information=_INFORMATION[kind],
            claim=ground.claim,
            once=once,
        )
    return found


def _people_of(session: Session, actor: Actor, kind: str, rows: list[Any]) -> list[Person]:
    if kind == "people":
        return rows
    if kind == "intakes":
        ids = {person_id for row in rows for person_id in (row.subject_id, row.caller_id)}
    else:
        ids = {row.person_id for row in rows}
    return [one for one in queries.people_by_ids(session, actor, ids).values() if not one.is_erased]


def dump_rows(session: Session, kind: str, rows: list[Any]) -> Iterator[dict[str, Any]]:
    """The records as they stand in a file."""
    if kind == "places":
        yield from map(_place, rows)
    elif kind == "people":
        numbers = queries.numbers_of(session, [row.id for row in rows])
        for row in rows:
            yield {**RECORDS[kind].dump(row), "external_id": numbers[row.id]}
    elif kind == "intakes":
        yield from _intakes(session, rows)
    else:
        yield from _tasks(session, rows)


def _intakes(session: Session, rows: list[Intake]) -> Iterator[dict[str, Any]]:
    parts = queries.parts_of(session, [row.id for row in rows])
    numbers = queries.numbers_of(session, [one for row in rows for one in (row.id, row.caller_id, row.subject_id)])
    for row in rows:
        told = RECORDS["intakes"].dump(_Whole(row))
        yield {
            **told,
            "external_id": numbers[row.id],
            "caller": None if row.caller.is_erased else numbers[row.caller_id],
            "subject": numbers[row.subject_id],
            "substances": [_USE.dump(use) for use in parts.uses[row.id]],
            "policies": [_policy(policy, parts.worksheets[policy.id]) for policy in parts.policies[row.id]],
            "treatments": [_TREATMENT.dump(treatment) for treatment in parts.treatments[row.id]],
        }


def _policy(policy: Policy, sheets: Sequence[BenefitsWorksheet]) -> dict[str, Any]:
    return {**_POLICY.dump(policy), **({"worksheets": [_SHEET.dump(sheet) for sheet in sheets]} if sheets else {})}


class _Whole:
    """An intake as its record reads it; whom and what belongs to it is put in beside."""

    def __init__(self, row: Intake) -> None:
        self.row = row
        self.external_id = self.caller = self.subject = ""
        self.substances: list[Any] = []
        self.policies: list[Any] = []
        self.treatments: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _tasks(session: Session, rows: list[Any]) -> Iterator[dict[str, Any]]:
    numbers = queries.numbers_of(session, [one for row in rows for one in (row.id, row.person_id, row.intake_id) if one])
    emails = queries.emails_of(session, [row.assignee_id for row in rows])
    for row in rows:
        yield {
            "external_id": numbers[row.id],
            "created_at": row.created_at.isoformat(),
            "person": numbers[row.person_id],
            "intake": numbers[row.intake_id] if row.intake_id else None,
            "kind": row.kind,
            "state": row.state,
            "due_at": row.due_at.isoformat(),
            "time_zone": row.time_zone,
            "assignee": emails.get(row.assignee_id),
            "note": row.note,
            "outcome": row.outcome,
            "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        }


def _place(row: Facility) -> dict[str, Any]:
    exact = row.site.coordinate_precision == "address"
    return {
        "external_id": f"{row.source}:{row.source_key}",
        "name": row.name,
        "program": row.program or None,
        "street": row.site.street,
        "unit": row.unit or None,
        "city": row.site.city,
        "state": row.site.state,
        "zip": row.site.zip,
        "phone": row.phone,
        "intake_lines": list(row.intake_lines),
        "website": row.website,
        "latitude": row.site.latitude if exact else None,
        "longitude": row.site.longitude if exact else None,
        "codes": list(row.codes),
        "answered_categories": list(row.categories),
    }
