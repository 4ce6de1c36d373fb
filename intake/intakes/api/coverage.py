"""What a policy pays: worksheets, asking the insurer, its electronic answer, pictures of the card."""

from typing import Any
from uuid import UUID

from intake.attachments.schemas import JSON_BYTES
from intake.insurance.models import BenefitsWorksheet, Policy
from intake.insurance.rules.x12 import MOST_BYTES
from intake.insurance.schemas import (
    BenefitsOut,
    CardIn,
    InquiryAskedOut,
    InquiryIn,
    ReplyIn,
    WorksheetIn,
    WorksheetOut,
    card_side,
)
from intake.insurance.service import Asked
from intake.intakes.api.door import EDIT, READ, api
from intake.intakes.schemas.shown import PolicyOut
from intake.intakes.service import coverage
from intake.web.door import DECIDED, Unit

_POLICY = "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>"


@api.operation("GET", f"{_POLICY}/benefits", permission=READ, gives=BenefitsOut())
def list_benefits(unit: Unit, intake_id: UUID, policy_id: UUID) -> coverage.Coverage:
    """All that was ever said and asked about a policy's benefits."""
    return coverage.open_coverage(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation(
    "POST", f"{_POLICY}/benefits", permission=EDIT, takes=WorksheetIn(), gives=WorksheetOut(), status=201, idempotent=True
)
def record_benefits(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID) -> BenefitsWorksheet:
    """Write down what was said about the benefits. Earlier worksheets stay."""
    source, inquiry_id = data.pop("source"), data.pop("inquiry_id", None)
    asked = {"source": source, "inquiry_id": inquiry_id, "answers": data}
    return coverage.record_benefits(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **asked)


@api.operation(
    "POST",
    f"{_POLICY}/replies",
    permission=EDIT,
    takes=ReplyIn(),
    gives=WorksheetOut(),
    status=201,
    idempotent=True,
    body_bytes=2 * MOST_BYTES,
)
def read_reply(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID) -> BenefitsWorksheet:
    """Read an X12 271 into a worksheet. Refused whole when it is not sound, and when it may be about somebody else."""
    return coverage.read_reply(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, **data)


@api.operation(
    "POST",
    f"{_POLICY}/inquiries",
    permission=EDIT,
    takes=InquiryIn(),
    gives=InquiryAskedOut(),
    status=201,
    idempotent=True,
    discloses=DECIDED,
)
def ask_insurer(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID, once: UUID | None = None) -> Asked:
    """Ask the insurer: decided and recorded as a disclosure before, then what may be said is told."""
    return coverage.ask_insurer(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, once=once, **data)


@api.operation("GET", f"{_POLICY}/inquiries/<uuid:inquiry_id>", permission=EDIT, gives=InquiryAskedOut(), discloses=DECIDED)
def show_inquiry(unit: Unit, intake_id: UUID, policy_id: UUID, inquiry_id: UUID) -> Asked:
    """What may be said to the insurer, once more, while its ground stands."""
    ids = {"intake_id": intake_id, "policy_id": policy_id, "inquiry_id": inquiry_id}
    return coverage.open_request(unit.session, actor=unit.actor, **ids)


@api.operation(
    "PUT",
    f"{_POLICY}/card/<string:side>",
    permission=EDIT,
    takes=CardIn(),
    gives=PolicyOut(),
    body_bytes=JSON_BYTES,
)
def keep_card(unit: Unit, data: dict[str, Any], intake_id: UUID, policy_id: UUID, side: str) -> Policy:
    """Keep a picture of the card's `front` or `back`."""
    return coverage.keep_card(
        unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id, side=card_side(side), **data
    )
