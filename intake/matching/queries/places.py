"""The places of a search area with their answers, in one statement.

A place's answers come as letters, one for each question: y for yes, m for possible, n for no, u for not stated. Many places share
the same letters, so they are read and reasoned about once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate
from math import cos, radians
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, cast, func, literal, literal_column, null, select, union_all
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Double, Integer, Text, Uuid

from intake.facilities.models import Facility
from intake.facilities.rules.bits import positions
from intake.matching.rules import Answers, Area, Barriers, Excluded, Needs, Place, Question, Tally
from intake.matching.rules.exclude import GATES
from intake.matching.rules.judge import asked_beside
from intake.matching.rules.needs import load_data

# Of the places that are left out so many of the nearest are told one by one.
NEAREST = 10
_EARTH_MILES = 3958.7613
# A little less than a degree of latitude anywhere, so that the box never cuts the circle.
_MILES_A_DEGREE = 68.7


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the area (and just beyond its limit).

    `places` have no "no" on a must-have; `nearest_excluded` have one; `tallies` count all, by what keeps them from being a match.
    """

    places: tuple[Place, ...]
    nearest_excluded: tuple[Excluded, ...]
    tallies: tuple[Tally, ...]


def find_places(session: Session, needs: Needs, seed: str = "") -> Found:
    """Every place of the area. The nearest that are left out are told one by one; among equally near ones the seed decides."""
    statement, fixed = _compiled(_shape(needs))
    rows = session.connection().exec_driver_sql(statement, {**fixed, **_values(needs), "seed": seed}).all()
    barriers = cache(lambda letters: Barriers.of(letters, needs))
    answers = cache(lambda letters, others: Answers.of(letters[len(GATES) :], others, needs))
    places, excluded, tallies = [], [], []
    for place_id, miles, letters, others, count in rows:
        if count is not None:
            tallies.append(Tally(barriers(letters), count, miles))
        elif others is not None:
            places.append(Place(place_id, answers(letters, others), miles))
        else:
            excluded.append(Excluded(place_id, miles, barriers(letters)))
    return Found(tuple(places), tuple(excluded), tuple(tallies))


def places_within(session: Session, needs: Needs) -> list[tuple[int | None, int]]:
    """How many places meet every must-have within so many miles, whatever state they are in; None: anywhere."""
    anywhere = replace(needs, area=Area())
    statement, fixed = _compiled_widths(_shape(anywhere))
    steps = load_data("barriers")["relax"]["steps_miles"]
    rows = session.connection().exec_driver_sql(statement, {**fixed, **_values(anywhere), "steps": steps}).all()
    counts = dict(map(tuple, rows))
    totals = list(accumulate(counts.get(at, 0) for at in range(len(steps) + 1)))
    return [*zip(steps, totals, strict=False), (None, totals[-1] + counts.get(None, 0))]


class _Shape(NamedTuple):
    """What of the needs decides the statement; the rest are its values."""

    musts: tuple[Question, ...]
    others: tuple[Question, ...]
    paid_by: tuple[str, ...]
    by_state: bool
    by_radius: bool
    has_origin: bool


def _shape(needs: Needs) -> _Shape:
    return _Shape(
        musts=needs.musts,
        others=asked_beside(needs),
        paid_by=tuple(one.question for one in needs.paid_by),
        by_state=bool(needs.area.states),
        by_radius=needs.area.radius_miles is not None and needs.origin is not None,
        has_origin=needs.origin is not None,
    )


def _values(needs: Needs) -> dict[str, Any]:
    values: dict[str, Any] = {"states": list(needs.area.states)}
    values |= {_pays(at): list(one.states) for at, one in enumerate(needs.paid_by)}
    if needs.origin is not None:
        latitude, longitude = needs.origin.latitude, needs.origin.longitude
        values |= {"latitude": latitude, "longitude": longitude, "narrowing": cos(radians(latitude))}
        if (looked_at := needs.area.looked_at_miles) is not None:
            high = looked_at / _MILES_A_DEGREE
            wide = min(360.0, high / max(0.01, cos(radians(min(89.0, abs(latitude) + high)))))
            values |= {"looked_at": looked_at, "south": latitude - high, "north": latitude + high}
            values |= {"radius": needs.area.radius_miles, "west": longitude - wide, "east": longitude + wide}
    return values


# Building and compiling takes longer than running it, and a desk asks few different kinds of things.
@lru_cache(maxsize=256)
def _compiled(shape: _Shape) -> tuple[str, dict[str, Any]]:
    return _as_text(_statement(shape))


@lru_cache(maxsize=256)
def _compiled_widths(shape: _Shape) -> tuple[str, dict[str, Any]]:
    return _as_text(_widths(shape))


def _as_text(statement: Any) -> tuple[str, dict[str, Any]]:
    compiled = statement.compile(dialect=postgresql.dialect(paramstyle="pyformat"))  # type: ignore[no-untyped-call]
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def _statement(shape: _Shape) -> Any:
    """Rows (id, miles, letters, others, count): the places with no n, the nearest with one, and the tallies."""
    judged = _judged(shape)
    rows = (judged.c.id, judged.c.miles, judged.c.letters)
    kept = select(*rows, judged.c.others, cast(null(), Integer).label("count")).where(judged.c.others.is_not(None))
    draw = func.md5(cast(judged.c.id, Text) + _given("seed", Text))
    excluded = (
        select(*rows, cast(null(), Text).label("others"), cast(null(), Integer).label("count"))
        .where(judged.c.others.is_(None))
        .order_by(judged.c.miles.asc().nulls_last(), draw)
        .limit(NEAREST)
    )
    counted = select(
        cast(null(), Uuid), func.min(judged.c.miles), judged.c.letters, cast(null(), Text), cast(func.count(), Integer)
    ).group_by(judged.c.letters)
    return union_all(kept, excluded.subquery().select(), counted)


