"""No route without a permission; who may what; visitors are turned away before anything is read."""

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter
from werkzeug.test import TestResponse

from intake.foundation.permissions import Permission, may
from intake.web.schema import PageQuery
from tests.conftest import Member, QueryCount
from tests.house.code import HOUSE
from tests.house.lists import LISTS
from tests.house.permissions import SNAPSHOT, app_without_database, declaration_of, permission_table, rules

# The documentation of the API: the same for everybody, and it holds no data.
DOCUMENTATION = "api-docs."
APP = app_without_database()
DECLARED = [(rule, found) for rule in rules(APP) if (found := declaration_of(APP, rule)) is not None]
GUARDED = [(rule, found) for rule, found in DECLARED if found.permission is not Permission.PUBLIC]


def a_url(rule: Rule) -> str:
    """The rule with a value in each of its places; nothing in the database answers to it."""
    values = {name: _sample(converter) for name, converter in rule._converters.items()}
    return APP.url_map.bind("localhost").build(rule.endpoint, values)


def _sample(converter: BaseConverter) -> object:
    if isinstance(converter, UUIDConverter):
        return UUID(int=7)
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 7 if isinstance(converter, IntegerConverter) else "nothing"


def ask(client: FlaskClient, rule: Rule, method: str) -> TestResponse:
    return client.open(a_url(rule), method=method, json={} if method in ("POST", "PUT", "PATCH") else None)


def name(value: object) -> str:
    return str(value.rule) if isinstance(value, Rule) else getattr(value, "method", "")


def test_every_route_declares_its_permission() -> None:
    undeclared = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in rules(APP)
        if declaration_of(APP, rule) is None and not rule.endpoint.startswith(DOCUMENTATION)
    ]
    assert undeclared == []


def test_what_an_open_page_asks_by_itself_keeps_no_session_awake() -> None:
    asking = [
        tag
        for file in HOUSE.rglob("*.html")
        for tag in re.findall(r"<[a-z]+ [^<]*?hx-trigger=\"[^\"]*every [^<]*", file.read_text())
    ]
    asked = {found[1] for tag in asking if (found := re.search(r"hx-get=\"{{ url_for\('([a-z_.]+)'", tag))}
    assert len(asked) == len(asking) > 0
    # Asked by a script, once, when the session of its page should be over.
    asked.add("accounts.session_left")
    assert {rule.endpoint for rule, found in DECLARED if found.unattended} == asked


def test_who_may_what_is_as_it_was_agreed() -> None:
    agreed, now = SNAPSHOT.read_text().splitlines(), permission_table(APP).splitlines()
    gone, fresh = sorted(set(agreed) - set(now)), sorted(set(now) - set(agreed))
    assert (gone, fresh) == ([], []), "If this is meant: python -m tests.house.permissions, and review the difference."


@pytest.mark.parametrize(("rule", "declared"), [pair for pair in GUARDED if pair[0].rule.startswith("/api/")], ids=name)
def test_a_visitor_gets_401_from_the_api(app: Flask, session: Session, rule: Rule, declared: object) -> None:
    answer = ask(app.test_client(), rule, getattr(declared, "method", ""))
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("rule", "declared"), [pair for pair in GUARDED if not pair[0].rule.startswith("/api/")], ids=name)
def test_a_visitor_is_sent_from_a_page_to_sign_in(app: Flask, session: Session, rule: Rule, declared: object) -> None:
    method = getattr(declared, "method", "")
    answer = ask(app.test_client(), rule, method)
    assert answer.status_code in ((302, 303) if method == "GET" else (400, 401, 403))
    if method == "GET":
        assert answer.headers["Location"].startswith(APP.url_map.bind("localhost").build("accounts.sign_in"))


def test_whoever_lacks_the_permission_is_refused_by_every_route(alice: Member, bob: Member, erin: Member) -> None:
    wrong = []
    for rule, declared in GUARDED:
        for member in (alice, bob, erin):
            if not may(member.actor, declared.permission):
                status = ask(member.client, rule, declared.method).status_code
                wrong += [] if status == 403 else [f"{declared.method} {rule.rule} as {member.actor.role}: {status}"]
    assert wrong == []


def test_every_list_has_a_way_to_fill_it_here() -> None:
    lists = {rule.rule for rule, declared in DECLARED if isinstance(declared.query, PageQuery)}
    assert lists == set(LISTS), "tell tests/house/lists.py how one more row of this list is made"


@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_list_asks_as_often_for_three_rows_as_for_one(
    path: str, session: Session, bob: Member, erin: Member, queries: QueryCount
) -> None:
    permission = next(declared.permission for rule, declared in DECLARED if rule.rule == path and declared.method == "GET")
    reader = bob if may(bob.actor, permission) else erin
    made = LISTS[path](session, reader)
    address = made if isinstance(made, str) else path
    session.commit()
    one, first = _ask(reader, address, queries)
    for _ in range(2):
        LISTS[path](session, reader)
    session.commit()
    three, second = _ask(reader, address, queries)
    assert three == one, queries.statements
    if path.startswith("/api/"):
        assert len(second.json["items"]) >= len(first.json["items"]) + 2
    else:
        assert len(second.text) > len(first.text)


def _ask(reader: Member, path: str, queries: QueryCount) -> tuple[int, TestResponse]:
    queries.statements.clear()
    answer = reader.client.get(path)
    assert answer.status_code == 200, answer.text
    return len(queries), answer
