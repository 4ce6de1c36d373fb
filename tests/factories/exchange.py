"""Files on their way in."""

from sqlalchemy.orm import Session

from intake.exchange.models import Transfer
from intake.exchange.service import upload
from tests.conftest import Member

SHEET = b"id,first name,shoe size\nA-1,Rosa,7\nA-2,Oskar,9\n"


def a_transfer(session: Session, member: Member, content: bytes = SHEET, kind: str = "people") -> Transfer:
    """A sheet that was brought, and at which nobody has looked yet."""
    return upload(session, actor=member.actor, kind=kind, content=content, label="sheet.csv")
