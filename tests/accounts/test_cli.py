"""`flask accounts …`."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.accounts.service.passwords import verify_password
from intake.audit.models import AuditEntry
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member
from tests.factories.accounts import a_team

CREATE = ["accounts", "create", "casey@example.org", "--name", "Casey", "--role", "supervisor"]


def casey(session: Session) -> Account:
    session.expire_all()
    return session.scalars(select(Account).where(Account.email == "casey@example.org")).one()


def test_an_account_is_made_with_a_prompted_password(app: Flask, session: Session) -> None:
    team = a_team(session, "Nights")
    session.commit()
    done = app.test_cli_runner().invoke(args=[*CREATE, "--team", "Nights"], input="seven small boats\nseven small boats\n")
    assert done.exit_code == 0, done.output
    assert "seven" not in done.output
    account = casey(session)
    assert (account.role, account.team_id, verify_password(account.password_hash, "seven small boats")) == (
        "supervisor",
        team.id,
        True,
    )
    assert session.scalars(select(OutboxEvent.name)).all() == ["accounts.created"]


def test_a_generated_password_is_shown_once_and_works(app: Flask, session: Session) -> None:
    done = app.test_cli_runner().invoke(args=[*CREATE, "--generate"])
    shown = done.output.split()[-1]
    assert len(shown) == 23
    assert verify_password(casey(session).password_hash, shown)


def test_refusals_are_one_line_and_change_nothing(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    weak = runner.invoke(args=CREATE, input="short\nshort\n")
    nowhere = runner.invoke(args=[*CREATE, "--generate", "--team", "Nobody's"])
    assert session.scalars(select(Account)).all() == []
    runner.invoke(args=[*CREATE, "--generate"])
    again = runner.invoke(args=["accounts", "create", "CASEY@example.org", "--name", "C", "--role", "counselor", "--generate"])
    unknown = runner.invoke(args=["accounts", "disable", "nobody@example.org"])
    assert [done.exit_code for done in (weak, nowhere, again, unknown)] == [1] * 4
    assert "Use 12 to 200 characters" in weak.output
    assert len(session.scalars(select(Account)).all()) == 1


def test_disabling_ends_sessions_at_once_and_resetting_opens_again(app: Flask, session: Session, alice: Member) -> None:
    runner = app.test_cli_runner()
    assert alice.client.get("/api/v1/sessions").status_code == 200
    assert runner.invoke(args=["accounts", "disable", "alice@example.org"]).exit_code == 0
    assert alice.client.get("/api/v1/sessions").status_code == 401
    assert runner.invoke(args=["accounts", "disable", "alice@example.org"]).exit_code == 1
    shown = runner.invoke(args=["accounts", "reset", "alice@example.org", "--generate"]).output.split()[-1]
    answer = app.test_client().post("/api/v1/sessions", json={"email": "alice@example.org", "password": shown})
    assert answer.status_code == 201
    assert alice.client.get("/api/v1/sessions").status_code == 401
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        "accounts.disable_account",
        "accounts.end_sessions",
        "accounts.reset_password",
        "accounts.end_sessions",
        "accounts.sign_in",
    ]
