"""The page of this room: places side by side."""

from typing import Any
from uuid import UUID

from flask import render_template

from intake.callers.queries import restricted_among
from intake.foundation.permissions import Permission
from intake.matching import service
from intake.matching.schemas import CompareQuery
from intake.web.door import PageDoor, Unit

pages = PageDoor("matching", __name__)


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/compare", permission=Permission.MATCHES_RUN, query=CompareQuery())
def compare(unit: Unit, query: dict[str, Any], intake_id: UUID) -> str:
    """Up to four places side by side, for what the intake tells now."""
    told = service.compare_places(unit.session, actor=unit.actor, intake_id=intake_id, place_ids=query["places"])
    marked = restricted_among(unit.session, [told.intake.subject_id])
    return render_template("matching/compare.html", told=told, restricted=marked)
