"""The second factor: asked for, never taken twice, braked, set up at a first sign-in, and given back by an administrator."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account, PendingSignIn, RecoveryCode, SecondFactor, SignInSession
from intake.accounts.service import confirm_factor, propose_factor
from intake.accounts.service.attempts import Origin
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now, stopped_at
from tests.accounts.test_pages import token
from tests.accounts.test_sign_in import HASH, PASSWORD
from tests.factories.accounts import an_account


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    """As in production: supervisors and administrators need a second factor."""
    runtime = app.extensions["intake"]
    before = runtime.config
    runtime.config = replace(before, second_factor="required")
    yield
    runtime.config = before


@pytest.fixture
def casey(session: Session) -> Account:
    account = an_account(session, "Casey", "supervisor")
    account.password_hash = HASH
    session.commit()
    return account


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def enrolled(session: Session, account: Account) -> tuple[pyotp.TOTP, list[str]]:
    """The account's app, and its recovery codes; its first code belongs to the time step before now."""
    secret = propose_factor(session, account).secret
    assert secret
    app = pyotp.TOTP(secret)
    # At one moment, so that no time step ends in between.
    with stopped_at(now()):
        first = app.at(now() - timedelta(seconds=30))
        codes = confirm_factor(session, actor=SYSTEM, account=account, code=first, origin=Origin("test"))
    session.commit()
    return app, codes


def password_step(browser: FlaskClient, address: str = "192.0.2.1", **more: str) -> TestResponse:
    form = {"csrf_token": token(browser.get("/sign-in").text), "email": "casey@example.org", "password": PASSWORD, **more}
    return browser.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def code_step(browser: FlaskClient, code: str, path: str = "/sign-in/code", address: str = "192.0.2.1") -> TestResponse:
    form = {"csrf_token": token(browser.get(path).text), "code": code, "next": "/account"}
    return browser.post(path, data=form, environ_base={"REMOTE_ADDR": address})


def by_program(app: Flask, **more: str) -> TestResponse:
    return app.test_client().post("/api/v1/sessions", json={"email": "casey@example.org", "password": PASSWORD, **more})


def test_the_password_alone_opens_nothing(browser: FlaskClient, casey: Account, session: Session) -> None:
    enrolled(session, casey)
    assert password_step(browser, next="/account").location == "/sign-in/code?next=/account"
    assert browser.get("/account").status_code == 302
    assert session.scalars(select(SignInSession)).all() == []


def test_password_and_code_let_in(browser: FlaskClient, casey: Account, session: Session) -> None:
    app, _ = enrolled(session, casey)
    password_step(browser)
    done = code_step(browser, app.at(now()))
    assert (done.status_code, done.location) == (303, "/account")
    assert "An authenticator app since" in browser.get("/account").text


def test_a_code_is_never_accepted_twice(app: Flask, casey: Account, session: Session) -> None:
    code_of, _ = enrolled(session, casey)
    with stopped_at(now()):
        code = code_of.at(now())
        assert [by_program(app, code=code).status_code for _ in range(2)] == [201, 422]
    with stopped_at(now() + timedelta(seconds=30)):
        assert by_program(app, code=code).status_code == 422
        assert by_program(app, code=code_of.at(now() + timedelta(seconds=30))).status_code == 201
        # Older than one that was used.
        assert by_program(app, code=code_of.at(now())).status_code == 422


def test_an_old_code_is_refused(app: Flask, casey: Account, session: Session) -> None:
    code_of, _ = enrolled(session, casey)
    with stopped_at(now() + timedelta(minutes=10)):
        assert by_program(app, code=code_of.at(now() - timedelta(minutes=2))).status_code == 422


def test_a_program_is_told_that_a_code_is_missing(app: Flask, casey: Account, session: Session) -> None:
    enrolled(session, casey)
    answer = by_program(app)
    assert (answer.status_code, answer.json["type"]) == (401, "urn:intake:problem:code-needed")
    wrong = app.test_client().post("/api/v1/sessions", json={"email": "casey@example.org", "password": "wrong and wrong"})
    assert wrong.json["type"] == "urn:intake:problem:sign-in-refused"


def test_a_recovery_code_lets_in_once(app: Flask, casey: Account, session: Session) -> None:
    _, codes = enrolled(session, casey)
    assert len(set(codes)) == 10
    assert by_program(app, code=codes[0].upper().replace("-", " ")).status_code == 201
    assert by_program(app, code=codes[0]).status_code == 422
    assert by_program(app, code=codes[1]).status_code == 201
    kept = b"".join(row.digest for row in session.scalars(select(RecoveryCode)))
    assert not any(code.encode() in kept or code.replace("-", "").encode() in kept for code in codes)


