"""What an intake tells now, as needs."""

from sqlalchemy.orm import Session

from intake.foundation.answers import Missing, known_or_none
from intake.foundation.errors import Conflict
from intake.foundation.words import Words
from intake.intakes.models import Intake
from intake.matching import queries
from intake.matching.queries import Around
from intake.matching.rules import Needs
from intake.matching.rules.intake import Told, situation_of
from intake.matching.rules.needs import Origin
from intake.matching.rules.situation import UnknownWish, needs_from
from intake.organisation.queries import today
from intake.substances.rules import load_catalogue
from intake.triage.queries import rule_text


def needs_of(session: Session, intake: Intake, around: Around | None = None) -> Needs:
    """What a place has to offer. Refuses a wish that nobody can ask about."""
    try:
        return needs_from(situation_of(_told(session, intake, around or told_of(session, intake)), today(session)))
    except UnknownWish as wish:
        raise Conflict(Words("The intake asks for something that no listing tells of: %(wish)s.", wish=wish)) from None


def told_of(session: Session, intake: Intake) -> Around:
    """What stands around the intake."""
    code = known_or_none(intake.subject.answer("postal_code"))
    return queries.told_around(session, intake.id, code[:5] if code else None, today(session))


def _told(session: Session, intake: Intake, around: Around) -> Told:
    catalogue = load_catalogue().by_code
    classes = {catalogue[code].substance_class for code in around.substances if code in catalogue}
    return Told(
        intake=intake,
        subject=intake.subject,
        classes={one for one in classes if not isinstance(one, Missing)},
        flags={flag for rule, version in around.rules for flag in rule_text(session, rule, version)["flags"]},
        policies=around.policies,
        home_state=known_or_none(intake.subject.answer("state")) or around.zip_state,
        origin=_origin(around),
    )


def _origin(around: Around) -> Origin | None:
    if around.zip_latitude is None or around.zip_longitude is None:
        return None
    return Origin(around.zip_latitude, around.zip_longitude, "zip_centroid")
