"""Errors: one shape for programs, a page for people, and nothing typed is told again."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.foundation.identifiers import new_id
from intake.organisation.models import Settings
from intake.storage.paging import encode_cursor
from tests.conftest import Member


def test_a_method_that_is_not_there_says_which_are(alice: Member) -> None:
    answer = alice.client.delete("/api/v1/teams")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_what_is_not_there_is_json_for_programs_and_a_page_for_people(app: Flask) -> None:
    client = app.test_client()
    for_program, for_person = client.get("/api/v1/nothing"), client.get("/nothing/Robin")
    assert (for_program.status_code, for_program.content_type) == (404, "application/problem+json")
    assert (for_person.status_code, for_person.mimetype) == (404, "text/html")
    assert "Error 404" in for_person.text
    assert "Robin" not in for_person.text
    assert client.get("/nothing", headers={"Accept": "application/json"}).content_type == "application/problem+json"


def test_an_error_as_the_very_first_page_has_the_name_of_the_desk(made: Callable[..., Flask], session: Session) -> None:
    session.add(Settings(id=1, name="Harbor Line", time_zone="America/New_York"))
    session.commit()
    fresh = made()
    text = fresh.test_client().get("/nothing").text
    assert text.count("Harbor Line") == 2  # In the title, and over the heading.
    # Who finds the link that somebody was sent learns nothing of the desk, whatever goes wrong.
    stale = fresh.test_client().post("/sign/0123456789abcdef", data={"birth_year": "1991"})
    assert (stale.status_code, "Harbor Line" in stale.text) == (403, False)


def test_a_page_says_once_that_nothing_was_changed_and_what_was_wrong(alice: Member, desk: Settings) -> None:
    text = alice.client.get("/desk/tasks?list=nonsense").text
    assert (text.count("Nothing was changed."), "<code>list</code>" in text, "nonsense" in text) == (1, True, False)
    assert "what you typed" not in text


def test_a_body_that_is_too_large_is_refused_unread(erin: Member) -> None:
    answer = erin.client.post("/api/v1/teams", data=b'{"name": "' + b"x" * 1_100_000 + b'"}', content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"{", b'{"name": }', b"\xff\xfe", b'{"name": "\xff"}'])
def test_what_is_not_json_is_refused(erin: Member, body: bytes) -> None:
    answer = erin.client.post("/api/v1/teams", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["type"]) == (400, "urn:intake:problem:bad-request")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"name":' * 100_000, b'{"name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"])
def test_json_without_bottom_is_refused(erin: Member, body: bytes) -> None:
    assert erin.client.post("/api/v1/teams", data=body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("body", ["", "null", "[]", "7", '"text"', '[{"name": "x"}]'])
def test_json_of_another_shape_is_refused(erin: Member, body: str) -> None:
    assert erin.client.post("/api/v1/teams", data=body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None])
def test_another_content_type_is_refused(erin: Member, kind: str | None) -> None:
    answer = erin.client.post("/api/v1/teams", data=b'{"name": "Weekend"}', content_type=kind)
    assert (answer.status_code, answer.json["type"]) == (415, "urn:intake:problem:unsupported-media-type")


def test_an_unknown_query_parameter_is_named(bob: Member) -> None:
    answer = bob.client.get("/api/v1/alerts?limit=5&page=2")
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, ["/query/page"])


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=%00", "cursor=nonsense", "cursor=%00"])
def test_a_bad_page_is_named(bob: Member, query: str) -> None:
    answer = bob.client.get(f"/api/v1/alerts?{query}")
    named = f"/query/{query.partition('=')[0]}"
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, [named])


@pytest.mark.parametrize("values", [[now()], ["Harbor"], [7], [new_id(), new_id()]])
def test_the_cursor_of_another_list_is_named(bob: Member, values: list[object]) -> None:
    answer = bob.client.get(f"/api/v1/alerts?cursor={encode_cursor(values)}")
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, ["/query/cursor"])


def test_a_pointer_escapes_what_would_mislead(erin: Member) -> None:
    answer = erin.client.post("/api/v1/teams", json={"name": "x", "a/b~c": 1})
    assert [error["pointer"] for error in answer.json["errors"]] == ["/a~1b~0c"]


def test_a_mistake_of_ours_tells_nothing_of_what_was_typed(
    probe: Flask, alice: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    client: FlaskClient = probe.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {alice.token}"
    answer = client.post("/api/v1/probe/broken/Quillon", json={"name": "Zebediah"})
    logged = capsys.readouterr()
    assert (answer.status_code, answer.json["type"]) == (500, "urn:intake:problem:unforeseen")
    assert [word for word in ("Quillon", "Zebediah") if word in answer.text + logged.out + logged.err] == []
    entry = next(line for line in map(json.loads, logged.out.splitlines()) if line["event"] == "unforeseen")
    assert entry["error_type"] == "RuntimeError"
    assert entry["where"].startswith("conftest.py:")


@pytest.mark.parametrize("header", ['""', 'W/"x", "", ""', '"x"', '"²"', "*", '"9999999999999"', '"1", "2"', "7x"])
def test_an_if_match_that_names_no_version_is_refused(erin: Member, header: str) -> None:
    answer = erin.client.patch("/api/v1/settings", json={}, headers={"If-Match": header})
    assert (answer.status_code, answer.content_type) == (412, "application/problem+json")
