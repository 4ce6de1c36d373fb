"""A list of places to print, to copy or to read aloud: public data alone, with nothing of whom it is for."""

from typing import Any

from flask import render_template

from intake.facilities import queries
from intake.facilities.pages.door import pages
from intake.facilities.rules.words import in_short
from intake.facilities.schemas import TakeAlongQuery
from intake.foundation.permissions import Permission
from intake.web.door import Unit
from intake.web.languages import say


@pages.page("GET", "/places/list", permission=Permission.FACILITIES_READ, query=TakeAlongQuery())
def take_along(unit: Unit, query: dict[str, Any]) -> str:
    """These places, in the order in which they were named: name, address, numbers, hours, what to bring."""
    found = queries.with_facts(unit.session, query["places"])
    book = queries.code_book(unit.session)
    told = [[say(line) for line in in_short(place, facts, book)] for place, facts in found]
    return render_template("facilities/take_along.html", places=told, text="\n\n".join("\n".join(lines) for lines in told))
