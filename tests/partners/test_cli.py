"""`flask partners`: an organization, a key that is shown once, and its end."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.partners.models import PartnerKey
from tests.factories.partners import a_client

URL = "/api/v1/partner/referrals/none"


def flask(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["partners", *words])
    return result.exit_code, result.output.strip()


def test_a_key_opens_the_door_until_it_is_revoked(app: Flask, session: Session) -> None:
    assert flask(app, "create", "Example clinic")[0] == 0
    code, token = flask(app, "key", "Example clinic", "--label", "Their system", "--days", "7")
    assert (code, token.startswith("partner_")) == (0, True)
    assert a_client(app, token).get(URL).status_code == 404
    key = session.scalars(select(PartnerKey)).one()
    listed = flask(app, "list")[1]
    assert str(key.id) in listed and "Their system" in listed
    assert token.rpartition("_")[2] not in listed
    assert flask(app, "revoke", str(key.id)) == (0, "Revoked.")
    assert a_client(app, token).get(URL).status_code == 401
    assert "revoked" in flask(app, "list")[1]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("partners.")).order_by(AuditEntry.id))
    assert list(actions) == ["partners.create_partner", "partners.create_key", "partners.revoke_key"]


def test_what_cannot_be_is_one_clear_line(app: Flask, session: Session) -> None:
    flask(app, "create", "Example clinic")
    assert flask(app, "create", "Example clinic") == (1, "Error: There is a partner with this name already.")
    assert flask(app, "key", "Nobody") == (1, "Error: There is no partner with this name.")
    unknown = "00000000-0000-0000-0000-000000000007"
    assert flask(app, "revoke", unknown) == (1, "Error: There is no key with this id.")
    assert flask(app, "key", "Example clinic", "--days", "0")[0] == 2
