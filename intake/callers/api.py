"""The JSON doors of this room. A name or number to search for travels in the body: an address line is kept by proxies."""

from typing import Any
from uuid import UUID

from flask import url_for

from intake.audit.models import AuditEntry
from intake.audit.schemas import TrailPage
from intake.callers import queries, service
from intake.callers.models import ContactPoint, Flag, LegalHold, Relationship
from intake.callers.schemas import (
    BreakGlassIn,
    BreakGlassOut,
    ComparisonOut,
    ContactPointOut,
    DuplicatesOut,
    FlagIn,
    FlagOut,
    HoldIn,
    HoldOut,
    HoldsOut,
    PersonOut,
    PersonRows,
    PersonSearch,
    PersonToldIn,
    RelationIn,
    RelationshipOut,
    RestrictionIn,
    RestrictionOut,
    UndoneOut,
)
from intake.foundation.errors import Merged
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.schema import PageQuery

api = ApiDoor("callers", __name__, "People, how to reach them, and what is safe.")


@api.operation("POST", "/people/search", permission=Permission.PEOPLE_READ, takes=PersonSearch(), gives=PersonRows())
def search_people(unit: Unit, data: dict[str, Any]) -> dict[str, Any]:
    """People by name (a slip allowed for, the best first; drafts stay out) or by number (drafts included)."""
    return {"items": service.search_people(unit.session, actor=unit.actor, **data)}


@api.operation("POST", "/people/duplicates", permission=Permission.PEOPLE_READ, takes=PersonToldIn(), gives=DuplicatesOut())
def propose_duplicates(unit: Unit, data: dict[str, Any]) -> dict[str, Any]:
    """Who may be known already, by number, name or birthday, each with the reasons; the likeliest first, at most five."""
    leave_out = data.pop("leave_out")
    told = queries.PersonTold(**data)
    return {"items": service.propose_duplicates(unit.session, actor=unit.actor, told=told, leave_out=leave_out)}


@api.operation("GET", "/people/<uuid:person_id>", permission=Permission.PEOPLE_READ, gives=PersonOut())
def open_person(unit: Unit, person_id: UUID) -> queries.PersonFile:
    """A person's record with contact points and relationships. The trail notes who opened it.

    Of a record that was merged into another the answer is a redirect there, with `merged_into` in its body.
    """
    person = service.open_person(unit.session, actor=unit.actor, person_id=person_id)
    if person.id != person_id:
        raise Merged(str(person.id), url_for("callers_api.open_person", person_id=person.id))
    return queries.person_file(unit.session, unit.actor, person)


@api.operation("GET", "/people/<uuid:person_id>/trail", permission=Permission.TRAILS_READ, query=PageQuery(), gives=TrailPage)
def show_trail(unit: Unit, query: dict[str, Any], person_id: UUID) -> Page[AuditEntry]:
    """Who opened or changed a person's record, the latest first. Reading it is an opening too."""
    return service.open_trail(unit.session, actor=unit.actor, person_id=person_id, **query)


@api.operation(
    "GET",
    "/people/<uuid:person_id>/comparison/<uuid:other_id>",
    permission=Permission.PEOPLE_MERGE,
    gives=ComparisonOut(),
)
def compare_people(unit: Unit, person_id: UUID, other_id: UUID) -> service.Comparison:
    """What two records tell otherwise, before they are merged. Both are opened by it."""
    return service.compare_people(unit.session, actor=unit.actor, person_id=person_id, other_id=other_id)


@api.operation(
    "POST", "/people/<uuid:person_id>/merges/<uuid:merge_id>/undoing", permission=Permission.PEOPLE_MERGE, gives=UndoneOut()
)
def undo_merge(unit: Unit, person_id: UUID, merge_id: UUID) -> service.Undone:
    """Two records again, as they were; what was added since the merge stays where it was added."""
    return service.undo_merge(unit.session, actor=unit.actor, person_id=person_id, merge_id=merge_id)


