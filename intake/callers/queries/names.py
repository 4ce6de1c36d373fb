"""People by name: candidates by keyed buckets, ranked by their names as they are."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, TextClause, TextualSelect, Uuid, and_, func, select, text
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries.people import PersonShort, Recognized, recognized, recognized_by, short_columns, shown_of
from intake.callers.queries.seeing import unrestricted, within_reach
from intake.callers.rules import Typed, split_words, word_keys
from intake.callers.rules.names import Key, NameField, birth_key
from intake.foundation.actor import Actor
from intake.storage.encrypted import DataKey, ring_of
from intake.storage.keyring import KeyRing
from intake.storage.statements import asked_by, built_once

# Each bucket of a field is shared by many names, so that the tokens of a stolen copy tell none (see docs/privacy.md).
TOKEN_BITS = 12
# There are fewer beginnings and endings than names: fewer buckets, so that many names share these too.
_END_BITS = 8
# Thirty-odd days of a hundred years share one of a thousand.
_BIRTH_BITS = 10
# So many candidates are unsealed and held against what was typed, the newest first.
_CANDIDATES = 500
_LEAST_LIKENESS = 0.72

# The questions to the index are written out: each line is one that it answers in a few milliseconds among a million people
# (`&&`: any key of a word). Asked for `likely` too, it gives a tenth of the rows to look at. It is slow at many keys that
# must all be there, so of those it is asked for four, and the rows it gives are held against all: two would do but for names
# that share their buckets with a common one, of whom thousands have both. Of a name so common that twice as many people as
# a list shows have it in the order in which it was typed, nobody is looked for the other way round.
# A merged record is found by its own names, too, and whoever it was merged into is shown.
_WHO = "select id, name_tokens from person where standing in ('confirmed', 'merged') and"
_OF_ROW = "(name_tokens || '{}')"
_ANYHOW = f"""
{_WHO} name_tokens && :any_last and name_tokens && :any_first and name_tokens && :likely_last and name_tokens && :likely_first
"""
_OTHERWISE = f"""
{_WHO} name_tokens && :exact_last and name_tokens && :exact_first and name_tokens && :end_last and name_tokens && :end_first
  and ({_OF_ROW} @> :reversed or {_OF_ROW} @> :both_family or {_OF_ROW} @> :both_given)
