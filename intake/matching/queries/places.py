"""The places of a search area with their answers, in one statement.

A place's answers come as letters, one for each question: y for yes, n for no, u for not stated. Many places share the same
letters, so they are read and reasoned about once.
"""

import operator
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import cos, radians
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, cast, func, literal, null, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Double, Integer, Text, Uuid

from intake.facilities.models import Facility
from intake.facilities.rules.bits import positions
from intake.matching.rules import Answers, Needs, Place, Question, Tally, question
from intake.matching.rules.judge import HOSPITAL

_EARTH_MILES = 3958.7613
# A little less than a degree of latitude anywhere, so that the box never cuts the circle.
_MILES_A_DEGREE = 68.7


@dataclass(frozen=True, slots=True)
class Found:
    """`places` have no "no" on a must-have; `tallies` count every place of the area by its answers to the must-haves."""

    places: tuple[Place, ...]
    tallies: tuple[Tally, ...]


def find_places(session: Session, needs: Needs) -> Found:
    """Every place in the area."""
    statement, fixed = _compiled(_shape(needs))
    rows = session.connection().exec_driver_sql(statement, {**fixed, **_values(needs)}).all()
    read: dict[tuple[str, str], Answers] = {}
    places, tallies = [], []
    for place_id, miles, musts, others, count in rows:
        if count is not None:
            tallies.append(Tally.of(musts[0] == "y", musts[1:], count))
            continue
        answers = read.get((musts, others))
        if answers is None:
            answers = read[musts, others] = Answers.of(musts[1:], others, needs)
        places.append(Place(place_id, answers, miles))
    return Found(tuple(places), tuple(tallies))


class _Shape(NamedTuple):
    """What of the needs decides the statement; the rest are its values."""

    musts: tuple[Question, ...]
    others: tuple[Question, ...]
    by_state: bool
    by_radius: bool
    has_origin: bool


def _shape(needs: Needs) -> _Shape:
    return _Shape(
        musts=needs.musts,
        others=(*(wish.question for wish in needs.wishes), *needs.cautions, question(HOSPITAL)),
        by_state=bool(needs.area.states),
        by_radius=needs.area.radius_miles is not None and needs.origin is not None,
        has_origin=needs.origin is not None,
    )


def _values(needs: Needs) -> dict[str, Any]:
    values: dict[str, Any] = {"states": list(needs.area.states)}
    if needs.origin is not None:
        latitude, longitude = needs.origin.latitude, needs.origin.longitude
        values |= {"latitude": latitude, "longitude": longitude, "narrowing": cos(radians(latitude))}
        if needs.area.radius_miles is not None:
            high = needs.area.radius_miles / _MILES_A_DEGREE
            wide = min(360.0, high / max(0.01, cos(radians(min(89.0, abs(latitude) + high)))))
            values |= {"radius": needs.area.radius_miles, "south": latitude - high, "north": latitude + high}
            values |= {"west": longitude - wide, "east": longitude + wide}
    return values


# Building and compiling takes longer than running it, and a desk asks few different kinds of things.
@lru_cache(maxsize=256)
def _compiled(shape: _Shape) -> tuple[str, dict[str, Any]]:
    compiled = _statement(shape).compile(dialect=postgresql.dialect(paramstyle="pyformat"))  # type: ignore[no-untyped-call]
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def _statement(shape: _Shape) -> Any:
    judged = _judged(shape)
    nothing = cast(null(), Integer)
    kept = select(judged.c.id, judged.c.miles, judged.c.musts, judged.c.others, nothing.label("count"))
    counted = select(
        cast(null(), Uuid), cast(null(), Double), judged.c.musts, cast(null(), Text), cast(func.count(), Integer)
    ).group_by(judged.c.musts)
    return kept.where(judged.c.others.is_not(None)).union_all(counted)


def _judged(shape: _Shape) -> Any:
    """Each place of the area with its letters: first whether it tells of care at all, then the must-haves; the others'
    letters only where no must-have is denied."""
    miles = _miles() if shape.has_origin else cast(null(), Double)
    conditions: list[Any] = [Facility.listed]
    if shape.by_state:
        conditions.append(Facility.state == func.any(_given("states", ARRAY(Text))))
    if shape.by_radius:
        conditions.append(Facility.latitude.between(_given("south"), _given("north")))
        conditions.append(Facility.longitude.between(_given("west"), _given("east")))
        conditions.append(miles <= _given("radius"))
    tells = case((Facility.tells_care, "y"), else_="n")
    musts = _letters(tells, *map(_letter, shape.musts)).label("musts")
    # `offset 0` keeps the letters from being made a second time where they are looked at.
    near = select(Facility.id, miles.label("miles"), musts, Facility.answers, Facility.denials).where(*conditions).offset(0)
    inner = near.subquery()
    others = _letters(*(_letter(asked, inner.c.answers, inner.c.denials) for asked in shape.others))
    denied = func.strpos(inner.c.musts, "n") > 0
    return select(inner.c.id, inner.c.miles, inner.c.musts, case((denied, null()), else_=others).label("others")).cte("judged")


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


def _letters(*letters: Any) -> Any:
    return reduce(operator.add, (cast(letter, Text) for letter in letters))


def _letter(asked: Question, answers: Any = Facility.answers, denials: Any = Facility.denials) -> Any:
    """y, n or u: the same three answers as `rules.verdict`."""

    def has(word: str) -> ColumnElement[bool]:
        return func.get_bit(answers, positions()[word]) == 1

    def denies(code: str) -> ColumnElement[bool]:
        return func.get_bit(denials, positions()[code]) == 1

    # Each category was answered as a whole, or each of its codes that count was denied one by one.
    answered = and_(*(or_(has(f"={category}"), and_(*map(denies, codes))) for category, codes in asked.groups))
    return case((or_(*map(has, asked.codes)), "y"), (answered, "n"), else_="u")