@api.operation(
    "POST",
    "/people/<uuid:person_id>/relations",
    permission=Permission.PEOPLE_EDIT,
    takes=RelationIn(),
    gives=RelationshipOut(),
    status=201,
    idempotent=True,
)
def relate_person(unit: Unit, data: dict[str, Any], person_id: UUID) -> Relationship:
    """Somebody stands around this person: the mother, a sponsor. What they may be told is not said here: consents say it."""
    return service.relate_person(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation("DELETE", "/people/<uuid:person_id>/relations/<uuid:other_id>", permission=Permission.PEOPLE_EDIT)
def end_relation(unit: Unit, person_id: UUID, other_id: UUID) -> None:
    """The other one no longer stands around this person. That they did is kept."""
    service.end_relation(unit.session, actor=unit.actor, person_id=person_id, other_id=other_id)


@api.operation(
    "POST",
    "/people/<uuid:person_id>/contact-points/<uuid:point_id>/confirmation",
    permission=Permission.PEOPLE_EDIT,
    gives=ContactPointOut(),
)
def confirm_contact_point(unit: Unit, person_id: UUID, point_id: UUID) -> ContactPoint:
    """You have just made sure that the number, and what is safe there, are still right."""
    return service.confirm_contact_point(unit.session, actor=unit.actor, person_id=person_id, point_id=point_id)


@api.operation(
    "PUT",
    "/people/<uuid:person_id>/restriction",
    permission=Permission.PEOPLE_RESTRICT,
    takes=RestrictionIn(),
    gives=RestrictionOut(),
)
def restrict_person(unit: Unit, data: dict[str, Any], person_id: UUID) -> service.RestrictionFile:
    """Only those named may see this person and all that hangs on them. For everybody else there is nothing."""
    return service.restrict_person(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation("DELETE", "/people/<uuid:person_id>/restriction", permission=Permission.PEOPLE_RESTRICT)
def lift_restriction(unit: Unit, person_id: UUID) -> None:
    """The record is seen as any other again."""
    service.lift_restriction(unit.session, actor=unit.actor, person_id=person_id)


@api.operation("GET", "/people/<uuid:person_id>/holds", permission=Permission.PEOPLE_HOLD, gives=HoldsOut())
def show_holds(unit: Unit, person_id: UUID) -> dict[str, Any]:
    """Every legal hold on the record, the latest first, with what it is for. Those that were lifted stay."""
    return {"items": service.open_holds(unit.session, actor=unit.actor, person_id=person_id)}


@api.operation(
    "POST",
    "/people/<uuid:person_id>/holds",
    permission=Permission.PEOPLE_HOLD,
    takes=HoldIn(),
    gives=HoldOut(),
    status=201,
    idempotent=True,
)
def place_hold(unit: Unit, data: dict[str, str], person_id: UUID) -> LegalHold:
    """The record must be kept: nothing erases it until this hold is lifted."""
    return service.place_hold(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation(
    "POST", "/people/<uuid:person_id>/holds/<uuid:hold_id>/lifting", permission=Permission.PEOPLE_HOLD, gives=HoldOut()
)
def lift_hold(unit: Unit, person_id: UUID, hold_id: UUID) -> LegalHold:
    """This matter no longer asks for the record. Other holds on it stay."""
    return service.lift_hold(unit.session, actor=unit.actor, person_id=person_id, hold_id=hold_id)


@api.operation(
    "POST",
    "/people/<uuid:person_id>/break-glass",
    permission=Permission.GLASS_BREAK,
    takes=BreakGlassIn(),
    gives=BreakGlassOut(),
    status=201,
)
def break_glass(unit: Unit, data: dict[str, str], person_id: UUID) -> service.OpenedGlass:
    """Open a restricted record for a time, with the reason written down. Supervisors are told at once."""
    return service.break_glass(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation(
    "PUT",
    "/people/<uuid:person_id>/flags/<any(repeat, abusive, do_not_contact):kind>",
    permission=Permission.PEOPLE_EDIT,
    takes=FlagIn(),
    gives=FlagOut(),
)
def flag_person(unit: Unit, data: dict[str, Any], person_id: UUID, kind: str) -> Flag:
    """Set a flag that whoever takes the next call will see. Nobody is contacted while "do not contact" stands."""
    return service.flag_person(unit.session, actor=unit.actor, person_id=person_id, kind=kind, **data)


@api.operation(
    "DELETE", "/people/<uuid:person_id>/flags/<any(repeat, abusive, do_not_contact):kind>", permission=Permission.PEOPLE_EDIT
)
def lift_flag(unit: Unit, person_id: UUID, kind: str) -> None:
    """The flag counts no longer."""
    service.lift_flag(unit.session, actor=unit.actor, person_id=person_id, kind=kind)