"""
_NOT_MANY = "(select count(*) from in_order) < 100"
_TWO_WORDS = f"with in_order as materialized ({_ANYHOW}) table in_order union all {_OTHERWISE} and {_NOT_MANY}"
_SAME_DAY = f"{_WHO} name_tokens @> :born and name_tokens && :any_name and name_tokens && :likely_name"
# Up to so many people of one name are put in order by age; of more the newest are found walking back from the last.
_MANY = 2_500
_EXACTLY = "(name_tokens @> :exact_family or name_tokens @> :exact_given)"
_ONE_WORD = f"{_WHO} {_EXACTLY} limit {_MANY}"
_NEWEST = "(select id, standing, name_tokens from person order by id desc limit 1000000) person"
_ONE_OF_MANY = f"{_WHO.replace('person', _NEWEST)} {_EXACTLY}"
# Who has a name like the one word; each asked only while few were found. Of given names and sounds that thousands have, some.
_SOME = 500
_CANDIDATES_OF_ONE = 150
_LIKE_ONE = (
    f"{_WHO} name_tokens && :slips_family and name_tokens && :ends_family limit {_MANY}",
    f"{_WHO} name_tokens && :slips_given and name_tokens && :ends_given limit {_SOME}",
    f"{_WHO} name_tokens && :other limit {_SOME}",
)
_FEW = 20

Keys = Mapping[str, set[Key]]
Arrays = Mapping[str, list[int]]
Fitting = list[tuple[float, Recognized]]


def tokens(ring: KeyRing, keys: Iterable[Key]) -> set[int]:
    """The keyed buckets of some name keys, the field in the high bits."""
    return {field << TOKEN_BITS | ring.bucket(f"name.{field}", word, _bits(field)) for field, word in keys}


def people_by_name(session: Session, actor: Actor, typed: str, limit: int = 50, born: int | None = None) -> list[PersonShort]:
    """The confirmed people whose names fit best, a slip or a short form allowed for; best first, equals newest first.

    `born`: without those of whom another year is known.
    """
    wanted, words = Typed.of(typed), split_words(typed)
    if not words:
        return []
    if len(words) == 1:
        fitting = _by_one_word(session, actor, words[0], wanted, limit if born is None else _CANDIDATES)
    else:
        fitting = _by_words(session, actor, words, wanted)
    if born is not None:
        fitting = [(score, one) for score, one in fitting if one.birth_date is None or one.birth_date.year == born]
    fitting.sort(key=lambda each: (each[0], each[1].row.id.int), reverse=True)
    best = [one for _, one in fitting[:limit]]
    people = shown_of(session, actor, best)
    return list({(person := people[one.row.id]).id: person for one in best if one.row.id in people}.values())


def by_names(session: Session, actor: Actor, typed: str) -> list[Recognized]:
    """The confirmed people whose names fit a given and a family name, with `short_columns`."""
    return [one for _, one in _by_words(session, actor, split_words(typed), Typed.of(typed))]


def by_birth_date(session: Session, actor: Actor, born: date, names: Sequence[str]) -> list[Recognized]:
    """The confirmed people of this birthday of whom some name is like one of these, in the same way."""
    words = [word for name in names for word in split_words(name)]
    alike = [word_keys(word, family=family) for word in words for family in (True, False)]
    any_name, likely = ({key for keys in alike for key in getattr(keys, part)} for part in ("any", "likely"))
    arrays = _arrays(session, {"born": {birth_key(born)}, "any_name": any_name, "likely_name": likely})
    return recognized(session, session.execute(_newest(actor, _SAME_DAY), asked_by(actor, **arrays)))


def named_people(session: Session, after: UUID | None, most: int) -> list[Recognized]:
    """The next people by id who have a name to be found by, whoever may see them: for making their tokens anew."""
    query = select(Person.name_tokens, *recognized_by()).join(DataKey).where(DataKey.wrapped.is_not(None))
    found_by_nothing = and_(func.cardinality(Person.name_tokens) == 0, Person.birth_date_sealed.is_(None))
    query = query.where(~found_by_nothing).order_by(Person.id).limit(most)
    return recognized(session, session.execute(query if after is None else query.where(Person.id > after)))


def _by_words(session: Session, actor: Actor, words: Sequence[str], wanted: Typed) -> Fitting:
    """A given and then a family name, with slips, or exactly in other fields; only when nobody fits, in any field with slips."""
    in_order, anyhow = _keys_of_two(words[0], words[-1])
    for question, keys in ((_TWO_WORDS, in_order), (_ANYHOW, anyhow)):
        arrays = asked_by(actor, **_arrays(session, keys))
        fitting = _fitting(session, wanted, session.execute(_newest(actor, question), arrays))
        if fitting:
            return fitting
    return []


def _by_one_word(session: Session, actor: Actor, word: str, wanted: Typed, limit: int) -> Fitting:
    """Whoever is called exactly so; when these are few, those with a name like it as well."""
    arrays = asked_by(actor, **_arrays(session, _keys_of_one(word)))
    rows = session.execute(_newest(actor, _ONE_WORD, most=limit, counted=True), arrays).all()
    if rows and rows[0].hits == _MANY:
        rows = session.execute(_newest(actor, _ONE_OF_MANY, most=limit, at_once=False), arrays).all()
    found = {one.row.id: (score, one) for score, one in _fitting(session, wanted, rows)}
    for question in _LIKE_ONE:
        if len(found) >= min(limit, _FEW):
            break
        like = session.execute(_newest(actor, question, most=_CANDIDATES_OF_ONE), arrays)
        others = _fitting(session, wanted, (row for row in like if row.id not in found))
        found |= {one.row.id: (score, one) for score, one in others}
    return list(found.values())


@built_once
def _newest(actor: Actor, question: str, *, most: int = _CANDIDATES, counted: bool = False, at_once: bool = True) -> Select[Any]:
    """The newest of those whom a question hits, as plain columns: hundreds are looked at for the few that fit.

    `at_once`: all hits first, then the newest of them; else walking from the newest. `counted`: with the number of `hits`.
    """
    asked = _asked(question)
    hit = asked.cte("hit").prefix_with("MATERIALIZED") if at_once else asked.subquery("hit")
    newest = select(hit.c.id).where(unrestricted(actor, hit.c.id)).order_by(hit.c.id.desc()).limit(most)
    more = [select(func.count()).select_from(hit).scalar_subquery().label("hits")] if counted else []
    return select(*short_columns(), *more).join(DataKey).where(Person.id.in_(newest), within_reach(actor))


@cache
def _asked(question: str) -> TextualSelect:
    return _with_arrays(question).columns(id=Uuid(), name_tokens=ARRAY(Integer))


@cache
def _with_arrays(condition: str) -> TextClause:
    return text(re.sub(r":(\w+)", r"cast(:\1 as integer[])", condition))


def _fitting(session: Session, wanted: Typed, rows: Iterable[Any]) -> Fitting:
    ranked = ((wanted.likeness(one.names), one) for one in recognized(session, rows))
    return [(score, one) for score, one in ranked if score >= _LEAST_LIKENESS]


def _keys_of_two(first: str, last: str) -> tuple[Keys, Keys]:
    """The parameters of the questions for two words, by name: for a given and then a family name; and for any fields."""
    family = {"first": word_keys(first, family=True), "last": word_keys(last, family=True)}
    given = {"first": word_keys(first, family=False), "last": word_keys(last, family=False)}
    in_order: dict[str, set[Key]] = {
        "reversed": family["first"].exact | given["last"].exact,
        "both_family": family["first"].exact | family["last"].exact,
        "both_given": given["first"].exact | given["last"].exact,
    }
    anyhow: dict[str, set[Key]] = {}
    for which, field in (("first", given), ("last", family)):
        either = (family[which], given[which])
        in_order[f"exact_{which}"] = {word.itself for word in either}
        in_order[f"end_{which}"] = {word.longest_end for word in either}
        for part in ("any", "likely"):
            in_order[f"{part}_{which}"] = getattr(field[which], part)
            anyhow[f"{part}_{which}"] = getattr(family[which], part) | getattr(given[which], part)
    return in_order, anyhow


def _keys_of_one(word: str) -> Keys:
    family, given = word_keys(word, family=True), word_keys(word, family=False)
    keys: dict[str, set[Key]] = {"other": family.other | given.other}
    for name, some in (("family", family), ("given", given)):
        keys |= {f"slips_{name}": some.slips, f"ends_{name}": some.ends, f"exact_{name}": some.exact}
    return keys


def _arrays(session: Session, keys: Keys) -> Arrays:
    return {name: sorted(tokens(ring_of(session), some)) for name, some in keys.items()}


def _bits(field: NameField) -> int:
    if field is NameField.BIRTH:
        return _BIRTH_BITS
    return _END_BITS if field in (NameField.FAMILY_END, NameField.GIVEN_END) else TOKEN_BITS
