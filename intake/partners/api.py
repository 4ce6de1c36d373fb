"""The JSON doors of this room."""

from intake.foundation.permissions import Permission
from intake.partners import service
from intake.partners.schemas import PushIn, ReceiptOut
from intake.partners.service import Push, Receipt
from intake.web.door import ApiDoor, Unit

# They hear their own reference and a state: no person is in it.
STATE = "where their own push stands"
api = ApiDoor("partners", __name__, "Referrals pushed in by partner organizations.")


@api.operation(
    "POST",
    "/partner/referrals",
    permission=Permission.REFERRALS_PUSH,
    takes=PushIn(),
    gives=ReceiptOut(),
    status=201,
    discloses=STATE,
)
def push_referral(unit: Unit, data: Push) -> Receipt:
    """Ask this desk to call somebody. Sent again with the same reference and content, it is done once."""
    return service.push_referral(unit.session, actor=unit.actor, push=data)


@api.operation(
    "GET",
    "/partner/referrals/<string:partner_reference>",
    permission=Permission.REFERRALS_PUSH,
    gives=ReceiptOut(),
    discloses=STATE,
)
def show_pushed_referral(unit: Unit, partner_reference: str) -> Receipt:
    """Where your own referral stands."""
    return service.read_referral(unit.session, actor=unit.actor, partner_reference=partner_reference)
