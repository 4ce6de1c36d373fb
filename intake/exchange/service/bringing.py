"""How a batch of each kind is brought in: what is here already stays as it is, what points to nobody is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import service as callers
from intake.callers.models import Person
from intake.exchange import queries
from intake.exchange.models import OutsideNumber
from intake.exchange.rules import RowError
from intake.facilities.queries import code_book
from intake.facilities.rules import CodeBook, Listing, Refusal, Row, read_row
from intake.facilities.service import bring_listings, places_known
from intake.followups.service import bring_task
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Invalid
from intake.foundation.words import Words
from intake.intakes.service import bring_intake
from intake.organisation.queries import settings
from intake.storage.answers import Told
from intake.storage.encrypted import DataKey

# Sources of places that another desk may have told: the directory, and a desk's own.
_SOURCES = frozenset({"samhsa", "desk"})


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be a record."""

    row: int
    number: str
    told: dict[str, Any]


class Found(Protocol):
    added: int
    known: int

    def refuse(self, errors: Sequence[RowError]) -> None: ...


def bring_people(session: Session, actor: Actor, rows: Sequence[Ready], found: Found) -> None:
    for one in _new(session, "people", rows, found):
        told = dict(one.told)
        created, standing = told.pop("created_at", None), told.pop("standing")
        points = _points(told.pop("contact_points"), told.pop("phone", None), told.pop("email", None))
        by = Told("record", actor.id, created or now())
        try:
            person = callers.record_person(session, answers=told, told=by)
            for kind, value, answers in points:
                callers.add_contact_point(session, person, kind=kind, value=value, answers=answers, told=by)
        except Invalid as error:
            found.refuse([RowError(one.row, "contact_points", field.message) for field in error.fields])
            continue
        person.recorded_by, person.standing = None, standing
        _came(session, actor, "people", one, person, person.id, person.data_key, created)
        found.added += 1


