"""The pages of this room: places side by side; what is asked of places and why, for those who review it."""

from typing import Any
from uuid import UUID

from flask import render_template

from intake.callers.queries import restricted_among
from intake.facilities.queries import code_book
from intake.foundation.permissions import Permission
from intake.matching import service
from intake.matching.rules.described import described_questions, told_words
from intake.matching.rules.needs import levels, load_data
from intake.matching.schemas import CompareQuery
from intake.web.door import PageDoor, Unit

pages = PageDoor("matching", __name__)


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/compare", permission=Permission.MATCHES_RUN, query=CompareQuery())
def compare(unit: Unit, query: dict[str, Any], intake_id: UUID) -> str:
    """Up to four places side by side, for what the intake tells now."""
    told = service.compare_places(unit.session, actor=unit.actor, intake_id=intake_id, place_ids=query["places"])
    marked = restricted_among(unit.session, [told.intake.subject_id])
    return render_template("matching/compare.html", told=told, restricted=marked)


@pages.page("GET", "/matching/rules", permission=Permission.CATALOGUE_READ)
def rules(unit: Unit) -> str:
    """Every question that a place is asked, and every line by which it is asked, made from the files that the desk runs on."""
    told = described_questions()
    return render_template(
        "matching/rules.html",
        questions=[one for one in told if one.key not in levels()],
        levels=[one for one in told if one.key in levels()],
        named=levels(),
        editions=load_data("levels")["editions"],
        between=load_data("levels")["between"],
        flags=load_data("crosswalk")["flag"],
        told_words=told_words,
        services=code_book(unit.session).services,
    )
