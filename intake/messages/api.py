"""The JSON doors of this room."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from intake.foundation.permissions import Permission
from intake.messages import service
from intake.messages.models import Message
from intake.messages.schemas import AddressesOut, DraftOut, MessageIn, MessageOut, MessagesOut, addresses, draft_row
from intake.web.door import ApiDoor, Unit

# A repeated request gets its first answer, on which nothing is decided anew: what leaves is decided on as it leaves.
LEAVES_LATER = "staff alone; the worker decides again before a letter leaves"
api = ApiDoor("messages", __name__, "Lists of places, sent by e-mail to whoever asked for them.")


@api.operation(
    "GET", "/intakes/<uuid:intake_id>/messages/addresses", permission=Permission.DISCLOSURES_RECORD, gives=AddressesOut()
)
def list_addresses(unit: Unit, intake_id: UUID) -> dict[str, Any]:
    """To which recorded addresses a list may go now, to which not and why."""
    ways = service.open_ways(unit.session, actor=unit.actor, intake_id=intake_id)
    return addresses(ways, ready=unit.config.mail is not None)


@api.operation("GET", "/intakes/<uuid:intake_id>/messages", permission=Permission.DISCLOSURES_RECORD, gives=MessagesOut())
def list_messages(unit: Unit, intake_id: UUID) -> dict[str, Sequence[Message]]:
    """What was sent from this intake, what waits, and what did not leave and why; the latest first."""
    return {"items": service.open_messages(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/messages/draft",
    permission=Permission.DISCLOSURES_RECORD,
    takes=MessageIn(),
    gives=DraftOut(),
)
def draft_message(unit: Unit, data: dict[str, Any], intake_id: UUID) -> dict[str, Any]:
    """The letter as it would leave now, word for word, and to which address. Nothing is sent."""
    mail = unit.config.mail
    draft = service.draft_message(unit.session, actor=unit.actor, mail=mail, intake_id=intake_id, **data)
    return draft_row(draft, mail.sender if mail else "")


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/messages",
    permission=Permission.DISCLOSURES_RECORD,
    takes=MessageIn(),
    gives=MessageOut(),
    status=201,
    idempotent=True,
    discloses=LEAVES_LATER,
)
def send_message(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Message:
    """Send a list of places to the caller or the person in need, to an address that is safe to write to now."""
    return service.ask_message(unit.session, actor=unit.actor, mail=unit.config.mail, intake_id=intake_id, **data)


@api.operation("POST", "/messages/<uuid:message_id>/stopping", permission=Permission.DISCLOSURES_RECORD, gives=MessageOut())
def stop_message(unit: Unit, message_id: UUID) -> Message:
    """What waits does not leave. Refused once it is on its way."""
    return service.stop_message(unit.session, actor=unit.actor, message_id=message_id)