def _points(told: Sequence[Mapping[str, Any]], phone: str | None, email: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in told:
        yield one["kind"], one["value"], {name: answer for name, answer in one.items() if name not in ("kind", "value")}
    for kind, value in (("phone", phone), ("email", email)):
        if value:
            yield kind, value, {}


def bring_intakes(session: Session, actor: Actor, rows: Sequence[Ready], found: Found) -> None:
    fresh = _new(session, "intakes", rows, found)
    people = _people(session, actor, [one.told.get(role) for one in fresh for role in ("caller", "subject")])
    for one in fresh:
        told = dict(one.told)
        caller, subject = told.pop("caller", None), told.pop("subject")
        strangers = [role for role, number in (("caller", caller), ("subject", subject)) if number and number not in people]
        if strangers:
            words = Words("Nobody came in under this number. Bring in the people first.")
            found.refuse([RowError(one.row, role, words) for role in strangers])
            continue
        created = told.pop("created_at", None) or told["completed_at"]
        try:
            intake = bring_intake(
                session,
                actor=actor,
                caller=people[caller] if caller else None,
                subject=people[subject],
                told=told,
            )
        except Invalid as error:
            found.refuse([RowError(one.row, field.pointer.strip("/"), field.message) for field in error.fields])
            continue
        _came(session, actor, "intakes", one, intake, intake.subject_id, intake.data_key, created)
        found.added += 1


def bring_tasks(session: Session, actor: Actor, rows: Sequence[Ready], found: Found) -> None:
    fresh = _new(session, "tasks", rows, found)
    people = _people(session, actor, [one.told["person"] for one in fresh])
    known = queries.records_by_number(session, "intakes", [one.told["intake"] for one in fresh if "intake" in one.told])
    intakes = queries.intakes_by_ids(session, actor, known.values())
    accounts = queries.accounts_by_email(session, [one.told["assignee"] for one in fresh if "assignee" in one.told])
    zone = settings(session).time_zone
    for one in fresh:
        told = dict(one.told)
        person, number = people.get(told.pop("person")), told.pop("intake", None)
        intake = intakes.get(known[number]) if number in known else None
        if person is None or (number and intake is None):
            words = Words("Nothing came in under this number. Bring in people and intakes first.")
            found.refuse([RowError(one.row, "person" if person is None else "intake", words)])
            continue
        created, assignee = told.pop("created_at", None), accounts.get(told.pop("assignee", "").casefold())
        told.setdefault("time_zone", zone)
        task = bring_task(session, person=person, intake=intake, assignee_id=assignee, told=told)
        _came(session, actor, "tasks", one, task, person.id, person.data_key, created)
        found.added += 1


def bring_places(session: Session, actor: Actor, rows: Sequence[Ready], found: Found) -> None:
    """Places that are listed already stay as they are: what the desk found out is corrected on their pages."""
    book = code_book(session)
    keyed = [(one, *_source_of(one.number)) for one in rows]
    known = places_known(session, [(source, key) for _, source, key in keyed])
    fresh: dict[str, list[Listing]] = {}
    for one, source, key in keyed:
        if (source, key) in known:
            found.known += 1
            continue
        listing = _listing(one, key, book)
        if isinstance(listing, Refusal):
            found.refuse([RowError(one.row, "", listing.reason)])
            continue
        fresh.setdefault(source, []).append(listing)
        found.added += 1
    for source, listings in fresh.items():
        bring_listings(session, listings, source=source)


def _source_of(number: str) -> tuple[str, UUID]:
    """A place of this product goes by its source and key; any other number makes a key of its own."""
    source, _, key = number.partition(":")
    try:
        if source in _SOURCES and str(UUID(key)) == key:
            return source, UUID(key)
    except ValueError:
        pass
    return "desk", uuid5(NAMESPACE_URL, f"place:{number}")


def _listing(one: Ready, key: UUID, book: CodeBook) -> Listing | Refusal:
    told = one.told
    codes = " ".join(told.get("codes", ()))
    row = Row(
        number=one.row,
        name1=told["name"],
        name2=told.get("program", ""),
        street1=told["street"],
        street2=told.get("unit", ""),
        city=told["city"],
        state=told["state"],
        zip=told["zip"],
        phone=told.get("phone", ""),
        intake1="",
        intake2="",
        intake1a="",
        intake2a="",
        service_code_info=codes,
        website=told.get("website", ""),
        latitude=str(told.get("latitude", "")),
        longitude=str(told.get("longitude", "")),
    )
    listing = read_row(row, book)
    if isinstance(listing, Refusal):
        return listing
    # What this desk's own file says stands as it says it; the code book may not be loaded yet.
    stated: dict[str, Any] = {"intake_lines": tuple(told.get("intake_lines", ())), "source_key": key}
    if told.get("phone", "").startswith("+"):
        stated["phone"] = told["phone"]
    if "answered_categories" in told:
        stated |= {
            "codes": tuple(told.get("codes", ())),
            "categories": tuple(told["answered_categories"]),
            "tells_care": bool(told.get("codes")),
        }
    return replace(listing, **stated)


def _new(session: Session, kind: str, rows: Sequence[Ready], found: Found) -> list[Ready]:
    here = queries.records_by_number(session, kind, [one.number for one in rows])
    found.known += len(here)
    return [one for one in rows if one.number not in here]


def _people(session: Session, actor: Actor, numbers: Sequence[str | None]) -> dict[str, Person]:
    here = queries.records_by_number(session, "people", [number for number in numbers if number])
    people = queries.people_by_ids(session, actor, here.values())
    return {number: people[record_id] for number, record_id in here.items() if record_id in people}


def _came(
    session: Session, actor: Actor, kind: str, one: Ready, row: Any, person_id: UUID, data_key: DataKey, created: Any
) -> None:
    """Under which number it came, and a row in the trail of whom it is about."""
    if created is not None:
        row.created_at = created
    number = OutsideNumber(
        data_key=data_key, kind=kind, record_id=row.id, number_digest=queries.digest_of(session, kind, one.number)
    )
    session.add(number)
    number.number = one.number
    record(session, actor, "exchange.bring", row, person_id=person_id, kind=kind)


Bring = Callable[[Session, Actor, Sequence[Ready], Found], None]
BRING: Mapping[str, Bring] = {
    "people": bring_people,
    "places": bring_places,
    "intakes": bring_intakes,
    "tasks": bring_tasks,
}
