"""A person's consents, for staff: what was said, what is signed, what is missing; asking, offering, scanning, taking back."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from intake.attachments.rules import bounds
from intake.attachments.schemas import FORM_BYTES
from intake.callers.queries import people_around
from intake.callers.rules import is_of_age, majority_of, relation_words
from intake.callers.service import open_person
from intake.consents import queries, service
from intake.consents.models import Consent, RevocationNotice
from intake.consents.pages.door import Page, Problems, pages, problems_of
from intake.consents.rules import PERSON, REVOKED, Recipient, elements, law, missing_elements, wording
from intake.consents.schemas.forms import CONSENT_FORM, SCAN_FORM, OfferForm, PlaceQuery, VersionForm, signer_of, ticked
from intake.consents.schemas.messages import ToldIn
from intake.consents.service.agreeing import Offer
from intake.foundation.errors import Conflict, IntakeError, Invalid, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.organisation.queries import names_of_staff, today
from intake.web.door import Unit
from intake.web.runtime import current_runtime

EDIT = Permission.CONSENTS_EDIT


@pages.page("GET", "/people/<uuid:person_id>/consents", permission=EDIT, query=PlaceQuery())
def consents(unit: Unit, query: dict[str, UUID], person_id: UUID) -> Page:
    """Every consent with its state and what it still lacks; a place of their referrals may be chosen already."""
    return _consents(unit, person_id, typed={"recipient_id": query.get("place"), "recipient_person_id": query.get("who")})


def _consents(unit: Unit, person_id: UUID, *, status: int = 200, **more: Any) -> Page:
    person = open_person(unit.session, actor=unit.actor, person_id=person_id)
    rows = queries.consents_of(unit.session, person.id)
    notices = queries.notices_of(unit.session, [row.id for row in rows if row.state == REVOKED])
    page = render_template(
        "consents/consents.html",
        person=person,
        rows=rows,
        missing={row.id: missing_elements(row, named=bool(person.full_name)) for row in rows},
        notices=notices,
        staff=names_of_staff(unit.session, _staff_of(rows, notices)),
        adult=is_of_age(person, today(unit.session)),
        of_age_on=majority_of(person.birth_date) if person.birth_date else None,
        relations=relation_words(),
        law=law(),
        asked=law().bases["signed_consent"],
        grounds=wording()["grounds"],
        elements=elements(),
        types=bounds().types,
        places=_places(unit, person_id),
        around=[one for one in people_around(unit.session, unit.actor, person.id) if one.is_theirs and one.other.name],
        **{"typed": {}, "problems": {}, "at": None, "offer": None, **more},
    )
    return page if status == 200 else (page, status)


def _staff_of(rows: Sequence[Consent], notices: Mapping[UUID, Sequence[RevocationNotice]]) -> set[UUID]:
    told = (notice.told_by for those in notices.values() for notice in those)
    return {one for one in (*(row.checked_by for row in rows), *told) if one is not None}


@pages.page("POST", "/people/<uuid:person_id>/consents", permission=EDIT, takes=CONSENT_FORM)
def record_intent(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """They said yes on the phone. That unlocks nothing yet."""
    if problems:
        return _consents(unit, person_id, status=422, typed=request.form, problems=problems)
    try:
        recipient = _recipient(unit, data, person_id)
    except Invalid as error:
        return _consents(unit, person_id, status=422, typed=request.form, problems=problems_of(error))
    information = ticked(data, "share")
    if not information:
        return _consents(
            unit, person_id, status=422, typed=request.form, problems={"information": [Words("Say what may be shared.")]}
        )
    try:
        with unit.session.begin_nested():
            service.record_consent(
                unit.session, actor=unit.actor, person_id=person_id, recipient=recipient, information=information, **data
            )
    except Invalid as error:
        return _consents(unit, person_id, status=422, typed=request.form, problems=problems_of(error))
    return redirect(url_for("consents.consents", person_id=person_id), 303)


def _places(unit: Unit, person_id: UUID) -> Mapping[UUID, str]:
    return current_runtime().places_of(unit.session, unit.actor, person_id)


def _recipient(unit: Unit, data: dict[str, Any], person_id: UUID) -> Recipient:
    """A chosen place by its key, with the name that the directory has: what is signed names the place that is unlocked.

    Somebody around the person goes by their key as well; the verb names them as their record does.
    """
    kind, name, place = data.pop("recipient_kind"), data.pop("recipient_name", None), data.pop("recipient_id", None)
    if who := data.pop("recipient_person_id", None):
        return Recipient(PERSON, "", who)
    if place is None:
        if not name:
            raise Invalid.field("/recipient_name", "Say with whom.")
        return Recipient(kind, name)
    known = _places(unit, person_id).get(place)
    if known is None:
        raise Invalid.field("/recipient_id", "This person has no open referral to this place. Choose again.")
    return Recipient("facility", known, place)


@pages.page("POST", "/consents/<uuid:consent_id>/offer", permission=EDIT, takes=OfferForm())
def offer(unit: Unit, data: dict[str, Any], problems: Problems, consent_id: UUID) -> Page:
    """A link to sign it by, shown this once."""
    signer = signer_of(data)
    return _change(unit, consent_id, data, problems, lambda **told: service.offer_consent(unit.session, signer=signer, **told))


@pages.page("POST", "/consents/<uuid:consent_id>/scan", permission=EDIT, takes=SCAN_FORM, body_bytes=FORM_BYTES)
def scan(unit: Unit, data: dict[str, Any], problems: Problems, consent_id: UUID) -> Page:
    """It was signed on paper, and somebody found every element on it."""
    signer, seen, file = signer_of(data), ticked(data, "seen"), data.pop("file", None)
    return _change(
        unit,
        consent_id,
        data,
        problems,
        lambda **told: service.sign_by_scan(
            unit.session, content=file.content, label=file.name, seen=seen, signer=signer, **told
        ),
    )


@pages.page("POST", "/consents/<uuid:consent_id>/revoke", permission=EDIT, takes=VersionForm())
def revoke(unit: Unit, data: dict[str, Any], problems: Problems, consent_id: UUID) -> Page:
    """Taken back from now on."""
    return _change(unit, consent_id, data, problems, lambda **told: service.revoke_consent(unit.session, **told))


@pages.page("POST", "/revocation-notices/<uuid:notice_id>/told", permission=EDIT, takes=ToldIn())
def told(unit: Unit, data: dict[str, Any], problems: Problems, notice_id: UUID) -> Page:
    """The recipient heard of it; whoever noted it a moment earlier is shown."""
    if problems:
        raise Invalid.field("/way", "Say how they were told.")
    consent = service.open_notice(unit.session, actor=unit.actor, notice_id=notice_id).consent
    with contextlib.suppress(Conflict), unit.session.begin_nested():
        service.tell_recipient(unit.session, actor=unit.actor, notice_id=notice_id, **data)
    return redirect(url_for("consents.consents", person_id=consent.subject_id, _anchor=consent.reference), 303)


def _change(unit: Unit, consent_id: UUID, data: dict[str, Any], problems: Problems, verb: Callable[..., Any]) -> Page:
    person_id = service.open_consent(unit.session, actor=unit.actor, consent_id=consent_id).subject_id
    if problems:
        return _consents(unit, person_id, status=422, typed=request.form, problems=problems, at=consent_id)
    try:
        with unit.session.begin_nested():
            done = verb(actor=unit.actor, consent_id=consent_id, **data)
    except PreconditionFailed:
        changed = {"_form": [Words("Somebody else changed this consent meanwhile. This is how it stands now.")]}
        return _consents(unit, person_id, status=409, problems=changed, at=consent_id)
    except IntakeError as error:
        return _consents(unit, person_id, status=422, typed=request.form, problems=problems_of(error), at=consent_id)
    if isinstance(done, Offer):
        # Shown in this answer alone: the link stands in no address of ours and is kept as a digest.
        return _consents(unit, person_id, offer=done, at=consent_id)
    return redirect(url_for("consents.consents", person_id=person_id), 303)
