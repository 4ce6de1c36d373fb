"""Searching people: by a name with slips, by a family name alone, by number; and how much slower it gets as people grow."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg

from bench import people
from bench.load import Client
from bench.measure import ROUNDS, Result, Side, Unit, once
from bench.servers import Server
from config import Config
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing

SMALL = 10_000
NAMES = ("name_search_typo", "name_search_last", "name_search_growth", "phone_lookup_growth", "duplicates")
LOOK_UP = "/api/v1/people/search"
DUPLICATES = "/api/v1/people/duplicates"
FLOOR_TABLE = """
create table if not exists bench_person (id bigint primary key, given_name text, family_name text, phone text);
create index if not exists bench_person_name on bench_person using gin ((given_name || ' ' || family_name) gin_trgm_ops);
grant all on bench_person to public;
"""


@dataclass
class Tally:
    """Of how many searches the person was among the answers."""

    asked: int = 0
    found: int = 0

    @property
    def percent(self) -> float:
        return round(100 * self.found / max(self.asked, 1), 2)


@dataclass(frozen=True)
class Searched:
    """Both applications, their databases, and how many people to grow to."""

    product: Server
    token: str
    bare: Server
    cluster: Cluster
    floor_database: str
    config: Config
    size: int

    def grow(self, first: int, last: int) -> None:
        ours, floor = (self.cluster.superuser_url(name) for name in ("intake", self.floor_database))
        with psycopg.connect(_plain(floor), autocommit=True) as db:
            db.execute(FLOOR_TABLE)
        ring = KeyRing.parse(self.config.keys)
        people.add_people(first, last, ours=_plain(ours), ring=ring, floor=_plain(floor))
        for url, tables in ((ours, "person, contact_point, data_key"), (floor, "bench_person")):
            with psycopg.connect(_plain(url), autocommit=True) as db:
                db.execute(f"vacuum analyze {tables}")
                # A million rows that were copied a moment ago are not written to the disk while others are searched.
                db.execute("checkpoint")


def results(on: Searched) -> Iterator[Result]:
    """The lines of this page, one after another."""
    print(f"Making {SMALL:,} people, then {on.size:,} …", flush=True)
    on.grow(0, SMALL)
    typo, phone = Side(on.product, on.token, _by_slips(SMALL, Tally(), ours=True)), Side(on.product, on.token, _by_number(SMALL))
    small = {"name_search_growth": _median(typo, "ms p50"), "phone_lookup_growth": _median(phone, "ms p50")}
    on.grow(SMALL, on.size)
    yield from _beside_the_floor(on)
    typo, phone = (
        Side(on.product, on.token, _by_slips(on.size, Tally(), ours=True)),
        Side(on.product, on.token, _by_number(on.size)),
    )
    for name, side in (("name_search_growth", typo), ("phone_lookup_growth", phone)):
        yield _result(name, _median(side, "ms p50"), small[name], "ms p50")


def _beside_the_floor(on: Searched) -> Iterator[Result]:
    tallies = Tally(), Tally()
    ours = Side(on.product, on.token, _by_slips(on.size, tallies[0], ours=True))
    floor = Side(on.bare, None, _by_slips(on.size, tallies[1], ours=False))
    yield _result("name_search_typo", _median(ours, "ms p99"), _median(floor, "ms p99"), "ms p99")
    yield _result("name_search_typo_found", tallies[0].percent, tallies[1].percent, "% found")
    ours = Side(on.product, on.token, _by_family_name(on.size, ours=True))
    floor = Side(on.bare, None, _by_family_name(on.size, ours=False))
    yield _result("name_search_last", _median(ours, "ms p99"), _median(floor, "ms p99"), "ms p99")
    tally = Tally()
    ours = Side(on.product, on.token, _told_while_typing(on.size, tally))
    # Names alone: the floor knows no birthdays, and a number is found by its key on both sides.
    floor = Side(on.bare, None, _by_slips(on.size, Tally(), ours=False))
    yield _result("duplicates", _median(ours, "ms p99"), _median(floor, "ms p99"), "ms p99")
    yield _result("duplicates_found", tally.percent, 0.0, "% found")


def _result(name: str, ours: float, floor: float, unit: Unit) -> Result:
    return Result(name, round(ours, 3), round(floor, 3), round(ours / floor, 2) if floor else 0.0, unit)


def _median(side: Side, unit: Unit) -> float:
    return median(once(side, unit) for _ in range(ROUNDS))


def _asked(text: str, *, ours: bool) -> tuple[str, str, Any]:
    return ("POST", LOOK_UP, {"name": text}) if ours else ("POST", "/people/names", {"name": text})


def _by_slips(size: int, tally: Tally, *, ours: bool) -> Any:
    def client(n: int) -> Client:
        chance = random.Random(n)
        while True:
            given, family = people.name_of(chance.randrange(size))
            answer = yield _asked(f"{people.slip(given, chance)} {people.slip(family, chance)}", ours=ours)
            tally.asked += 1
            tally.found += any(row["name"] == f"{given} {family}" for row in answer["items"])

    return client


def _by_family_name(size: int, *, ours: bool) -> Any:
    def client(n: int) -> Client:
        chance = random.Random(n)
        while True:
            yield _asked(people.name_of(chance.randrange(size))[1], ours=ours)

    return client


def _told_while_typing(size: int, tally: Tally) -> Any:
    """Names with a slip in each, the birthday, and for every other person a number that is theirs."""

    def client(n: int) -> Client:
        chance = random.Random(n)
        while True:
            who = chance.randrange(size)
            given, family = people.name_of(who)
            told = {"given_name": people.slip(given, chance), "family_name": people.slip(family, chance),
                    "birth_date": people.born_of(who).isoformat()}  # fmt: skip
            if chance.random() < 0.5:
                told["phones"] = [people.phone_of(who)]
            answer = yield "POST", DUPLICATES, told
            tally.asked += 1
            tally.found += any(item["person"]["name"] == f"{given} {family}" for item in answer["items"])

    return client


def _by_number(size: int) -> Any:
    def client(n: int) -> Client:
        for step in itertools.count(n * 7919):
            yield "POST", LOOK_UP, {"phone": people.phone_of(step * 7919 % size)}

    return client


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")
