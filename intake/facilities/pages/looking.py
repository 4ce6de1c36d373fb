"""Looking for a place, and looking at one."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template

from intake.facilities import queries
from intake.facilities.models import PlaceFacts
from intake.facilities.pages.door import pages, words
from intake.facilities.queries import WholePlace
from intake.facilities.rules import CodeBook
from intake.facilities.rules.checking import FACTS, QUALITY, is_old
from intake.facilities.rules.hours import Period, is_open
from intake.facilities.rules.words import FIELD_WORDS, MISSING_WORDS, subjects, value_words
from intake.facilities.schemas import PlaceQuery
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.permissions import Permission
from intake.foundation.states import STATES
from intake.organisation.queries import desk_zone, names_of_staff
from intake.organisation.queries import today as desk_day
from intake.web.door import Unit

_NEWEST = 20


@pages.page("GET", "/places", permission=Permission.FACILITIES_READ, query=PlaceQuery())
def search(unit: Unit, query: dict[str, Any]) -> str:
    """Search the directory."""
    found = queries.search_places(unit.session, **query)
    edition = queries.newest_import(unit.session)
    return render_template("facilities/search.html", query=query, found=found, edition=edition, states=STATES, quality=QUALITY)


@pages.page("GET", "/places/<uuid:facility_id>", permission=Permission.FACILITIES_READ)
def place(unit: Unit, facility_id: UUID) -> str:
    """One place in full, with what is not known of it."""
    whole = queries.whole_place(unit.session, facility_id)
    book, zone, today = queries.code_book(unit.session), desk_zone(unit.session), desk_day(unit.session)
    found = whole.place
    known, silent = subjects(book, found.codes, found.categories, found.denied)
    history = queries.history(unit.session, facility_id, limit=_NEWEST).items
    staff = {change.by for change in history if change.by} | {one.by for one in whole.corrections if one.by}
    return render_template(
        "facilities/place.html",
        whole=whole,
        place=found,
        known=known,
        silent=silent,
        others=sorted(set(found.codes) - set(book.services)),
        facts=[_fact(whole.facts, field, book, now().astimezone(zone)) for field in FACTS],
        open_now=_open_now(whole),
        old=found.verified_on is not None and is_old("verified", found.verified_on, today),
        today=today,
        history=history,
        names=names_of_staff(unit.session, staff | ({found.verified_by} if found.verified_by else set())),
        **words(book),
    )


def _fact(facts: PlaceFacts, field: str, book: CodeBook, here: datetime) -> dict[str, Any]:
    answer, mark = facts.answer(field), facts.mark(field)
    told = mark.told() if mark else None
    told_on = told.at.astimezone(here.tzinfo).date() if told else None
    return {
        "title": FIELD_WORDS[field],
        "missing": MISSING_WORDS[answer] if isinstance(answer, Missing) else "",
        "words": "" if isinstance(answer, Missing) else value_words(field, answer, book),
        "told_on": told_on,
        "how": told.informant if told else None,
        "old": told_on is not None and is_old(field, told_on, here.date()),
    }


def _open_now(whole: WholePlace) -> bool | None:
    hours = whole.facts.answer("hours")
    if isinstance(hours, Missing) or not hours or whole.time_zone is None:
        return None
    there: datetime = now().astimezone(ZoneInfo(whole.time_zone))
    return is_open([Period(*period) for period in hours], there)
