"""Fictional people by the thousand, sealed and made findable by the product's own code, written with COPY."""

import itertools
import os
import random
from bisect import bisect
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, pairwise
from math import log
from multiprocessing import get_context
from typing import Any

import psycopg

from bench.calls import number
from intake.callers.models import ContactPoint, Person
from intake.callers.queries import tokens
from intake.callers.rules import name_keys
from intake.storage.encrypted import DataKey
from intake.storage.keyring import KeyRing

FIRST_NUMBER = 3_000_000
SHARE = 5_000
_CONSONANTS = ("b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "ll", "m", "n", "nd", "p", "r", "rs", "s",
               "sh", "st", "t", "th", "tr", "v", "w", "z")  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ee", "ou")
# Of how many letters names are, in 100 (the Census Bureau's thousand commonest family names; given names are alike).
_LETTERS = {3: 2, 4: 11, 5: 25, 6: 27, 7: 18, 8: 11, 9: 5, 10: 1}
# (rank, people of this name in 100,000), so that names are as uneven as real ones. From tables of the US Census Bureau: family
# names of 2010 (Smith first, Hernandez 11th, the last one told has 100 people) and given names of 1990 (James first, both sexes).
_FAMILY_SHARES = ((1, 828.0), (11, 354.0), (2_242, 5.5), (8_484, 1.32), (162_000, 0.034))
_GIVEN_SHARES = ((1, 1660.0), (10, 700.0), (600, 26.0), (4_001, 1.5))

# What is copied points where it should: nothing is checked row by row.
_UNCHECKED = "-c session_replication_role=replica -c synchronous_commit=off"
PERSON = ("id", "data_key_id", "standing", "given_name_sealed", "family_name_sealed", "birth_date_sealed", "name_tokens", "state",
          "postal_code")  # fmt: skip
POINT = ("id", "data_key_id", "person_id", "kind", "value_sealed", "value_digest", "may_call")
KEY = ("id", "ring_key", "wrapped")


@cache
def family_names() -> list[str]:
    """60,000 of them, the commonest first."""
    return _names(60_000, random.Random(1))


@cache
def given_names() -> list[str]:
    """4,000 of them."""
    return _names(4_000, random.Random(2))


def _names(how_many: int, chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < how_many:
        letters = chance.choices(list(_LETTERS), list(_LETTERS.values()))[0]
        word, kinds = "", itertools.cycle(chance.choice(((_CONSONANTS, _VOWELS), (_VOWELS, _CONSONANTS))))
        while len(word) < letters:
            word += chance.choice(next(kinds))
        found[word[:letters].capitalize()] = None
    return list(found)


def name_of(n: int) -> tuple[str, str]:
    """Given and family name of person number n: a few names are very common, most are rare."""
    chance = random.Random(n)
    given, family = _up_to(_GIVEN_SHARES, len(given_names())), _up_to(_FAMILY_SHARES, len(family_names()))
    return (
        given_names()[bisect(given, chance.random() * given[-1])],
        family_names()[bisect(family, chance.random() * family[-1])],
    )


@cache
def _up_to(shares: tuple[tuple[int, float], ...], names: int) -> list[float]:
    """How many people have one of the commonest 1, 2, 3 … names; between the ranks that are known a power law."""
    weights: list[float] = []
    for (rank, share), (next_rank, next_share) in pairwise(shares):
        power = log(next_share / share) / log(next_rank / rank)
        weights += [share * (at / rank) ** power for at in range(rank, next_rank)]
    return list(accumulate(weights[:names]))


def phone_of(n: int) -> str:
    return number(FIRST_NUMBER + n)


def born_of(n: int) -> date:
    return date(1940, 1, 1) + timedelta(days=random.Random(-n).randrange(70 * 365))


def slip(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, changed or swapped with the next."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice((
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + chance.choice("aeionrst") + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip


def add_people(first: int, last: int, *, ours: str, ring: KeyRing, floor: str) -> None:
    """People number `first` up to but not `last`, on both sides. Wants a superuser's addresses."""
    shares = [(at, min(at + SHARE, last), ours, ring.dump(), floor) for at in range(first, last, SHARE)]
    spawned = get_context("spawn")
    with (
        _without_index(ours, "ix_person_name_tokens"),
        _without_index(floor, "bench_person_name"),
        ProcessPoolExecutor(os.cpu_count(), mp_context=spawned) as processes,
    ):
        for _ in processes.map(_add_share, shares):
            pass


@contextmanager
def _without_index(url: str, name: str) -> Iterator[None]:
    """An index over names is made in a tenth of the time once all rows are there."""
    with psycopg.connect(url, autocommit=True) as db:
        made_by = db.execute("select pg_get_indexdef(%s::regclass)", (name,)).fetchone()
        assert made_by is not None  # noqa: S101
        db.execute(f"drop index {name}")
        yield
        db.execute("set maintenance_work_mem = '512MB'")
        db.execute(made_by[0])


def _add_share(share: tuple[int, int, str, str, str]) -> None:
    first, last, ours, ring_text, floor = share
    ring = KeyRing.parse(ring_text)
    made = [_a_person(n, ring) for n in range(first, last)]
    with psycopg.connect(ours, options=_UNCHECKED) as db:
        for table, columns, place in (("data_key", KEY, 0), ("person", PERSON, 1), ("contact_point", POINT, 2)):
            _copy(db, table, columns, ([getattr(each[place], name) for name in columns] for each in made))
    with psycopg.connect(floor) as db:
        names = {n: name_of(n) for n in range(first, last)}
        _copy(
            db, "bench_person", ("id", "given_name", "family_name", "phone"), ([n, *who, phone_of(n)] for n, who in names.items())
        )


def _a_person(n: int, ring: KeyRing) -> tuple[DataKey, Person, ContactPoint]:
    key = DataKey.create(ring)
    given, family = name_of(n)
    person = Person(data_key=key, data_key_id=key.id, standing="confirmed", state="FL", postal_code="33401")
    person.given_name, person.family_name, person.birth_date = given, family, born_of(n)
    person.name_tokens = sorted(tokens(ring, name_keys(given=[given], family=[family], born=born_of(n))))
    phone = phone_of(n)
    digest = ring.digest("phone", phone)
    point = ContactPoint(data_key=key, data_key_id=key.id, person_id=person.id, kind="phone", value_digest=digest, may_call=True)
    point.value = phone
    return key, person, point


def _copy(db: psycopg.Connection[Any], table: str, columns: tuple[str, ...], rows: Iterator[list[Any]]) -> None:
    with db.cursor().copy(f"copy {table} ({', '.join(columns)}) from stdin") as target:
        for row in rows:
            target.write_row(row)
