"""Which language a page speaks, how it writes times, and that no catalog leaves a message out."""

import re
import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.foundation.clock import stopped_at
from intake.foundation.words import keep
from intake.matching.rules.described import maybe_needed
from intake.web.languages import LANGUAGES, catalog, language, say, say_moment
from tests.conftest import Member
from tools.words import INTAKE, extracted

PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
MOMENT = datetime(2026, 11, 26, 20, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "spoken"), [("es-MX,es;q=0.9,en;q=0.5", "es"), ("en-US", "en"), ("fr", "en"), ("", "en"), ("xx;q=nonsense", "en")]
)
def test_a_browser_is_spoken_to_in_what_it_asks_for(app: Flask, asked: str, spoken: str) -> None:
    page = app.test_client().get("/sign-in", headers={"Accept-Language": asked}).text
    assert f'<html lang="{spoken}"' in page
    assert ("Iniciar sesión" in page) is (spoken == "es")


def test_the_language_that_was_chosen_stays_whatever_the_browser_asks_for(app: Flask) -> None:
    client = app.test_client()
    token = re.search(r'name="csrf-token" content="(\w+)"', client.get("/sign-in").text)
    assert token
    form = {"language": "es", "csrf_token": token[1]}
    answer = client.post("/language", data=form, headers={"Referer": "http://localhost/sign-in?next=/desk"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert '<html lang="es"' in client.get("/sign-in", headers={"Accept-Language": "en-US"}).text


@pytest.mark.parametrize("referrer", ["https://elsewhere.example.org/trap", "//elsewhere.example.org", "", "nonsense"])
def test_choosing_a_language_leads_to_no_other_site(app: Flask, referrer: str) -> None:
    client = app.test_client()
    token = re.search(r'name="csrf-token" content="(\w+)"', client.get("/sign-in").text)
    assert token
    answer = client.post("/language", data={"language": "xx", "csrf_token": token[1]}, headers={"Referer": referrer})
    assert (answer.headers["Location"], "intake_language" in answer.headers.get("Set-Cookie", "")) == ("/", False)


def test_a_choice_without_its_token_is_refused(app: Flask) -> None:
    assert app.test_client().post("/language", data={"language": "es"}).status_code == 403


def test_times_are_written_as_each_language_does(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "es"}):
        assert say_moment(MOMENT, "day", "America/New_York") == "jueves, 26 de noviembre"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        with stopped_at(MOMENT):
            assert say_moment(MOMENT, "short", "America/New_York").replace("\u202f", " ") == "Nov 26, 3:05 PM"
        with stopped_at(MOMENT + timedelta(days=60)):
            assert say_moment(MOMENT, "short", "America/New_York").replace("\u202f", " ") == "Nov 26, 2026, 3:05 PM"
            assert say_moment(MOMENT, "due", "America/New_York").replace("\u202f", " ") == "Thu, Nov 26, 2026, 3:05 PM EST"
        # In New York the year is older than in Greenwich.
        with stopped_at(datetime(2027, 1, 1, 2, tzinfo=UTC)):
            assert "2026" not in say_moment(MOMENT, "short", "America/New_York")
    assert (language(), say("")) == ("en", "")


@pytest.mark.parametrize("style", ["due", "long"])
def test_in_spanish_no_two_zones_say_the_same_hour_of_two_moments(app: Flask, style: str) -> None:
    summer = datetime(2026, 7, 1, 16, tzinfo=UTC)
    with app.test_request_context(headers={"Accept-Language": "es"}):
        phoenix = say_moment(summer, style, "America/Phoenix")
        denver = say_moment(summer + timedelta(hours=-1), style, "America/Denver")
        twice = [say_moment(datetime(2026, 11, 1, hour, 30, tzinfo=UTC), style, "America/New_York") for hour in (5, 6)]
    assert "9:00" in phoenix
    assert "9:00" in denver
    assert phoenix != denver
    assert twice[0] != twice[1]


def test_scripts_get_the_words_of_the_page_and_keep_them(alice: Member, app: Flask) -> None:
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "es"}).text
    address = re.search(r'data-words="([^"]+)"', page)
    assert address
    client: FlaskClient = app.test_client()
    answer = client.get(address[1])
    assert answer.json["Password"] == "Contraseña"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/words/1/xx.json").json == {}
    assert "data-words" not in app.test_client().get("/sign-in", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("spoken", sorted(set(LANGUAGES) - {"en"}))
def test_a_catalog_says_everything_and_fills_the_same_places(spoken: str) -> None:
    told = {message.id: message.string for message in catalog(spoken) if message.id}
    said = {message.id for message in extracted() if message.id}
    assert said - set(told) == set(), "run python -m tools.words, then translate"
    assert set(told) - said == set(), "run python -m tools.words"
    for english, translated in told.items():
        ones = english if isinstance(english, tuple) else (english,)
        others = translated if isinstance(translated, tuple) else (translated,)
        assert all(others), ones
        assert {*PLACES.findall(ones[-1])} == {*PLACES.findall(others[-1])}, ones


def test_no_spanish_sentence_ends_with_an_hour_that_brings_its_own_period() -> None:
    """`9:53 p. m.` and then another."""
    ends = re.compile(r"(%\((moment|when|time)\)s|\{(moment|when|time)\})\.")
    assert [one.id for one in catalog("es") if isinstance(one.string, str) and ends.search(one.string)] == []


def test_scripts_say_levels_and_needs_of_care_as_pages_do() -> None:
    """A page fills the sentences of the file itself; a script knows them again by the same places in braces."""
    sentences = tomllib.loads((INTAKE / "matching" / "data" / "levels.toml").read_text("utf-8"))["words"].values()
    needed = keep(maybe_needed("alcohol"))[0]
    assert [words for words in (*sentences, needed) if re.sub(r"%\((\w+)\)s", r"{\1}", words) not in catalog("es")] == []


def test_the_desk_has_one_name_in_spanish() -> None:
    """A "línea" is a number that people call, or stands in a file; a "servicio" is what a place offers."""
    others = {"línea": "line", "líneas": "line", "servicio": "service"}
    told = {message.id: message.string for message in catalog("es") if isinstance(message.id, str)}
    about = {text: said.lower() for text, said in told.items() if re.search(r"\bdesks?\b", text, re.I)}
    assert sum("mesa" in said for said in about.values()) > 70
    assert [text for text, said in about.items() for word in re.findall(r"\w+", said) if others.get(word, "") not in text] == []


@pytest.mark.parametrize(("english", "spanish"), [("alert", "alerta"), ("flag", "aviso")])
def test_a_flag_and_an_alert_are_two_words_in_spanish(english: str, spanish: str) -> None:
    said = {
        str(message.id): str(message.string) for message in catalog("es") if re.search(rf"\b{english}", str(message.id), re.I)
    }
    assert said
    assert [words for words in said.values() if spanish not in words.lower()] == []
