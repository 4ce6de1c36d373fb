"""What somebody of the desk found out about a place: written beside the listing, and kept through the next import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.facilities import queries
from intake.facilities.models import Correction, Credential, Facility, PlaceChange, PlaceFacts
from intake.facilities.rules import CodeBook, Told
from intake.facilities.rules.checking import FACTS
from intake.facilities.rules.corrections import CLOSED, SERVICE, changes_between
from intake.facilities.service.corrections import as_it_counts, as_listed, settle_place
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing, is_known
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound, PreconditionFailed
from intake.foundation.permissions import Permission, require
from intake.organisation.queries import desk_zone, today
from intake.storage import answers

_FREE = text("select pg_try_advisory_xact_lock_shared(hashtextextended('facilities.import', 0))")


@dataclass(frozen=True, slots=True)
class Source:
    """How somebody came to know: in which way (rules.checking), on which day, and from whom, as far as they say."""

    how: str
    told_on: date
    told_by: str | None = None

    def told(self, actor: Actor, here: datetime) -> answers.Told:
        """For the mark of an answer, `here` being the moment at the desk. What was found out earlier counts as of its noon."""
        noon = datetime.combine(self.told_on, time(12), here.tzinfo)
        return answers.Told(self.how, actor.id, (noon if self.told_on < here.date() else here).astimezone(UTC))


def edit_place(
    session: Session,
    *,
    actor: Actor,
    facility_id: UUID,
    version: int,
    source: Source,
    listing: Mapping[str, Any],
    services: Mapping[str, str],
    facts: Mapping[str, Any],
    all_checked: bool = False,
) -> Facility:
    """Correct what is listed, answer what no directory lists, or (`all_checked`) say that everything shown was gone through.

    Refuses a version that is not the current one, a day that is still to come, and a code of no workbook; while a directory is
    being imported, everything.
    """
    place = _place_to_change(session, actor, facility_id, version)
    _refuse_future(session, "/told_on", source.told_on)
    before, book = as_it_counts(place), queries.code_book(session)
    ours = {**_plain(listing), **{f"{SERVICE}{code}": word for code, word in services.items()}}
    _refuse_bad(session, ours, services, book)
    changes = changes_between(before, _correct(session, actor, place, ours, source, book))
    changes |= _answer(session, actor, place, facts, source, all_checked)
    if all_checked:
        changes["verified_on"] = [place.verified_on and place.verified_on.isoformat(), source.told_on.isoformat()]
        place.verified_on, place.verified_by = source.told_on, actor.id
        place.verified_how, place.verified_with = source.how, source.told_by
    if changes:
        _note(session, actor, place, "edit", changes, source.how)
    return place


def settle_difference(session: Session, *, actor: Actor, facility_id: UUID, version: int, field: str, take: str) -> Facility:
    """Take the `directory`'s word on a corrected field, or keep `ours`; after that nobody is asked until it changes again."""
    place = _place_to_change(session, actor, facility_id, version)
    kept = {one.field: one for one in queries.corrections_of(session, [place.id])[place.id]}
    if field not in kept:
        raise NotFound
    correction, before = kept[field], as_it_counts(place)
    changes = {field: [correction.theirs, correction.ours]}
    correction.differs = False
    if take == "directory":
        session.delete(kept.pop(field))
        session.flush()
        told = settle_place(session, place, as_listed(place), list(kept.values()), queries.code_book(session))
        changes = changes_between(before, told)
    _note(session, actor, place, "settle", changes, None)
    return place


def add_credential(session: Session, *, actor: Actor, facility_id: UUID, how: str, checked_on: date, **told: Any) -> Credential:
    """Write down an accreditation or licence with its dates, as somebody saw it. Refuses an end before the beginning."""
    require(actor, Permission.FACILITIES_EDIT)
    _refuse_future(session, "/checked_on", checked_on)
    place = queries.locked_facility(session, facility_id)
    if told.get("valid_from") and told.get("valid_until") and told["valid_until"] < told["valid_from"]:
        raise Invalid.field("/valid_until", "Ends before it begins. Check both days.")
    credential = Credential(facility_id=place.id, how=how, checked_on=checked_on, by=actor.id, **told)
    session.add(credential)
    _note(session, actor, place, "credential", {"credential": [None, credential.body]}, how)
    return credential


