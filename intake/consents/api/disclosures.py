"""Disclosures, their accounting, and the grounds that this desk uses."""

from typing import Any
from uuid import UUID

from intake.consents import queries, service
from intake.consents.api.door import api, check_recipient
from intake.consents.models import AccountingRequest, Disclosure
from intake.consents.rules import law
from intake.consents.schemas.messages import (
    AccountingOut,
    AccountingQuery,
    AnsweredIn,
    AskedIn,
    AskedOut,
    AskedsOut,
    BasesOut,
    BasisOut,
    DisclosureIn,
    DisclosureOut,
    SwitchIn,
)
from intake.foundation.permissions import Permission
from intake.web.door import Unit


@api.operation(
    "POST",
    "/people/<uuid:person_id>/disclosures",
    permission=Permission.DISCLOSURES_RECORD,
    takes=DisclosureIn(),
    gives=DisclosureOut(),
    status=201,
    idempotent=True,
)
def record_disclosure(unit: Unit, data: dict[str, Any], person_id: UUID) -> Disclosure:
    """Record what was disclosed, on a signed consent or on the ground claimed. Refused when there is none."""
    check_recipient(unit, data["recipient"])
    return service.record_disclosure(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation("GET", "/disclosures/<uuid:disclosure_id>", permission=Permission.DISCLOSURES_RECORD, gives=DisclosureOut())
def show_disclosure(unit: Unit, disclosure_id: UUID) -> Disclosure:
    """One disclosure, with what went along."""
    return service.open_disclosure(unit.session, actor=unit.actor, disclosure_id=disclosure_id)


@api.operation(
    "GET",
    "/people/<uuid:person_id>/disclosures",
    permission=Permission.DISCLOSURES_RECORD,
    query=AccountingQuery(),
    gives=AccountingOut(),
)
def account(unit: Unit, query: dict[str, str], person_id: UUID) -> service.Accounting:
    """The accounting of disclosures, by kind of request."""
    return service.open_accounting(unit.session, actor=unit.actor, person_id=person_id, **query)


@api.operation(
    "GET",
    "/people/<uuid:person_id>/accounting-requests",
    permission=Permission.DISCLOSURES_RECORD,
    gives=AskedsOut(),
)
def list_accounting_requests(unit: Unit, person_id: UUID) -> dict[str, list[AccountingRequest]]:
    """What the person has asked for, until when an answer is owed, and which they have."""
    return {"items": service.open_accounting_requests(unit.session, actor=unit.actor, person_id=person_id)}


@api.operation(
    "POST",
    "/people/<uuid:person_id>/accounting-requests",
    permission=Permission.DISCLOSURES_RECORD,
    takes=AskedIn(),
    gives=AskedOut(),
    status=201,
    idempotent=True,
)
def ask_accounting(unit: Unit, data: dict[str, Any], person_id: UUID) -> AccountingRequest:
    """The person asked who received something about them. Makes a task, due before the deadline of this kind."""
    return service.ask_accounting(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation(
    "POST",
    "/accounting-requests/<uuid:accounting_id>/answered",
    permission=Permission.DISCLOSURES_RECORD,
    takes=AnsweredIn(),
    gives=AskedOut(),
)
def answer_accounting(unit: Unit, data: dict[str, str], accounting_id: UUID) -> AccountingRequest:
    """The person has their accounting. Ends the task about it."""
    return service.answer_accounting(unit.session, actor=unit.actor, accounting_id=accounting_id, **data)


@api.operation("GET", "/disclosure-bases", permission=Permission.SIGNED_IN, gives=BasesOut())
def list_bases(unit: Unit) -> dict[str, list[dict[str, Any]]]:
    """The closed list of grounds, and which of them this desk uses."""
    on = queries.switches(unit.session)
    rows = [{"code": b.code, "title": b.title, "source": b.source, "is_on": on[b.code]} for b in law().bases.values()]
    return {"items": rows}


@api.operation(
    "PUT",
    "/disclosure-bases/<string:basis>",
    permission=Permission.SETTINGS_EDIT,
    takes=SwitchIn(),
    gives=BasisOut(),
    fresh=True,
)
def switch_basis(unit: Unit, data: dict[str, bool], basis: str) -> dict[str, object]:
    """Switch a ground on or off."""
    return service.switch_basis(unit.session, actor=unit.actor, basis=basis, **data)
