"""What an intake tells now, as needs."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from intake.foundation.answers import Missing, known_or_none
from intake.foundation.errors import Conflict
from intake.foundation.words import Words
from intake.intakes.models import Intake
from intake.matching import queries
from intake.matching.queries import Around
from intake.matching.rules import Needs
from intake.matching.rules.described import maybe_needed
from intake.matching.rules.intake import Told, maybe_withdrawal_of, situation_of
from intake.matching.rules.needs import Origin, load_data
from intake.matching.rules.situation import UnknownWish, asks_age, needs_from
from intake.matching.service.results import NotKnown
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
        flags=_flags(session, around.rules),
        possible=_flags(session, [rule for rule, _ in _open(around)]),
        policies=around.policies,
        home_state=known_or_none(intake.subject.answer("state")) or around.zip_state,
        origin=_origin(around),
    )


def not_known_of(session: Session, needs: Needs, around: Around) -> list[NotKnown]:
    """The needs that an answer still decides: until it is given, no place is left out for them."""
    age = [] if asks_age(needs) else [NotKnown(Words("Not known how old they are: ask"), (Words("How old is the person?"),))]
    found = _flags(session, around.rules)
    asked: dict[str, dict[str, None]] = {}
    for rule, ask in _open(around):
        for kind in maybe_withdrawal_of(found, _flags(session, [rule])):
            asked.setdefault(kind, {}).update(dict.fromkeys(ask))
    kinds = [NotKnown(maybe_needed(kind), tuple(asked[kind])) for kind in load_data("crosswalk")["class"] if kind in asked]
    return age + kinds


def _open(around: Around) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """Rules that an answer still decides, with what to ask. That more may be used points to no care by itself."""
    for rule, version, questions in around.possible:
        ask = [question["text"] for question in questions if question["fact"] != "substances_complete"]
        if ask:
            yield (rule, version), ask


def _flags(session: Session, rules: Iterable[tuple[str, int]]) -> set[str]:
    return {flag for rule, version in rules for flag in rule_text(session, rule, version)["flags"]}


def _origin(around: Around) -> Origin | None:
    if around.zip_latitude is None or around.zip_longitude is None:
        return None
    return Origin(around.zip_latitude, around.zip_longitude, "zip_centroid")
