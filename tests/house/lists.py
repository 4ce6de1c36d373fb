"""How one more row of each list is made, so that every list can be asked for one row and for three."""

from collections.abc import Callable
from itertools import count
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.audit.service import record
from intake.callers.models import Person
from intake.facilities.models import Facility, PlaceChange, ServiceCode
from intake.organisation.service import raise_alert
from tests.conftest import Member
from tests.factories.accounts import an_account
from tests.factories.callers import a_person
from tests.factories.calls import a_call
from tests.factories.exchange import a_transfer
from tests.factories.facilities import a_correction, a_place
from tests.factories.followups import a_desk, a_task, an_intake
from tests.factories.referrals import a_referral

# A row of a list that belongs to one record tells the address of that list.
MakeRow = Callable[[Session, Member], object]
_numbers = count(1)


def _an_alert(session: Session, member: Member) -> None:
    a_desk(session)
    about: Account = an_account(session, f"Staff {next(_numbers)}")
    raise_alert(session, actor=member.actor, kind="emergency", row=about)


def _an_account(session: Session, member: Member) -> None:
    an_account(session, f"Staff {next(_numbers)}")


def _a_call(session: Session, member: Member) -> None:
    a_desk(session)
    a_call(session, member.actor, from_number=f"+1561555{100 + next(_numbers):04}")


def _a_trail_row(session: Session, member: Member) -> str:
    person = session.scalars(select(Person).order_by(Person.id)).first() or a_person(session, "Rosa", "Marin")
    record(session, member.actor, "tests.look", person, person_id=person.id)
    return f"/api/v1/people/{person.id}/trail"


def _a_code(session: Session, member: Member) -> None:
    code = uuid4().hex
    session.add(ServiceCode(code=code, category="TEST", category_name="Test", name=code, description="", source_year=2022))


def _a_change(session: Session, member: Member) -> str:
    place = session.scalars(select(Facility).order_by(Facility.id)).first() or a_place(session)
    session.add(PlaceChange(facility_id=place.id, kind="edit", changes={"phone": [None, "+15615550142"]}))
    session.flush()
    return f"/api/v1/facilities/{place.id}/history"


# The path, and how a row of the list is made by the one who reads it.
def _somebody_of_mine(session: Session, member: Member) -> None:
    intake = an_intake(session, member)
    session.get_one(Person, intake.subject_id).standing = "confirmed"


LISTS: dict[str, MakeRow] = {
    "/api/v1/accounts": _an_account,
    "/api/v1/alerts": _an_alert,
    "/api/v1/calls": _a_call,
    "/api/v1/facilities": lambda session, member: a_place(session),
    "/api/v1/facilities/<uuid:facility_id>/history": _a_change,
    "/api/v1/facility-differences": lambda session, member: a_correction(session),
    "/api/v1/imports": a_transfer,
    "/api/v1/intakes": an_intake,
    "/api/v1/people/<uuid:person_id>/trail": _a_trail_row,
    "/api/v1/referrals": a_referral,
    "/api/v1/service-codes": _a_code,
    "/api/v1/tasks": a_task,
    "/alerts": _an_alert,
    "/desk/calls": _a_call,
    "/desk/drafts": lambda session, member: an_intake(session, member, state="draft"),
    "/desk/people": _somebody_of_mine,
    "/desk/tasks": a_task,
    "/staff": _an_account,
    "/places/differences": lambda session, member: a_correction(session),
    "/places": lambda session, member: a_place(session),
}
