"""English and Spanish: which one a page speaks, its catalog of words, and how it writes times.

Words in code, templates, scripts and data files are English; `words/<language>.po` says the same in another language.
`python -m tools.words` brings the catalogs in line with what is there to translate.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, gettext

from intake.foundation.clock import now
from intake.foundation.words import Words, listed

LANGUAGES = {"en": "English", "es": "Español"}
COOKIE = "intake_language"
WORDS = Path(__file__).parent / "words"
# How each language writes a moment, by what it is for.
MOMENTS = {
    "en": {
        "short": "MMM d, h:mm a",
        "long": "MMM d, yyyy, h:mm a z",
        "time": "h:mm a",
        "day": "EEEE, MMMM d",
        "date": "MMM d, yyyy",
        "due": "EEE, MMM d, h:mm a z",
        "short of another year": "MMM d, yyyy, h:mm a",
        "due of another year": "EEE, MMM d, yyyy, h:mm a z",
    },
    "es": {
        "short": "d MMM, h:mm a",
        "long": "d MMM yyyy, h:mm a vvvv",
        "time": "h:mm a",
        "day": "EEEE, d 'de' MMMM",
        "date": "d MMM yyyy",
        "due": "EEE d MMM, h:mm a vvvv",
        "short of another year": "d MMM yyyy, h:mm a",
        "due of another year": "EEE d MMM yyyy, h:mm a vvvv",
    },
}


class _Catalogs(Domain):
    """Reads the catalogs themselves, so that no compiled copy can be older than they are."""

    def get_translations(self) -> Translations:
        return translations(language())


def register_languages(app: Flask) -> None:
    babel = Babel(app, locale_selector=language)
    babel.domain_instance = _Catalogs()
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, say=say)
    app.jinja_env.filters.update(say=say, goes_on=goes_on)


def language() -> str:
    """The one that was chosen in this browser, else the one that it asks for; English outside of a request."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "en")
    return cast(str, g.language)


def say(text: str, **values: Any) -> str:
    """English words of a data file, or of what was refused, in the language of the page."""
    if isinstance(text, Words) and text.values:
        return str(gettext(text.template, **{name: _filling(one, say) for name, one in text.values.items()}))
    return str(gettext(text, **values)) if text else text


def goes_on(words: str) -> str:
    """Words that stand inside a sentence: they begin small, unless they are an abbreviation."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def say_in(spoken: str, text: str) -> str:
    """The same in a language of its own, for what somebody else will read."""
    found = translations(spoken)
    if isinstance(text, Words) and text.values:
        filled = {name: _filling(one, partial(say_in, spoken)) for name, one in text.values.items()}
        return str(found.gettext(text.template)) % filled
    return str(found.gettext(text)) if text else text


def say_day_in(spoken: str, day: date) -> str:
    return format_date(day, MOMENTS[spoken]["date"], locale=spoken)


def _filling(value: Any, speak: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return listed([speak(one) for one in value])
    return speak(value) if isinstance(value, str) else value


def say_moment(moment: datetime, style: str, zone: str) -> str:
    """`style`: a key of MOMENTS. What leaves the year out is of this one."""
    styles = MOMENTS[language()]
    there = moment.astimezone(ZoneInfo(zone))
    if there.year != now().astimezone(ZoneInfo(zone)).year:
        style = style if f"{style} of another year" not in styles else f"{style} of another year"
    return format_datetime(there, _pattern(styles[style], there), locale=language())


def _pattern(pattern: str, there: datetime) -> str:
    """With standard or summer time where the zone's name alone leaves two hours open: Arizona's is not Denver's in summer, and
    when clocks go back an hour comes twice.
    """
    never_changes = len({there.replace(month=month, day=1).utcoffset() for month in (1, 7)}) == 1
    comes_twice = there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()
    return pattern.replace("vvvv", "zzzz") if never_changes or comes_twice else pattern


def say_hour(hour: time) -> str:
    """A time of any day, as the language of the page writes it."""
    return format_time(hour, MOMENTS[language()]["time"], locale=language())


def say_zone(zone: str) -> str:
    """The zone as people call it: Eastern Time."""
    return str(get_timezone_name(ZoneInfo(zone), locale=language()))


def say_day(day: date) -> str:
    """A day without a time, as the language of the page writes it."""
    return say_day_in(language(), day)


@cache
def catalog(spoken: str) -> Catalog:
    """Every message with its translation; of English an empty one, because the messages are English."""
    file = WORDS / f"{spoken}.po"
    if not file.exists():
        return Catalog(spoken)
    with file.open("rb") as opened:
        return read_po(opened, locale=spoken)


@cache
def translations(spoken: str) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalog(spoken))
    compiled.seek(0)
    return Translations(compiled)
