"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.facilities import queries
from intake.facilities.models import Facility, ServiceCode
from intake.facilities.schemas import FacilityOut, PlaceQuery, ServiceCodeOut
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.schema import PageQuery, page_of

api = ApiDoor("facilities", __name__, "Treatment places: what each lists, and what it leaves unsaid.")


@api.operation("GET", "/facilities", permission=Permission.FACILITIES_READ, query=PlaceQuery(), gives=page_of(FacilityOut()))
def list_facilities(unit: Unit, query: dict[str, Any]) -> Page[Facility]:
    """Places by name, city, state, ZIP and what they offer, in the order of their names."""
    return queries.search_places(unit.session, **query)


@api.operation("GET", "/facilities/<uuid:facility_id>", permission=Permission.FACILITIES_READ, gives=FacilityOut())
def show_facility(unit: Unit, facility_id: UUID) -> Facility:
    """One place."""
    return queries.facility(unit.session, facility_id)


@api.operation("GET", "/service-codes", permission=Permission.FACILITIES_READ, query=PageQuery(), gives=page_of(ServiceCodeOut()))
def list_service_codes(unit: Unit, query: dict[str, Any]) -> Page[ServiceCode]:
    """The directory's codes in its own words."""
    return queries.service_codes(unit.session, **query)