def _widths(shape: _Shape) -> Any:
    """How many places meet every must-have, by the step of distance that they lie in."""
    judged = _judged(shape)
    step = func.width_bucket(judged.c.miles, _given("steps", ARRAY(Double)))
    return select(step, func.count()).where(func.translate(judged.c.letters, "y", "") == "").group_by(step)


def _judged(shape: _Shape) -> Any:
    """Each place with its letters, first of the gates and then of the must-haves; the others' letters where none is n."""
    near = _near(shape)
    # In the order of GATES.
    within = case((near.c.miles <= _given("radius"), "y"), else_="n") if shape.by_radius else literal("y", Text)
    gates = cast(within, Text) + case((near.c.tells_care, "y"), else_="n")
    letters = gates + _letters(shape.musts, "near", shape) if shape.musts else gates
    looked_at = [near.c.miles <= _given("looked_at")] if shape.by_radius else []
    paying = [near.c[_pays(at)] for at in range(len(shape.paid_by))]
    # `offset 0` keeps what is made here from being made again wherever it is looked at.
    asked = (
        select(near.c.id, near.c.miles, letters.label("letters"), near.c.answers, near.c.denials, *paying)
        .where(*looked_at)
        .offset(0)
        .subquery("asked")
    )
    others = case((func.strpos(asked.c.letters, "n") == 0, _letters(shape.others, "asked", shape)))
    return select(asked.c.id, asked.c.miles, asked.c.letters, others.label("others")).cte("judged")


def _near(shape: _Shape) -> Any:
    """The places of the states or of the box, with their distance."""
    conditions: list[Any] = [Facility.listed]
    if shape.by_state:
        conditions.append(Facility.state == func.any(_given("states", ARRAY(Text))))
    if shape.by_radius:
        conditions.append(Facility.latitude.between(_given("south"), _given("north")))
        conditions.append(Facility.longitude.between(_given("west"), _given("east")))
    miles = _miles() if shape.has_origin else cast(null(), Double)
    names = [_pays(at) for at in range(len(shape.paid_by))]
    paying = [(Facility.state == func.any(_given(name, ARRAY(Text)))).label(name) for name in names]
    told = (Facility.tells_care, Facility.answers, Facility.denials, *paying)
    return select(Facility.id, miles.label("miles"), *told).where(*conditions).offset(0).subquery("near")


def _miles() -> Any:
    """Great-circle miles from the origin (haversine)."""
    half_north = func.radians(Facility.latitude - _given("latitude")) / 2
    half_east = func.radians(Facility.longitude - _given("longitude")) / 2
    lift = func.power(func.sin(half_north), 2)
    turn = _given("narrowing") * func.cos(func.radians(Facility.latitude)) * func.power(func.sin(half_east), 2)
    miles = 2 * _EARTH_MILES * func.asin(func.least(literal(1.0, Double), func.sqrt(lift + turn)))
    # `least` passes over a null, and would make the other side of the earth of a place that has no position.
    return case((Facility.latitude.is_(None), cast(null(), Double)), else_=miles)


def _given(name: str, kind: Any = Double) -> Any:
    return bindparam(name, type_=kind)


def _pays(at: int) -> str:
    """Whether a place's state pays for a coverage: the name of the column, and of the value with the states that do."""
    return f"pays_{at}"


def _letters(asked: Iterable[Question], place: str, shape: _Shape) -> Any:
    paying = {key: f"{place}.{_pays(at)}" for at, key in enumerate(shape.paid_by)}
    return literal_column(" || ".join(_letter(one, place, paying) for one in asked), Text)


def _letter(asked: Question, place: str, paying: Mapping[str, str]) -> str:
    """y, m, n or u: the same answers as `rules.verdict`.

    As text, in which only our own numbers of bits stand: built of expressions it takes ten times as long to make and to send.
    """
    each = [_conditions(one, place, paying) for one in asked.parts or (asked,)]
    yes, maybe, no = ([condition for condition in told if condition] for told in zip(*each, strict=True))
    told = [f"when {' or '.join(found)} then '{letter}'" for found, letter in ((yes, "y"), (maybe, "m")) if found]
    if len(no) == len(each):
        told.append(f"when {' and '.join(no)} then 'n'")
    return f"case {' '.join(told)} else 'u' end" if told else "'u'"


def _conditions(asked: Question, place: str, paying: Mapping[str, str]) -> tuple[str, str, str]:
    """When it is a yes, when possible and when no; empty for what it cannot be."""

    def has(word: str) -> str:
        return f"get_bit({place}.answers, {positions()[word]}) = 1"

    def denies(code: str) -> str:
        return f"get_bit({place}.denials, {positions()[code]}) = 1"

    def any_of(codes: Iterable[str]) -> str:
        return f"({' or '.join(found)})" if (found := [has(code) for code in codes]) else ""

    stated, maybe = any_of(asked.codes), any_of(asked.possible)
    yes = stated and " and ".join((stated, *(f"not {has(code)}" for code in asked.without)))
    if yes and asked.key in paying:
        yes, maybe = f"{yes} and {paying[asked.key]}", " or ".join(filter(None, (yes, maybe)))
    # Each category was answered as a whole, or each of its codes that count was denied one by one.
    no = " and ".join(f"({has(f'={category}')} or {' and '.join(map(denies, codes))})" for category, codes in asked.groups)
    return yes, maybe, no
