"""The JSON doors of this room. A name or number to search for travels in the body: an address line is kept by proxies."""

from typing import Any
from uuid import UUID

from intake.audit.models import AuditEntry
from intake.audit.queries import trail_of_person
from intake.audit.schemas import TrailPage
from intake.callers import queries, service
from intake.callers.schemas import PersonOut, PersonRows, PersonSearch
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.schema import PageQuery

api = ApiDoor("callers", __name__, "People, how to reach them, and what is safe.")


@api.operation("POST", "/people/search", permission=Permission.PEOPLE_READ, takes=PersonSearch(), gives=PersonRows())
def search_people(unit: Unit, data: dict[str, Any]) -> dict[str, Any]:
    """People by name (a slip allowed for, the best first; drafts stay out) or by number (drafts included)."""
    return {"items": service.search_people(unit.session, actor=unit.actor, **data)}


@api.operation("GET", "/people/<uuid:person_id>", permission=Permission.PEOPLE_READ, gives=PersonOut())
def open_person(unit: Unit, person_id: UUID) -> queries.PersonFile:
    """A person's record with contact points and relationships. The trail notes who opened it."""
    person = service.open_person(unit.session, actor=unit.actor, person_id=person_id)
    return queries.person_file(unit.session, person)


@api.operation("GET", "/people/<uuid:person_id>/trail", permission=Permission.PEOPLE_READ, query=PageQuery(), gives=TrailPage)
def show_trail(unit: Unit, query: dict[str, Any], person_id: UUID) -> Page[AuditEntry]:
    """Who opened or changed a person's record, the latest first. Reading it is an opening too."""
    person = service.open_person(unit.session, actor=unit.actor, person_id=person_id)
    return trail_of_person(unit.session, person.id, **query)
