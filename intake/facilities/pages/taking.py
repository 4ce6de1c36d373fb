"""A list of places to print, to copy or to read aloud: public data alone, with nothing of whom it is for."""

from typing import Any

from flask import render_template

from intake.facilities import queries
from intake.facilities.pages.door import pages
from intake.facilities.rules.taking import list_words
from intake.facilities.schemas import TakeAlongQuery
from intake.foundation.permissions import Permission
from intake.web.door import Unit
from intake.web.languages import say, say_day


@pages.page("GET", "/places/list", permission=Permission.FACILITIES_READ, query=TakeAlongQuery())
def take_along(unit: Unit, query: dict[str, Any]) -> str:
    """These places, in the order in which they were named: all that a letter says of them, and around them."""
    found = queries.places_to_take_along(unit.session, query["places"])
    told = [[say(line) for line in one.told(say_day(one.checked_on) if one.checked_on else "")] for one in found]
    words = {key: say(one) for key, one in list_words().items()}
    text = "\n\n".join([words["call_first"], *("\n".join(lines) for lines in told), words["danger"]])
    return render_template("facilities/take_along.html", places=told, words=words, text=text)
