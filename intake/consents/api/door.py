"""The one door that this room's operations hang on, and the check of whom they name."""

from intake.consents.rules import Recipient, check_place
from intake.web.door import ApiDoor, Unit
from intake.web.runtime import current_runtime

api = ApiDoor("consents", "intake.consents.api", "What a person agreed to, and what was disclosed about them.")


def check_recipient(unit: Unit, recipient: Recipient) -> None:
    """Refuse a key and a name that do not belong together."""
    known = current_runtime().place_name(unit.session, recipient.id) if recipient.id else None
    check_place(recipient, known)
