"""English and Spanish: which one a page speaks, its catalog of words, and how it writes times.

Words in code, templates, scripts and data files are English; `words/<language>.po` says the same in another language.
`python -m tools.words` brings the catalogs in line with what is there to translate.
"""

import hashlib
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, has_request_context, jsonify, redirect, request, url_for
from flask_babel import Babel, Domain, gettext
from marshmallow import fields, validate

from intake.foundation.permissions import Permission
from intake.web.assets import FOREVER
from intake.web.door import PageDoor, Unit
from intake.web.schema import Schema

LANGUAGES = {"en": "English", "es": "Español"}
COOKIE = "intake_language"
WORDS = Path(__file__).parent / "words"
# How each language writes a moment, by what it is for.
MOMENTS = {
    "en": {
        "short": "MMM d, h:mm a",
        "time": "h:mm a",
        "day": "EEEE, MMMM d",
        "date": "MMM d, yyyy",
        "due": "EEE, MMM d, h:mm a z",
    },
    "es": {
        "short": "d MMM, h:mm a",
        "time": "h:mm a",
        "day": "EEEE, d 'de' MMMM",
        "date": "d MMM yyyy",
        "due": "EEE d MMM, h:mm a z",
    },
}

pages = PageDoor("languages", __name__)


class LanguageForm(Schema):
    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))


class _Catalogs(Domain):
    """Reads the catalogs themselves, so that no compiled copy can be older than they are."""

    def get_translations(self) -> Translations:
        return translations(language())


def register_languages(app: Flask) -> None:
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = _Catalogs()
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, say=say, words_address=words_address)
    app.register_blueprint(pages)


def language() -> str:
    """The one that was chosen in this browser, else the one that it asks for; English outside of a request."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "en")
    return cast(str, g.language)


def say(text: str, **values: Any) -> str:
    """English words of a data file in the language of the page."""
    return str(gettext(text, **values)) if text else text


def say_moment(moment: datetime, style: str, zone: str) -> str:
    """`style`: a key of MOMENTS."""
    spoken = language()
    return format_datetime(moment.astimezone(ZoneInfo(zone)), MOMENTS[spoken][style], locale=spoken)


@cache
def catalog(spoken: str) -> Catalog:
    """Every message with its translation; of English an empty one, because the messages are English."""
    file = WORDS / f"{spoken}.po"
    if not file.exists():
        return Catalog(spoken)
    with file.open("rb") as opened:
        return read_po(opened, locale=spoken)


def words_address() -> str:
    """Where the scripts of this page find their words; empty for English."""
    spoken = language()
    return "" if spoken == "en" else url_for("languages.words", version=_version(spoken), spoken=spoken)


@cache
def _version(spoken: str) -> str:
    return hashlib.sha256((WORDS / f"{spoken}.po").read_bytes()).hexdigest()[:12]


@cache
def translations(spoken: str) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalog(spoken))
    compiled.seek(0)
    return Translations(compiled)


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
