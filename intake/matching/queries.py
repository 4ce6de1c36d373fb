"""The places of a search area with their answers, in one statement; and stored runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, cast, func, literal, not_, null, or_, select, true
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Double, Text

from intake.facilities.models import Facility, ImportRun, Site
from intake.facilities.rules.bits import positions
from intake.foundation.answers import Missing
from intake.insurance.models import Payer, Policy
from intake.matching.models import MatchRun
from intake.matching.rules import Needs, Place, Question, question
from intake.matching.rules.needs import Verdict
from intake.matching.rules.rank import HOSPITAL
from intake.matching.rules.reasons import SILENT

_EARTH_MILES = 3958.7613
# A little less than a degree of latitude anywhere, so that the box never cuts the circle.
_MILES_A_DEGREE = 68.7


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a place."""

    id: UUID
    name: str
    program: str
    street: str
    unit: str
    city: str
    state: str
    zip: str
    phone: str | None
    intake_lines: list[str]
    coordinate_precision: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places with no "no" on a must-have, and how many others were left out by the first must-have they do not meet."""

    places: tuple[Place, ...]
    cards: dict[UUID, Card]
    excluded: dict[str, int]


def candidates(session: Session, needs: Needs) -> Candidates:
    """Every place in the area that may meet the needs."""
    statement, fixed = _compiled(_shape(needs))
    rows = session.connection().exec_driver_sql(statement, {**fixed, **_values(needs)}).all()
    keys = [must.key for must in needs.musts]
    excluded = {(keys[int(at)] if int(at) >= 0 else SILENT): count for at, count in json.loads(rows[0][0] or "{}").items()}
    # A single row without a place: nothing was left, and it only brings the tally.
    found = [row for row in rows if row[1] is not None]
    return Candidates(
        places=tuple(_place(row, needs) for row in found),
        cards={row[1]: Card(row[1], *row[-len(_CARD) :]) for row in found},
        excluded=excluded,
    )


def match_run(session: Session, run_id: UUID) -> MatchRun | None:
    """A stored run."""
    return session.get(MatchRun, run_id)


def newest_run_of(session: Session, intake_id: UUID) -> MatchRun | None:
    """The last run kept for an intake."""
    query = select(MatchRun).where(MatchRun.intake_id == intake_id).order_by(MatchRun.id.desc()).limit(1)
    return session.scalar(query)


def payer_name(session: Session, policies: Sequence[Policy]) -> str | None:
    """What to call the first insurer when asking a place: the listed name, else what the caller said."""
    for policy in policies:
        payer = session.get(Payer, policy.payer_code) if policy.payer_code else None
        if payer or policy.payer_said_as:
            return payer.name if payer else policy.payer_said_as
    return None


def directory_version() -> Any:
    """The import that last changed the directory."""
    imports = select(ImportRun.id).where(ImportRun.changed, ImportRun.source == "samhsa")
    return imports.order_by(ImportRun.id.desc()).limit(1)


class _Shape(NamedTuple):
    """What of the needs decides the statement; the rest are its values."""

    musts: tuple[Question, ...]
    wishes: tuple[Question, ...]
    cautions: tuple[Question, ...]
    by_state: bool
    by_radius: bool
    has_origin: bool


_CARD: tuple[Any, ...] = (
    Facility.name,
    Facility.program,
    Site.street,
    Facility.unit,
    Site.city,
    Site.state,
    Site.zip,
    Facility.phone,
    Facility.intake_lines,
    Site.coordinate_precision,
)


def _shape(needs: Needs) -> _Shape:
    return _Shape(
        musts=needs.musts,
        wishes=tuple(wish.question for wish in needs.wishes),
        cautions=needs.cautions,
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


def _statement(shape: _Shape) -> Select[Any]:
    judged = _judged(shape)
    counted = (
        select(judged.c.first_no, func.count().label("places"))
        .where(judged.c.first_no.is_not(None))
        .group_by(judged.c.first_no)
        .subquery()
    )
    # As text: it stands in every row and is read once.
    counts = cast(func.json_object_agg(counted.c.first_no, counted.c.places), Text)
    tally = select(counts.label("excluded")).subquery()
    kept = (
        select(
            Facility.id,
            judged.c.miles,
            _answer(question(HOSPITAL)).label("hospital"),
            *(_answer(asked).label(f"a{at}") for at, asked in enumerate(shape.musts + shape.wishes)),
            *(_stated(caution).label(f"c{at}") for at, caution in enumerate(shape.cautions)),
            *_CARD,
        )
        .join(judged, judged.c.id == Facility.id)
        .join(Site, Site.id == Facility.site_id)
        .where(judged.c.first_no.is_(None))
        .subquery()
    )
    # The tally must come back even when no place is left.
    return select(tally.c.excluded, kept).select_from(tally.outerjoin(kept, true()))


def _judged(shape: _Shape) -> Any:
    """Each place of the area with the number of the first must-have it does not meet, or none."""
    first_no = case(
        (not_(Facility.tells_care), -1),
        *((_denied(must), at) for at, must in enumerate(shape.musts)),
        else_=null(),
    )
    miles = _miles() if shape.has_origin else cast(null(), Double)
    conditions: list[Any] = [Facility.listed]
    if shape.by_state:
        conditions.append(Facility.state == func.any(_given("states", ARRAY(Text))))
    if shape.by_radius:
        conditions.append(Facility.latitude.between(_given("south"), _given("north")))
        conditions.append(Facility.longitude.between(_given("west"), _given("east")))
        conditions.append(miles <= _given("radius"))
    return select(Facility.id, miles.label("miles"), first_no.label("first_no")).where(*conditions).cte("judged")


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


def _stated(asked: Question) -> ColumnElement[bool]:
    return or_(*(_has(code) for code in asked.codes))


def _answered(asked: Question) -> ColumnElement[bool]:
    """Each category was answered as a whole, or each of its codes that count was denied one by one."""
    return and_(*(or_(_has(f"={category}"), and_(*map(_denies, codes))) for category, codes in asked.groups))


def _has(word: str) -> ColumnElement[bool]:
    return func.get_bit(Facility.answers, positions()[word]) == 1


def _denies(code: str) -> ColumnElement[bool]:
    return func.get_bit(Facility.denials, positions()[code]) == 1


def _denied(asked: Question) -> ColumnElement[bool]:
    return and_(_answered(asked), not_(_stated(asked)))


def _answer(asked: Question) -> Any:
    """True, false, or null for not stated: the same three answers as `rules.verdict`."""
    return case((_stated(asked), True), (_answered(asked), False), else_=null())


def _place(row: Any, needs: Needs) -> Place:
    first_wish = 4 + len(needs.musts)
    first_caution = first_wish + len(needs.wishes)
    return Place(
        id=row[1],
        miles=row[2],
        hospital=_verdict(row[3]),
        musts=tuple(map(_verdict, row[4:first_wish])),
        wishes=tuple(map(_verdict, row[first_wish:first_caution])),
        cautions=tuple(row[first_caution : first_caution + len(needs.cautions)]),
    )


def _verdict(value: bool | None) -> Verdict:
    return Missing.UNKNOWN if value is None else value
