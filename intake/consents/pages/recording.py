"""Recording what was disclosed, in an emergency or not, and the paper that goes along."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from intake.callers.service import open_person
from intake.consents import queries, service
from intake.consents.pages.door import Page, Problems, pages, problems_of
from intake.consents.rules import SELF, SIGNED, Basis, Claim, Recipient, day_told, law, moment_told
from intake.consents.schemas.forms import EMERGENCY_FORM, RECORD_FORM, BasisQuery, facts_of, ticked
from intake.foundation.clock import now
from intake.foundation.errors import IntakeError, Invalid
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.organisation.queries import desk_zone, names_of_staff
from intake.web.door import DECIDED, Unit
from intake.web.languages import say_day, say_moment

RECORD = Permission.DISCLOSURES_RECORD


@pages.page("GET", "/people/<uuid:person_id>/emergency", permission=RECORD)
def emergency(unit: Unit, person_id: UUID) -> Page:
    """What the law wants written down at once when medical personnel were told in an emergency."""
    return _emergency(unit, person_id)


@pages.page("POST", "/people/<uuid:person_id>/emergency", permission=RECORD, takes=EMERGENCY_FORM)
def record_emergency(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """Recorded at once, and the supervisors are told."""
    if problems:
        return _emergency(unit, person_id, _untold() | problems), 422
    when, recipient = _moment(unit, data), Recipient("medical_personnel", data.pop("name"))
    told = {"recipient": recipient, "purpose": "emergency", "information": ticked(data, "share"), "once": data.pop("once")}
    claim = Claim("medical_emergency", {**data, "happened_at": when.isoformat()})
    return _record(unit, person_id, _emergency, at=when, claim=claim, **told)


def _emergency(unit: Unit, person_id: UUID, problems: Problems | None = None) -> str:
    return _form(unit, "consents/emergency.html", person_id, problems)


@pages.page("GET", "/people/<uuid:person_id>/disclosures/new", permission=RECORD, query=BasisQuery())
def new(unit: Unit, query: dict[str, str], person_id: UUID) -> Page:
    """On a signed consent; or on another ground that this desk uses."""
    return _new(unit, person_id, query["basis"])


@pages.page("POST", "/people/<uuid:person_id>/disclosures/new", permission=RECORD, takes=RECORD_FORM)
def record_new(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """Recorded, with the notice and what goes along; or why it may not leave."""
    basis = str(data.pop("basis", "signed_consent"))

    def again(unit: Unit, person_id: UUID, problems: Problems | None = None) -> str:
        return _new(unit, person_id, basis if basis in law().bases else "signed_consent", problems)

    if problems:
        return again(unit, person_id, _untold() | problems), 422
    when, information, facts = _moment(unit, data), ticked(data, "share"), facts_of(data)
    told = {"at": when, "information": information, "once": data.pop("once")}
    try:
        if basis == "signed_consent":
            return _record(unit, person_id, again, **_agreed(unit, person_id, data), **told)
        return _record(unit, person_id, again, **_claimed(basis, person_id, data), claim=Claim(basis, facts), **told)
    except Invalid as error:
        return again(unit, person_id, problems_of(error)), 422


def _agreed(unit: Unit, person_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Recipient and purpose, as the person signed them."""
    chosen = next((row for row in queries.consents_of(unit.session, person_id) if row.id == data.get("consent_id")), None)
    if chosen is None:
        raise Invalid.field("/consent_id", "Choose the consent.")
    return {
        "recipient": Recipient(chosen.recipient_kind, chosen.recipient_name or "", chosen.recipient_id),
        "purpose": chosen.purpose,
    }


def _claimed(basis: str, person_id: UUID, data: dict[str, Any]) -> dict[str, Any]:
    """Recipient and purpose as they were written; the person themself needs no name."""
    kind, purpose = data.get("recipient_kind"), data.get("purpose")
    name = data.get("recipient_name") or (law().recipient_kinds[SELF] if basis == SELF else None)
    missing = {"/recipient_kind": kind, "/recipient_name": name, "/purpose": purpose}
    for pointer, told in missing.items():
        if not told:
            raise Invalid.field(pointer, "This is needed.")
    return {"recipient": Recipient(str(kind), str(name), person_id if basis == SELF else None), "purpose": purpose}


def _new(unit: Unit, person_id: UUID, basis: str, problems: Problems | None = None) -> str:
    on = queries.switched_on(unit.session)
    signed = [row for row in queries.consents_of(unit.session, person_id) if row.standing_today == SIGNED]
    grounds = [one for code, one in law().bases.items() if code in on and code != "medical_emergency"]
    return _form(
        unit, "consents/new_disclosure.html", person_id, problems, basis=law().bases[basis], grounds=grounds, signed=signed
    )


def _form(unit: Unit, template: str, person_id: UUID, problems: Problems | None, **more: Any) -> str:
    person = open_person(unit.session, actor=unit.actor, person_id=person_id)
    here = now().astimezone(desk_zone(unit.session))
    return render_template(
        template,
        person=person,
        law=law(),
        here=here,
        typed=request.form,
        once=request.form.get("once") or new_id(),
        problems=problems or {},
        **more,
    )


def _untold() -> Problems:
    """Said together with what else is missing: nothing was ticked."""
    ticks = any(name.startswith("share_") and value for name, value in request.form.items())
    return {} if ticks else {"information": [Words("Say what was told.")]}


def _moment(unit: Unit, data: dict[str, Any]) -> datetime:
    when: datetime = data.pop("happened_at")
    return when.replace(tzinfo=desk_zone(unit.session))


def _in_words(unit: Unit, facts: dict[str, str], basis: Basis) -> dict[str, str]:
    """Times in the desk's zone, and days; what was kept in other words before stays as it was said."""
    zone = str(desk_zone(unit.session))
    times = {code: when for code in basis.moments if (when := moment_told(facts.get(code, ""))) is not None}
    days = {code: say_day(day) for code in basis.days if (day := day_told(facts.get(code, ""))) is not None}
    return facts | {code: say_moment(when, "due", zone) for code, when in times.items()} | days


def _record(unit: Unit, person_id: UUID, again: Any, **told: Any) -> Page:
    if not told["information"]:
        return again(unit, person_id, _untold()), 422
    try:
        with unit.session.begin_nested():
            row = service.record_disclosure(unit.session, actor=unit.actor, person_id=person_id, **told)
    except IntakeError as error:
        return again(unit, person_id, problems_of(error)), 422
    return redirect(url_for("consents.disclosure", disclosure_id=row.id), 303)


@pages.page("GET", "/disclosures/<uuid:disclosure_id>", permission=RECORD)
def disclosure(unit: Unit, disclosure_id: UUID) -> Page:
    """What was told, to whom, why and on which ground, and what went along."""
    row = service.open_disclosure(unit.session, actor=unit.actor, disclosure_id=disclosure_id)
    return render_template(
        "consents/disclosure.html",
        row=row,
        law=law(),
        basis=law().bases[row.basis],
        facts=_in_words(unit, json.loads(row.facts or "{}"), law().bases[row.basis]),
        staff=names_of_staff(unit.session, {row.by} if row.by else set()),
    )


@pages.page("GET", "/disclosures/<uuid:disclosure_id>/print", permission=RECORD, fresh=True, discloses=DECIDED)
def slip(unit: Unit, disclosure_id: UUID) -> Page:
    """The paper that goes along: the notice, and the consent or what it covers."""
    row = service.open_slip(unit.session, actor=unit.actor, disclosure_id=disclosure_id)
    return render_template("consents/slip.html", row=row, law=law())