def test_the_secret_is_sealed(casey: Account, session: Session) -> None:
    app, _ = enrolled(session, casey)
    sealed = session.scalars(select(SecondFactor)).one().secret_sealed
    assert sealed
    assert app.secret.encode() not in sealed


def test_guessing_codes_is_braked_from_everywhere_and_the_password_forgives_nothing(
    app: Flask, casey: Account, session: Session
) -> None:
    code_of, _ = enrolled(session, casey)
    statuses = []
    for number in range(6):
        guesser = app.test_client()
        password_step(guesser, address=f"203.0.113.{number}")
        statuses.append(code_step(guesser, "000000", address=f"203.0.113.{number}").status_code)
    assert statuses == [422] * 5 + [429]
    assert by_program(app, code=code_of.at(now())).status_code == 429


def test_a_pending_sign_in_ends(browser: FlaskClient, casey: Account, session: Session) -> None:
    app, _ = enrolled(session, casey)
    password_step(browser)
    form = {"csrf_token": token(browser.get("/sign-in/code").text), "code": app.at(now())}
    with stopped_at(now() + timedelta(minutes=11)):
        assert browser.post("/sign-in/code", data=form).location == "/sign-in?next=/"
    assert session.scalars(select(PendingSignIn)).one().ended_at is None


def test_a_supervisor_sets_up_a_factor_before_anything_else(
    required: None, app: Flask, browser: FlaskClient, casey: Account, session: Session
) -> None:
    assert password_step(browser, next="/account").location == "/sign-in/enroll?next=/account"
    assert browser.get("/account").status_code == 302
    assert by_program(app).json["type"] == "urn:intake:problem:second-factor-needed"
    page = browser.get("/sign-in/enroll").text
    secret = re.search(r"<code data-secret>([A-Z2-7]{32})</code>", page)
    assert secret
    assert "<svg" in page
    assert " style=" not in page
    assert code_step(browser, "000000", "/sign-in/enroll").status_code == 422
    shown = code_step(browser, pyotp.TOTP(secret[1]).at(now()), "/sign-in/enroll")
    codes = re.findall(r"<code>([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4})</code>", shown.text)
    assert (shown.status_code, len(codes)) == (200, 10)
    assert browser.get("/account").status_code == 200
    assert by_program(app, code=codes[3]).status_code == 201


def test_a_counselor_is_not_asked(required: None, app: Flask, browser: FlaskClient, session: Session) -> None:
    account = an_account(session, "Casey")
    account.password_hash = HASH
    session.commit()
    assert password_step(browser).location == "/"
    assert browser.get("/account").status_code == 200


def test_a_role_that_the_desk_names_is_asked_too(required: None, app: Flask, browser: FlaskClient, session: Session) -> None:
    an_account(session, "Casey", "clinician").password_hash = HASH
    session.commit()
    runtime = app.extensions["intake"]
    assert password_step(browser).location == "/sign-in/enroll?next=/"
    runtime.config = replace(runtime.config, second_factor_roles=frozenset({"supervisor", "administrator"}))
    assert password_step(browser).location == "/"


def test_one_sets_up_a_factor_of_ones_own(browser: FlaskClient, casey: Account) -> None:
    password_step(browser)
    assert browser.post("/account/second-factor", data={"csrf_token": token(browser.get("/account").text)}).status_code == 303
    page = browser.get("/account/second-factor").text
    secret = re.search(r"<code data-secret>([A-Z2-7]{32})</code>", page)
    assert secret
    form = {"csrf_token": token(page), "code": pyotp.TOTP(secret[1]).at(now())}
    assert "data-recovery" in browser.post("/account/second-factor/confirm", data=form).text
    assert browser.post("/account/second-factor", data={"csrf_token": token(page)}).status_code == 409


def test_a_lost_factor_is_reset_from_the_command_line(app: Flask, casey: Account, session: Session) -> None:
    enrolled(session, casey)
    reset = ["accounts", "reset", "casey@example.org", "--second-factor"]
    assert app.test_cli_runner().invoke(args=reset).exit_code == 0
    session.expire_all()
    assert session.scalars(select(SecondFactor)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []
    assert by_program(app).status_code == 201
    assert app.test_cli_runner().invoke(args=reset).exit_code == 1
