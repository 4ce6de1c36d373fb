"""The page of this room: the whole catalogue, for those who review it."""

from flask import render_template

from intake.foundation.permissions import Permission
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import class_words, drinks_for_reviewers
from intake.web.door import PageDoor, Unit

pages = PageDoor("substances", __name__)


@pages.page("GET", "/substances", permission=Permission.CATALOGUE_READ)
def catalogue(unit: Unit) -> str:
    """Every entry with its names, classes and codes, block by block, made from the files that the desk runs on."""
    told = load_catalogue()
    blocks = [(block, [entry for entry in told.entries if entry.block is block]) for block in told.blocks]
    return render_template(
        "substances/catalogue.html", blocks=blocks, classes=class_words(), count=len(told.entries), drinks=drinks_for_reviewers()
    )
