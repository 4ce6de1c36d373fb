"""What is refused is said in the language that is asked for; codes and pointers stay."""

import ast

import pytest
from flask import Flask

from intake.foundation.words import Words
from intake.web.languages import say
from tests.conftest import Member
from tools.words import ENGLISH, INTAKE, refused

SPANISH = {"Accept-Language": "es"}
FILES = [
    file
    for file in sorted(INTAKE.rglob("*.py"))
    if file.name not in ENGLISH and not file.relative_to(INTAKE).as_posix().startswith(ENGLISH)
]


def test_a_refusal_with_places_is_said_in_spanish(app: Flask) -> None:
    missing = Words("This paper does not count yet. Still missing on it: %(choices)s.", choices=["Days", "Insurance"])
    assert missing == "This paper does not count yet. Still missing on it: Days; Insurance."
    with app.test_request_context(headers=SPANISH):
        assert say(missing) == "Este papel aún no vale. Le falta: Días; Seguro."
        assert say(Words("At most %(most)s of what no catalog has.", most=3)) == "At most 3 of what no catalog has."


def test_what_was_typed_is_in_no_message() -> None:
    template = Words("Must be %(min)s or more.")
    assert template.format(input="Daniel", min=3).values == {"min": 3}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, {"/name": "Esto hace falta."}),
        ({"name": 7}, {"/name": "No es un texto válido."}),
        ({"name": ""}, {"/name": "La longitud debe estar entre 1 y 80."}),
        ({"name": "Days", "color": "red"}, {"/color": "Campo desconocido."}),
        ([], {"": "El tipo de datos no es válido."}),
    ],
)
def test_a_field_says_in_spanish_what_is_wrong(erin: Member, body: object, told: dict[str, str]) -> None:
    answer = erin.client.post("/api/v1/teams", json=body, headers=SPANISH)
    assert (answer.status_code, answer.headers["Content-Language"]) == (422, "es")
    assert answer.json["type"] == "urn:intake:problem:invalid"
    assert {one["pointer"]: one["detail"] for one in answer.json["errors"]} == told


@pytest.mark.parametrize(
    ("method", "path", "title"),
    [
        ("GET", "/api/v1/nowhere", "Aquí no hay nada, o usted no puede verlo."),
        ("DELETE", "/api/v1/teams", "Eso no se puede hacer en esta dirección."),
        ("GET", "/api/v1/people/018f0000-0000-7000-8000-000000000000", "Aquí no hay nada, o usted no puede verlo."),
    ],
)
def test_a_whole_refusal_is_in_spanish_and_in_english_as_it_is_asked_for(
    alice: Member, method: str, path: str, title: str
) -> None:
    spanish = alice.client.open(path, method=method, headers=SPANISH)
    english = alice.client.open(path, method=method)
    assert spanish.json["title"] == title
    assert (english.json["type"], english.headers["Content-Language"]) == (spanish.json["type"], "en")
    assert english.json["title"] != title


def test_what_is_refused_is_said_in_words_that_a_catalog_can_hold() -> None:
    """No sentence is put together on the spot: it stands whole, or keeps its places in Words()."""
    found = [one for file in FILES for one in refused(ast.parse(file.read_text("utf-8")))]
    assert len(found) > 200
    assert [ast.unparse(one) for one in found if isinstance(one, ast.JoinedStr | ast.BinOp)] == []
