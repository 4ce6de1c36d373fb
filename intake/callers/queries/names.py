"""People by name: candidates by keyed buckets, ranked by their names as they are."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries import name_index as index
from intake.callers.queries.people import PersonShort, Recognized, recognized, recognized_by, shown_of
from intake.callers.rules import Typed, split_words, word_keys
from intake.callers.rules.names import birth_key
from intake.foundation.actor import Actor
from intake.storage.encrypted import DataKey, opener
from intake.storage.statements import asked_by

_LEAST_LIKENESS = 0.72
_FEW = 20

# How well somebody's names fit, and their row.
Fitting = dict[UUID, tuple[float, Any]]


def people_by_name(session: Session, actor: Actor, typed: str, limit: int = 50, born: int | None = None) -> list[PersonShort]:
    """The confirmed people whose names fit best, a slip or a short form allowed for; best first, equals newest first.

    `born`: without those of whom another year is known.
    """
    wanted, words = Typed.of(typed), split_words(typed)
    if not words:
        return []
    if len(words) == 1:
        fitting = _by_one_word(session, actor, words[0], wanted, limit if born is None else index.CANDIDATES)
    else:
        fitting = _by_words(session, actor, words, wanted)
    best = _opened(session, fitting, limit if born is None else None)
    if born is not None:
        best = [one for one in best if one.birth_date is None or one.birth_date.year == born][:limit]
    people = shown_of(session, actor, best)
    return list({(person := people[one.row.id]).id: person for one in best if one.row.id in people}.values())


def by_names(session: Session, actor: Actor, typed: str) -> list[Recognized]:
    """The confirmed people whose names fit a given and a family name, with `short_columns`."""
    return _opened(session, _by_words(session, actor, split_words(typed), Typed.of(typed)))


def by_birth_date(session: Session, actor: Actor, born: date, names: Sequence[str]) -> list[Recognized]:
    """The confirmed people of this birthday of whom some name is like one of these, in the same way."""
    words = [word for name in names for word in split_words(name)]
    alike = [word_keys(word, family=family) for word in words for family in (True, False)]
    any_name, likely = ({key for keys in alike for key in getattr(keys, part)} for part in ("any", "likely"))
    arrays = index.arrays(session, {"born": {birth_key(born)}, "any_name": any_name, "likely_name": likely})
    return recognized(session, session.execute(index.whole(actor, index.SAME_DAY), asked_by(actor, **arrays)))


def named_people(session: Session, after: UUID | None, most: int) -> list[Recognized]:
    """The next people by id who have a name to be found by, whoever may see them: for making their tokens anew."""
    query = select(Person.name_tokens, *recognized_by()).join(DataKey).where(DataKey.wrapped.is_not(None))
    found_by_nothing = and_(func.cardinality(Person.name_tokens) == 0, Person.birth_date_sealed.is_(None))
    query = query.where(~found_by_nothing).order_by(Person.id).limit(most)
    return recognized(session, session.execute(query if after is None else query.where(Person.id > after)))


def _by_words(session: Session, actor: Actor, words: Sequence[str], wanted: Typed) -> Fitting:
    """A given and then a family name, with slips, or exactly in other fields; only when nobody fits, in any field with slips."""
    in_order, anyhow = index.keys_of_two(words[0], words[-1])
    for question, keys in ((index.TWO_WORDS, in_order), (index.ANYHOW, anyhow)):
        arrays = asked_by(actor, **index.arrays(session, keys))
        fitting = _fitting(session, wanted, session.execute(index.whole(actor, question), arrays), names="names")
        if fitting:
            return fitting
    return {}


def _by_one_word(session: Session, actor: Actor, word: str, wanted: Typed, limit: int) -> Fitting:
    """Whoever is called exactly so; when these are few, those with a name like it as well."""
    arrays = asked_by(actor, **index.arrays(session, index.keys_of_one(word)))
    rows = session.execute(index.newest(actor, index.ONE_WORD, most=limit, counted=True), arrays).all()
    if rows and rows[0].hits == index.MANY:
        rows = session.execute(index.newest(actor, index.ONE_OF_MANY, most=limit, at_once=False), arrays).all()
    found = _fitting(session, wanted, rows)
    for question in index.LIKE_ONE:
        if len(found) >= min(limit, _FEW):
            break
        like = session.execute(index.newest(actor, question, most=index.CANDIDATES_OF_ONE), arrays)
        found |= _fitting(session, wanted, (row for row in like if row.id not in found))
    return found


def _fitting(session: Session, wanted: Typed, rows: Iterable[Any], *, names: str = "id") -> Fitting:
    """Of rows that say in the column `names` who has the same names one is opened for all."""
    opened, known_by = opener(session, Person, "given_name", "preferred_name", "family_name"), attrgetter(names)
    scores: dict[Any, float] = {}
    found = {}
    for row in rows:
        if (score := scores.get(known_by(row))) is None:
            score = scores[known_by(row)] = wanted.likeness(opened(row))
        if score >= _LEAST_LIKENESS:
            found[row.id] = (score, row)
    return found


def _opened(session: Session, fitting: Fitting, most: int | None = None) -> list[Recognized]:
    """The best first, equals newest first."""
    ranked = sorted(fitting.values(), key=lambda each: (each[0], each[1].id.int), reverse=True)
    return recognized(session, (row for _, row in ranked[:most]))
