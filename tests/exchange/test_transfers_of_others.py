"""A file about people is there for who brought it: its rows are shown before anybody knows whom of them a restriction hides."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.factories.exchange import a_transfer


@pytest.fixture
def other(app: Flask, session: Session) -> Member:
    return member(app, session, an_account(session, "Nina", "supervisor"))


def test_the_file_of_another_supervisor_is_not_there(session: Session, bob: Member, other: Member) -> None:
    row = a_transfer(session, bob)
    session.commit()
    told = {"dry_run": True, "mapping": {"first name": "given_name"}}
    asked = (
        ("GET", f"/api/v1/imports/{row.id}", None),
        ("DELETE", f"/api/v1/imports/{row.id}", None),
        ("POST", f"/api/v1/imports/{row.id}/runs", told),
        ("GET", f"/exchange/files/{row.id}", None),
    )
    assert {other.client.open(path, method=method, json=body).status_code for method, path, body in asked} == {404}
    assert other.client.get("/api/v1/imports").json["items"] == []
    assert [one["id"] for one in bob.client.get("/api/v1/imports").json["items"]] == [str(row.id)]
    assert bob.client.get(f"/api/v1/imports/{row.id}").status_code == 200


def test_a_file_of_places_is_there_for_all_who_bring_places(session: Session, bob: Member, erin: Member) -> None:
    row = a_transfer(session, bob, kind="places")
    session.commit()
    assert erin.client.get(f"/api/v1/imports/{row.id}").status_code == 200
