"""Where a language is chosen, and where the scripts of a page find its words."""

import hashlib
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from flask import Response, jsonify, redirect, request, url_for
from marshmallow import fields, validate

from intake.foundation.permissions import Permission
from intake.web.assets import FOREVER
from intake.web.door import PageDoor, Unit
from intake.web.languages import COOKIE, LANGUAGES, WORDS, catalog, language
from intake.web.schema import Schema

pages = PageDoor("languages", __name__)


class LanguageForm(Schema):
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))


@pages.app_template_global()
def words_address() -> str:
    """Where the scripts of this page find their words; empty for English."""
    spoken = language()
    return "" if spoken == "en" else url_for("languages.words", version=_version(spoken), spoken=spoken)


@cache
def _version(spoken: str) -> str:
    return hashlib.sha256((WORDS / f"{spoken}.po").read_bytes()).hexdigest()[:12]


@pages.page("POST", "/language", permission=Permission.PUBLIC, takes=LanguageForm(), discloses="only where to go on")
def choose_language(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Response:
    """From now on this browser speaks it; back to the page that it was chosen on."""
    back = urlsplit(request.referrer or "/")
    response = redirect(back.path if back.netloc == request.host and back.path.startswith("/") else "/", 303)
    if not problems:
        response.set_cookie(COOKIE, data["language"], max_age=31_536_000, samesite="Lax", secure=unit.config.production)
    return cast(Response, response)


@pages.page("GET", "/words/<version>/<spoken>.json", permission=Permission.PUBLIC, discloses="the words of the product")
def words(unit: Unit, version: str, spoken: str) -> Response:
    """What the page's scripts say, by the English words. The address changes with the product, so it may be kept for ever."""
    told = catalog(spoken) if spoken in LANGUAGES else ()
    said = {str(one.id): one.string for one in told if one.id and isinstance(one.id, str) and one.string}
    response = jsonify(said)
    response.headers["Cache-Control"] = FOREVER
    return response
