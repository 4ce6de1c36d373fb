"""What is asked of the index over names: keyed buckets in, rows of candidates out."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, TextClause, cast, func, select, text
from sqlalchemy.orm import Session, aliased

from intake.callers.models import Person
from intake.callers.queries.people import short_columns
from intake.callers.queries.seeing import unrestricted, within_reach
from intake.callers.rules import word_keys
from intake.callers.rules.names import Key, NameField, beside_keys
from intake.foundation.actor import Actor
from intake.storage.encrypted import DataKey, ring_of
from intake.storage.keyring import KeyRing
from intake.storage.statements import built_once

# Each bucket of a field is shared by many names, so that the tokens of a stolen copy tell none (see docs/privacy.md).
TOKEN_BITS = 12
_OTHER_BITS = {
    # There are fewer beginnings and endings than names: fewer buckets, so that many names share these too.
    NameField.FAMILY_END: 8,
    NameField.GIVEN_END: 8,
    # Of a name with a little of another there are many more.
    NameField.FAMILY_BESIDE: 16,
    NameField.GIVEN_BESIDE: 16,
    NameField.SOUNDS: 16,
    # Thirty-odd days of a hundred years share one of a thousand.
    NameField.BIRTH: 10,
}
# So many candidates are unsealed and held against what was typed, the newest first.
CANDIDATES = 500

# The questions to the index are written out: each line is one that it answers in a few milliseconds among a million people
# (`&&`: any key of a word). Two names beside one another hit few people even where both are common; of those who share a bucket
# by chance the rest of the row tells. Of names in any order the index is asked for `likely` too: it gives a tenth of the rows to
# look at. It is slow at many keys that must all be there, so of those it is asked for four, and the rows it gives are held
# against all: two would do but for names that share their buckets with a common one, of whom thousands have both. Of a name so
# common that twice as many people as a list shows have it in the order in which it was typed, nobody is looked for the other
# way round. A merged record is found by its own names, too, and whoever it was merged into is shown.
_COLUMNS = (
    Person.id, Person.name_tokens, Person.standing, Person.recorded_by, Person.data_key_id, Person.given_name_sealed,
    Person.preferred_name_sealed, Person.family_name_sealed, Person.birth_date_sealed, Person.age_years, Person.is_adult,
    Person.state,
)  # fmt: skip
_ID = "select id from person where standing in ('confirmed', 'merged') and"
_WHO = _ID.replace("id", ", ".join(column.name for column in _COLUMNS), 1)
_OF_ROW = "(name_tokens || '{}')"
_IN_ORDER = f"""
{_WHO} name_tokens && :beside_family and name_tokens && :beside_given and {_OF_ROW} && :likely_last and {_OF_ROW} && :likely_first
"""
ANYHOW = f"""
{_WHO} name_tokens && :any_last and name_tokens && :any_first and name_tokens && :likely_last and name_tokens && :likely_first
"""
_OTHERWISE = f"""
{_WHO} name_tokens && :exact_last and name_tokens && :exact_first and name_tokens && :end_last and name_tokens && :end_first
  and ({_OF_ROW} @> :reversed or {_OF_ROW} @> :both_family or {_OF_ROW} @> :both_given)
