"""The pages of this room: looking for a place, and looking at one."""

from typing import Any
from uuid import UUID

from flask import render_template

from intake.facilities import queries
from intake.facilities.rules import phone_words
from intake.facilities.schemas import PlaceQuery
from intake.foundation.permissions import Permission
from intake.foundation.states import STATES
from intake.web.door import PageDoor, Unit

pages = PageDoor("facilities", __name__)
pages.add_app_template_filter(phone_words, "phone_words")


@pages.page("GET", "/places", permission=Permission.FACILITIES_READ, query=PlaceQuery())
def search(unit: Unit, query: dict[str, Any]) -> str:
    """Search the directory."""
    found = queries.search_places(unit.session, **query)
    edition = queries.newest_import(unit.session)
    return render_template("facilities/search.html", query=query, found=found, edition=edition, states=STATES)


@pages.page("GET", "/places/<uuid:facility_id>", permission=Permission.FACILITIES_READ)
def place(unit: Unit, facility_id: UUID) -> str:
    """One place in full."""
    found = queries.facility(unit.session, facility_id)
    services = queries.words_of(unit.session, found.codes)
    return render_template("facilities/place.html", place=found, services=services)
