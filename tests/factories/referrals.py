"""Referrals."""

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.facilities.models import Facility
from intake.intakes.models import Intake
from intake.matching.models import MatchRun
from intake.referrals.models import Referral
from intake.referrals.service import draft_referral
from tests.conftest import Member
from tests.factories.consents import a_signed_consent, place
from tests.factories.facilities import a_place
from tests.factories.followups import an_intake


def a_referral(session: Session, member: Member, intake: Intake | None = None, place: Facility | None = None) -> Referral:
    """A draft to a place of the directory."""
    intake, place = intake or an_intake(session, member), place or a_place(session)
    return draft_referral(session, actor=member.actor, intake_id=intake.id, facility_id=place.id)


def a_sendable_referral(session: Session, member: Member, intake: Intake | None = None) -> Referral:
    """A draft to a place that the person signed for."""
    referral = a_referral(session, member, intake)
    recipient = place(referral.facility_id, referral.facility.full_name)
    a_signed_consent(session, member, session.get_one(Person, referral.subject_id), recipient)
    return referral


def a_match_run(session: Session, intake: Intake) -> MatchRun:
    """A kept run without places."""
    run = MatchRun(intake_id=intake.id, rule_version=1, needs={}, seed="s", matches=[], to_find_out=[], excluded={})
    session.add(run)
    session.flush()
    return run