def remove_credential(session: Session, *, actor: Actor, facility_id: UUID, credential_id: UUID) -> Facility:
    """Take it off the place. The row stays, and so does its line in the history."""
    require(actor, Permission.FACILITIES_EDIT)
    place = queries.locked_facility(session, facility_id)
    found = queries.credential(session, facility_id, credential_id)
    found.removed_at = now()
    _note(session, actor, place, "credential", {"credential": [found.body, None]}, None)
    return place


def _place_to_change(session: Session, actor: Actor, facility_id: UUID, version: int) -> Facility:
    require(actor, Permission.FACILITIES_EDIT)
    if not session.scalar(_FREE):
        raise Conflict("The directory is being imported at this moment. Save again in a minute.")
    place = queries.locked_facility(session, facility_id)
    if place.version != version:
        raise PreconditionFailed
    return place


def _correct(session: Session, actor: Actor, place: Facility, ours: Mapping[str, Any], source: Source, book: CodeBook) -> Told:
    """Bring the corrections in line: what is as listed needs none."""
    listed = as_listed(place)
    kept = {one.field: one for one in queries.corrections_of(session, [place.id])[place.id]}
    for field, value in ours.items():
        theirs = listed.says(field, book)
        if value is None if field == CLOSED else value == theirs:
            if field in kept:
                session.delete(kept.pop(field))
            continue
        if field not in kept:
            kept[field] = Correction(facility_id=place.id, field=field)
            session.add(kept[field])
        one = kept[field]
        one.ours, one.theirs, one.differs = value, theirs, False
        one.how, one.told_on, one.by = source.how, source.told_on, actor.id
    session.flush()
    return settle_place(session, place, listed, list(kept.values()), book)


def _answer(
    session: Session, actor: Actor, place: Facility, facts: Mapping[str, Any], source: Source, all_checked: bool
) -> dict[str, list[Any]]:
    """What changed. Whoever went through all of it said again what was known before."""
    row = session.get(PlaceFacts, place.id) or PlaceFacts(facility_id=place.id)
    given = {field: answer for field, answer in facts.items() if answer is not Missing.NOT_ASKED}
    before = {field: row.answer(field) for field in FACTS}
    again = {field: answer for field, answer in before.items() if all_checked and is_known(answer)}
    told = source.told(actor, now().astimezone(desk_zone(session)))
    for field, answer in {**again, **given}.items():
        row.give_answer(field, answer, told)
    if again or given:
        session.add(row)
        session.flush()
    return {field: [_told(before[field]), _told(answer)] for field, answer in given.items()}


def _told(answer: Any) -> Any:
    return {"missing": answer.value} if isinstance(answer, Missing) else answer


def _plain(listing: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value.isoformat() if isinstance(value, date) else value for field, value in listing.items()}


def _refuse_bad(session: Session, ours: Mapping[str, Any], services: Mapping[str, str], book: CodeBook) -> None:
    unknown = sorted(set(services) - set(book.category_of))
    if unknown:
        raise Invalid.field(f"/services/{unknown[0]}", "The directory has no such code. Look the codes up under /service-codes.")
    if ours.get(CLOSED):
        _refuse_future(session, f"/{CLOSED}", date.fromisoformat(ours[CLOSED]))


def _refuse_future(session: Session, pointer: str, day: date) -> None:
    if day > today(session):
        raise Invalid.field(pointer, "This day is still to come. Use today or an earlier one.")


def _note(session: Session, actor: Actor, place: Facility, kind: str, changes: dict[str, list[Any]], how: str | None) -> None:
    place.version += 1
    session.add(PlaceChange(facility_id=place.id, kind=kind, by=actor.id, how=how, changes=changes, at=now()))
    record(session, actor, f"facilities.{kind}", place, fields=sorted(changes))
    session.flush()
