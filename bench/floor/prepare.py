"""The floor's database: its tables, the places copied from ours, and the matching question as one statement."""

import itertools
from collections.abc import Iterable

import psycopg

from bench.calls import a_call, number
from bench.load import Client
from bench.servers import ROOT
from intake.matching.rules import Needs, Question
from intake.matching.rules.needs import question
from intake.matching.rules.rank import HOSPITAL
from intake.storage.embedded import Cluster

DATABASE = "floor"
PLACES = """
select f.id, f.name, f.program, s.street, s.city, s.state, s.zip, f.phone, s.latitude, s.longitude,
  f.codes, f.categories, f.tells_care
from facility f join site s on s.id = f.site_id where f.listed
"""
MILES = """
2 * 3958.7613 * asin(least(1, sqrt(power(sin(radians(latitude - %(latitude)s) / 2), 2)
+ cos(radians(%(latitude)s)) * cos(radians(latitude)) * power(sin(radians(longitude - %(longitude)s) / 2), 2))))
"""


def set_up(cluster: Cluster) -> str:
    """Make it; the address that the floor's views use."""
    cluster.create_database(DATABASE)
    with psycopg.connect(_plain(cluster.owner_url(DATABASE))) as floor, psycopg.connect(_plain(cluster.owner_url())) as ours:
        floor.execute((ROOT / "bench" / "floor" / "schema.sql").read_text())
        with ours.cursor().copy(f"copy ({PLACES}) to stdout") as source, floor.cursor().copy("copy place from stdin") as target:
            for part in source:
                target.write(part)
        floor.execute("grant all on all tables in schema public to public")
    with psycopg.connect(_plain(cluster.owner_url(DATABASE)), autocommit=True) as floor:
        floor.execute("vacuum analyze")
    return _plain(cluster.app_url(DATABASE))


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def match_statement(needs: Needs) -> str:
    """The same must-haves, wishes, cautions, area and order as ours, in SQL."""
    asked = [*needs.musts, *(wish.question for wish in needs.wishes), *needs.cautions, question(HOSPITAL), *needs.levels]
    answers = ", ".join(f"case when {_stated(q)} then true when {_denied(q)} then false end" for q in asked)
    denied = " ".join(f"and not ({_denied(must)} and not {_stated(must)})" for must in needs.musts)
    area = f"and state = any({_array(needs.area.states)})" if needs.area.states else ""
    return (
        f"select id, name, program, street, city, state, zip, phone, {MILES} as miles, {answers} from place "
        f"where tells_care {area} {denied} order by {_stated(question(HOSPITAL))} desc, miles nulls last"
    )


def _stated(asked: Question) -> str:
    return f"codes && {_array(asked.codes)}"


def _denied(asked: Question) -> str:
    if not asked.categories:
        return "false"
    answered = f"categories @> {_array(asked.categories)}"
    return f"{answered} and not codes && {_array(asked.possible)}" if asked.possible else answered


def _array(words: Iterable[str]) -> str:
    return "array[" + ", ".join(f"'{word}'" for word in words) + "]::text[]"


_calls = itertools.count(1_000_000)


def record_intakes(client: int) -> Client:
    while True:
        yield "POST", "/intakes", a_call(next(_calls), complete=True)


def save_fields(client: int) -> Client:
    draft = yield "POST", "/drafts", a_call(next(_calls), complete=False)
    version = 1
    while True:
        saved = yield "PUT", f"/intakes/{draft['id']}/past-overdose", {"answer": version % 2 == 0, "version": version}
        version = saved["version"]


def look_up_numbers(first: int, count: int):  # type: ignore[no-untyped-def]
    def client(n: int) -> Client:
        for step in itertools.count(n * 7919):
            yield "GET", f"/people?phone={number(first + step % count)}".replace("+", "%2B"), None

    return client


def find_matches(latitude: float, longitude: float):  # type: ignore[no-untyped-def]
    def client(n: int) -> Client:
        while True:
            yield "POST", "/matches", {"latitude": latitude, "longitude": longitude}

    return client
