"""The page of a policy: benefits as they were said, the insurer's electronic answer, asking, and the card."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import redirect, render_template, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from intake.attachments.rules import bounds
from intake.attachments.schemas import FORM_BYTES as PICTURE_BYTES
from intake.consents.rules import Claim, law
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, IntakeError, Invalid
from intake.foundation.permissions import Permission
from intake.insurance.rules import coverage as reviewed
from intake.insurance.rules import coverage_kinds, payers, sources
from intake.insurance.schemas.forms import (
    FORM_BYTES,
    KINDS,
    WORKSHEET_FORM,
    CardForm,
    InquiryForm,
    ReplyForm,
    answers_from,
)
from intake.intakes.service import coverage
from intake.organisation.queries import names_of_staff, settings
from intake.web.door import DECIDED, PageDoor, Unit

pages = PageDoor("intakes", __name__)
Page = str | tuple[str, int] | Response
_POLICY = "/desk/intakes/<uuid:intake_id>/policies/<uuid:policy_id>"


@pages.page("GET", f"{_POLICY}/benefits", permission=Permission.INTAKES_READ)
def benefits(unit: Unit, intake_id: UUID, policy_id: UUID) -> Page:
    """What was said about a policy's benefits, now and before, and the forms for more."""
    return _benefits(unit, intake_id, policy_id)


def _benefits(unit: Unit, intake_id: UUID, policy_id: UUID, **more: Any) -> str:
    told = coverage.open_coverage(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)
    listed = payers().by_code.get(told.policy.payer_code or "")
    here = now().astimezone(ZoneInfo(settings(unit.session).time_zone))
    staff = {one.recorded_by for one in told.worksheets} | {one.asked_by for one in told.inquiries}
    return render_template(
        "intakes/benefits.html",
        told=told,
        payer=listed,
        insurer=listed.name if listed else told.policy.payer_said_as,
        kind=coverage_kinds().get(told.policy.coverage_kind or ""),
        sources=sources(),
        reviewed=reviewed(),
        kinds=KINDS,
        missing=Missing,
        law=law(),
        staff=names_of_staff(unit.session, {one for one in staff if one}),
        here=here,
        old_before=(here.date() - timedelta(days=reviewed()["answer_old_after_days"])).isoformat(),
        picture_types="image/png,image/jpeg",
        most_megabytes=bounds().most_bytes // 1_000_000,
        **{"typed": {}, "problems": {}, "doubts": [], **more},
    )


@pages.page("POST", f"{_POLICY}/benefits", permission=Permission.INTAKES_EDIT, takes=WORKSHEET_FORM)
def keep_benefits(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID, policy_id: UUID) -> Page:
    """Keep what was said on the phone, or found in the person's papers."""
    if not problems:
        try:
            answers = answers_from(data, ZoneInfo(settings(unit.session).time_zone))
            with unit.session.begin_nested():
                coverage.record_benefits(
                    unit.session,
                    actor=unit.actor,
                    intake_id=intake_id,
                    policy_id=policy_id,
                    source=data["source"],
                    answers=answers,
                )
        except ValidationError as error:
            problems = error.messages_dict
        except (Invalid, Conflict) as error:
            problems = _told(error)
    if problems:
        return _benefits(unit, intake_id, policy_id, typed=data, problems=problems), 422
    return _back(intake_id, policy_id)


@pages.page("POST", f"{_POLICY}/replies", permission=Permission.INTAKES_EDIT, takes=ReplyForm(), body_bytes=FORM_BYTES)
def keep_reply(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID, policy_id: UUID) -> Page:
    """Read an electronic answer. What may be about somebody else is asked about first."""
    doubts: list[dict[str, str]] = []
    if not problems:
        try:
            with unit.session.begin_nested():
                coverage.read_reply(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **data)
        except (Invalid, Conflict) as error:
            problems, doubts = {"content": _words(error)}, error.extra.get("doubts", [])
    if problems:
        more = {"reply_problems": problems, "doubts": doubts, "reply_source": data.get("source")}
        return _benefits(unit, intake_id, policy_id, **more), 422
    return _back(intake_id, policy_id)


@pages.page("POST", f"{_POLICY}/inquiries", permission=Permission.INTAKES_EDIT, takes=InquiryForm())
def ask(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID, policy_id: UUID) -> Page:
    """Ask the insurer: on which ground they are told is decided and recorded first."""
    if not problems:
        claim = None if data["ground"] == "signed_consent" else Claim(data["ground"])
        try:
            with unit.session.begin_nested():
                asked = coverage.ask_insurer(
                    unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, way=data["way"], claim=claim
                )
        except Conflict as error:
            problems = {"ground": [error.detail]}
        else:
            shown = url_for("intakes.inquiry", intake_id=intake_id, policy_id=policy_id, inquiry_id=asked.inquiry.id)
            return redirect(shown, 303)
    return _benefits(unit, intake_id, policy_id, ask_typed=data, ask_problems=problems), 422


@pages.page("GET", f"{_POLICY}/inquiries/<uuid:inquiry_id>", permission=Permission.INTAKES_EDIT, discloses=DECIDED)
def inquiry(unit: Unit, intake_id: UUID, policy_id: UUID, inquiry_id: UUID) -> Page:
    """What may be said to the insurer, while the ground stands."""
    ids = {"intake_id": intake_id, "policy_id": policy_id}
    asked = coverage.open_request(unit.session, actor=unit.actor, **ids, inquiry_id=inquiry_id)
    return render_template("intakes/inquiry.html", asked=asked, law=law(), reviewed=reviewed(), **ids)


@pages.page("POST", f"{_POLICY}/card", permission=Permission.INTAKES_EDIT, takes=CardForm(), body_bytes=PICTURE_BYTES)
def keep_card(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID, policy_id: UUID) -> Page:
    """Keep a picture of one side of the card."""
    if not problems:
        file = data["content"]
        more = {"side": data["side"], "content": file.content, "label": file.name}
        try:
            with unit.session.begin_nested():
                coverage.keep_card(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **more)
        except (Invalid, Conflict) as error:
            problems = {"content": _words(error)}
    if problems:
        return _benefits(unit, intake_id, policy_id, card_problems=problems), 422
    return _back(intake_id, policy_id)


def _back(intake_id: UUID, policy_id: UUID) -> Response:
    return redirect(url_for("intakes.benefits", intake_id=intake_id, policy_id=policy_id), 303)


def _told(error: Invalid | Conflict) -> dict[str, list[str]]:
    if isinstance(error, Invalid):
        return {field.pointer.strip("/"): [field.message] for field in error.fields}
    return {"source": [error.detail]}


def _words(error: IntakeError) -> list[str]:
    return [field.message for field in error.fields] if isinstance(error, Invalid) else [error.detail]
