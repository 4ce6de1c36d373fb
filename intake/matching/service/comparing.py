"""Up to four places side by side: how each answers what is needed, and what this desk knows of coming there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.facilities.models import Credential, Facility, PlaceFacts
from intake.facilities.queries import code_book
from intake.facilities.rules.checking import FACTS
from intake.facilities.rules.codes import CodeBook
from intake.facilities.rules.words import FIELD_WORDS, value_words
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.errors import NotFound
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.intakes.models import Intake
from intake.matching import queries
from intake.matching.models import PlaceChoice
from intake.matching.queries import Card
from intake.matching.rules import Needs
from intake.matching.rules.alone import Alone, judge_alone
from intake.matching.rules.judge import HOSPITAL
from intake.matching.rules.needs import Verdict, levels
from intake.matching.rules.rank import answer_word
from intake.matching.rules.reasons import level_words, said
from intake.matching.service.choosing import standing_choices
from intake.matching.service.needing import needs_of
from intake.matching.service.results import distance_to

MOST = 4


@dataclass(frozen=True, slots=True)
class Compared:
    """One place of a comparison. `facts`: what was found out, in words, by field; None for what nobody has asked."""

    card: Card
    alone: Alone
    distance: str
    choice: PlaceChoice | None
    facts: Mapping[str, str | None]
    verified_on: date | None
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is asked, and how each place answers it: (yes, possible, unknown or no; words)."""

    kind: str
    asked: str
    answers: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """What is asked, as a place that has it says it."""
        return level_words(levels()[self.asked]) if self.asked in levels() else said(self.asked, "yes").words


@dataclass(frozen=True, slots=True)
class Comparison:
    intake: Intake
    needs: Needs
    places: tuple[Compared, ...]
    rows: tuple[Row, ...]

    @property
    def titles(self) -> dict[str, str]:
        """What each field of the facts is called."""
        return {field: FIELD_WORDS[field] for field in FACTS}


def compare_places(session: Session, *, actor: Actor, intake_id: UUID, place_ids: Sequence[UUID]) -> Comparison:
    """How these places answer what the intake tells now. Refuses a place or an intake that is not there."""
    require(actor, Permission.MATCHES_RUN)
    intake = queries.intake_to_match(session, actor, intake_id)
    needs = needs_of(session, intake)
    wanted = list(dict.fromkeys(place_ids))[:MOST]
    cards, listings = queries.cards_of(session, wanted), queries.listings_of(session, wanted)
    if len(listings) < len(wanted):
        raise NotFound
    known = _known_of(session, wanted)
    choices = {one.facility_id: one for one in standing_choices(session, intake)}
    judged = {one: judge_alone(listings[one], needs) for one in wanted}
    record(session, actor, "matching.compare", intake, person_id=intake.subject_id, places=len(wanted))
    places = tuple(
        Compared(cards[one], judged[one], distance_to(cards[one], judged[one].miles, needs), choices.get(one), *known[one])
        for one in wanted
    )
    return Comparison(intake, needs, places, tuple(_rows(needs, [judged[one] for one in wanted])))


def _rows(needs: Needs, judged: Sequence[Alone]) -> Iterator[Row]:
    for at, must in enumerate(needs.musts):
        if not must.parts:
            yield _row("must", must.key, [one.answers.musts[at] for one in judged])
    for at, part in enumerate(needs.parts):
        yield _row("either", part.key, [one.answers.parts[at] for one in judged])
    for at, wish in enumerate(needs.wishes):
        yield _row("wish", wish.question.key, [one.answers.wishes[at] for one in judged])
    asked = {must.key for must in needs.musts}
    for at, level in enumerate(needs.levels):
        if level.key not in asked:
            yield _row("level", level.key, [one.answers.levels[at] for one in judged])
    if needs.hospital_first and HOSPITAL not in asked:
        yield _row("first", HOSPITAL, [one.answers.hospital for one in judged])


def _row(kind: str, key: str, verdicts: Sequence[Verdict]) -> Row:
    words = [answer_word(verdict) for verdict in verdicts]
    return Row(kind, key, tuple((word, said(key, word).words) for word in words))


def _known_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[dict[str, str | None], date | None, tuple[str, ...]]]:
    book = code_book(session)
    facts = {one.facility_id: one for one in session.scalars(select(PlaceFacts).where(PlaceFacts.facility_id.in_(ids)))}
    seen: dict[UUID, list[str]] = {one: [] for one in ids}
    standing = select(Credential).where(Credential.facility_id.in_(ids), Credential.removed_at.is_(None))
    for credential in session.scalars(standing.order_by(Credential.body, Credential.id)):
        until = credential.valid_until
        named = Words("%(body)s, until %(day)s", body=credential.body, day=until.isoformat()) if until else credential.body
        seen[credential.facility_id].append(named)
    checked = select(Facility.id, Facility.verified_on).where(Facility.id.in_(ids))
    verified = {row.id: row.verified_on for row in session.execute(checked)}
    return {one: (_told(facts.get(one), book), verified.get(one), tuple(seen[one])) for one in ids}


def _told(facts: PlaceFacts | None, book: CodeBook) -> dict[str, str | None]:
    answers = {field: facts.answer(field) if facts else Missing.NOT_ASKED for field in FACTS}
    return {field: None if isinstance(answer, Missing) else value_words(field, answer, book) for field, answer in answers.items()}
