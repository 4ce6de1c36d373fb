"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.facilities import queries, service
from intake.facilities.models import Correction, Credential, Facility, PlaceChange, ServiceCode
from intake.facilities.queries import WholePlace
from intake.facilities.schemas import (
    ChangeOut,
    CorrectionOut,
    CredentialIn,
    CredentialOut,
    FacilityOut,
    PlaceEdit,
    PlaceQuery,
    QualityOut,
    ServiceCodeOut,
    SettlementIn,
    WholePlaceOut,
    edit_of,
)
from intake.foundation.permissions import Permission
from intake.organisation.queries import today as desk_day
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.schema import PageQuery, page_of

api = ApiDoor("facilities", __name__, "Treatment places: what each lists, and what it leaves unsaid.")


@api.operation("GET", "/facilities", permission=Permission.FACILITIES_READ, query=PlaceQuery(), gives=page_of(FacilityOut()))
def list_facilities(unit: Unit, query: dict[str, Any]) -> Page[Facility]:
    """Places by name, city, state, ZIP and what they offer, in the order of their names."""
    return queries.search_places(unit.session, **query)


@api.operation("GET", "/facilities/quality", permission=Permission.FACILITIES_EDIT, gives=QualityOut())
def count_quality(unit: Unit) -> dict[str, Any]:
    """How many places have something to look at, by kind; `GET /facilities?quality=KIND` lists them."""
    return {"counts": queries.count_quality(unit.session, desk_day(unit.session))}


@api.operation(
    "GET", "/facilities/<uuid:facility_id>", permission=Permission.FACILITIES_READ, gives=WholePlaceOut(), versioned=True
)
def show_facility(unit: Unit, facility_id: UUID) -> WholePlace:
    """One place with all that is known of it."""
    return queries.whole_place(unit.session, facility_id)


@api.operation(
    "PATCH",
    "/facilities/<uuid:facility_id>",
    permission=Permission.FACILITIES_EDIT,
    takes=PlaceEdit(),
    gives=WholePlaceOut(),
    versioned=True,
    if_match=True,
)
def edit_facility(unit: Unit, data: dict[str, Any], version: int, facility_id: UUID) -> WholePlace:
    """Write down what was found out: it counts at once, also for matching, and stays through the next import."""
    service.edit_place(
        unit.session,
        actor=unit.actor,
        facility_id=facility_id,
        version=version,
        **edit_of(data, desk_day(unit.session)),
    )
    return queries.whole_place(unit.session, facility_id)


@api.operation(
    "POST",
    "/facilities/<uuid:facility_id>/settlement",
    permission=Permission.FACILITIES_EDIT,
    takes=SettlementIn(),
    gives=WholePlaceOut(),
    versioned=True,
    if_match=True,
)
def settle_difference(unit: Unit, data: dict[str, str], version: int, facility_id: UUID) -> WholePlace:
    """On one corrected field take the directory's word, or keep the desk's."""
    service.settle_difference(unit.session, actor=unit.actor, facility_id=facility_id, version=version, **data)
    return queries.whole_place(unit.session, facility_id)


@api.operation(
    "GET",
    "/facility-differences",
    permission=Permission.FACILITIES_EDIT,
    query=PageQuery(),
    gives=page_of(CorrectionOut()),
)
def list_differences(unit: Unit, query: dict[str, Any]) -> Page[Correction]:
    """Corrections of the desk on which the directory has a new word."""
    return queries.differences(unit.session, **query)


@api.operation(
    "GET",
    "/facilities/<uuid:facility_id>/history",
    permission=Permission.FACILITIES_READ,
    query=PageQuery(),
    gives=page_of(ChangeOut()),
)
def list_changes(unit: Unit, query: dict[str, Any], facility_id: UUID) -> Page[PlaceChange]:
    """What changed of a place, by imports and by the desk, newest first."""
    return queries.history(unit.session, queries.facility(unit.session, facility_id).id, **query)


@api.operation(
    "POST",
    "/facilities/<uuid:facility_id>/credentials",
    permission=Permission.FACILITIES_EDIT,
    takes=CredentialIn(),
    gives=CredentialOut(),
    status=201,
    idempotent=True,
)
def add_credential(unit: Unit, data: dict[str, Any], facility_id: UUID) -> Credential:
    """Write down an accreditation or a licence with its dates."""
    told = {"checked_on": desk_day(unit.session), **data}
    return service.add_credential(unit.session, actor=unit.actor, facility_id=facility_id, **told)


@api.operation("DELETE", "/facilities/<uuid:facility_id>/credentials/<uuid:credential_id>", permission=Permission.FACILITIES_EDIT)
def remove_credential(unit: Unit, facility_id: UUID, credential_id: UUID) -> None:
    """Take it off the place; its line in the history stays."""
    service.remove_credential(unit.session, actor=unit.actor, facility_id=facility_id, credential_id=credential_id)


@api.operation("GET", "/service-codes", permission=Permission.FACILITIES_READ, query=PageQuery(), gives=page_of(ServiceCodeOut()))
def list_service_codes(unit: Unit, query: dict[str, Any]) -> Page[ServiceCode]:
    """The directory's codes in its own words."""
    return queries.service_codes(unit.session, **query)