"""
_NOT_MANY = "(select count(*) from in_order) < 100"
TWO_WORDS = f"with in_order as materialized ({_IN_ORDER}) table in_order union all {_OTHERWISE} and {_NOT_MANY}"
SAME_DAY = f"{_WHO} name_tokens @> :born and name_tokens && :any_name and name_tokens && :likely_name"
# Up to so many people of one name are put in order by age; of more the newest are found walking back from the last.
MANY = 4_000
_EXACTLY = "(name_tokens @> :exact_family or name_tokens @> :exact_given)"
ONE_WORD = f"{_ID} {_EXACTLY} limit {MANY}"
_NEWEST = "(select id, standing, name_tokens from person order by id desc limit 1000000) person"
ONE_OF_MANY = f"{_ID.replace('person', _NEWEST)} {_EXACTLY}"
# Who has a name like the one word; each asked only while few were found. Of given names and sounds that thousands have, some.
_SOME = 500
CANDIDATES_OF_ONE = 150
LIKE_ONE = (
    f"{_ID} name_tokens && :slips_family and name_tokens && :ends_family limit {MANY}",
    f"{_ID} name_tokens && :slips_given and name_tokens && :ends_given limit {_SOME}",
    f"{_ID} name_tokens && :other limit {_SOME}",
)

Keys = Mapping[str, set[Key]]
Arrays = Mapping[str, list[int]]


def tokens(ring: KeyRing, keys: Iterable[Key]) -> set[int]:
    """The keyed buckets of some name keys, the field in the high bits."""
    return {field << TOKEN_BITS | ring.bucket(f"name.{field}", word, _bits(field)) for field, word in keys}


def arrays(session: Session, keys: Keys) -> Arrays:
    """The parameters of a question."""
    return {name: sorted(tokens(ring_of(session), some)) for name, some in keys.items()}


@built_once
def newest(actor: Actor, question: str, *, most: int, counted: bool = False, at_once: bool = True) -> Select[Any]:
    """The newest of those whom a question hits, who may be thousands, as plain columns.

    `at_once`: all hits first, then the newest of them; else walking from the newest. `counted`: with the number of `hits`.
    """
    asked = _asked(question).columns(Person.id)
    hit = asked.cte("hit").prefix_with("MATERIALIZED") if at_once else asked.subquery("hit")
    newest = select(hit.c.id).where(unrestricted(actor, hit.c.id)).order_by(hit.c.id.desc()).limit(most)
    more = [select(func.count()).select_from(hit).scalar_subquery().label("hits")] if counted else []
    return select(*short_columns(), *more).join(DataKey).where(Person.id.in_(newest), within_reach(actor))


@built_once
def whole(actor: Actor, question: str) -> Select[Any]:
    """The same of a question that hits few: each row is fetched once, with all that is wanted of it."""
    hit = aliased(Person, _asked(question).columns(*_COLUMNS).cte("hit").prefix_with("MATERIALIZED"))
    query = select(*short_columns(hit), _names_of(hit)).join(DataKey, DataKey.id == hit.data_key_id)
    query = query.where(unrestricted(actor, hit.id), within_reach(actor, hit))
    return query.order_by(hit.id.desc()).limit(CANDIDATES)


def _names_of(person: Any) -> ColumnElement[int]:
    """The same for all who have the same names: what was typed is held against each name once."""
    last = person.name_tokens[func.cardinality(person.name_tokens)]
    born = cast(last >= NameField.BIRTH << TOKEN_BITS, Integer)
    return func.hash_array_extended(func.trim_array(person.name_tokens, born), 0).label("names")


@cache
def _asked(question: str) -> TextClause:
    return text(re.sub(r":(\w+)", r"cast(:\1 as integer[])", question))


def keys_of_two(first: str, last: str) -> tuple[Keys, Keys]:
    """The parameters of the questions for two words, by name: for a given and then a family name; and for any fields."""
    family = {"first": word_keys(first, family=True), "last": word_keys(last, family=True)}
    given = {"first": word_keys(first, family=False), "last": word_keys(last, family=False)}
    beside_family, beside_given = beside_keys(first, last)
    in_order: dict[str, set[Key]] = {
        "beside_family": beside_family,
        "beside_given": beside_given,
        "reversed": family["first"].exact | given["last"].exact,
        "both_family": family["first"].exact | family["last"].exact,
        "both_given": given["first"].exact | given["last"].exact,
    }
    anyhow: dict[str, set[Key]] = {}
    for which, field in (("first", given), ("last", family)):
        either = (family[which], given[which])
        in_order[f"exact_{which}"] = {word.itself for word in either}
        in_order[f"end_{which}"] = {word.longest_end for word in either}
        in_order[f"likely_{which}"] = field[which].likely
        for part in ("any", "likely"):
            anyhow[f"{part}_{which}"] = getattr(family[which], part) | getattr(given[which], part)
    return in_order, anyhow


def keys_of_one(word: str) -> Keys:
    family, given = word_keys(word, family=True), word_keys(word, family=False)
    keys: dict[str, set[Key]] = {"other": family.other | given.other}
    for name, some in (("family", family), ("given", given)):
        keys |= {f"slips_{name}": some.slips, f"ends_{name}": some.ends, f"exact_{name}": some.exact}
    return keys


def _bits(field: NameField) -> int:
    return _OTHER_BITS.get(field, TOKEN_BITS)
