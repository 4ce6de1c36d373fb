"""Administrators manage the staff: nobody their own role, never the last administrator, and no password that they know."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account, SetUpLink
from intake.accounts.service import disable_account, offer_set_up
from intake.audit.models import AuditEntry
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now, stopped_at
from intake.foundation.errors import Conflict
from intake.organisation.models import Team
from intake.storage.session import Storage
from tests.accounts.test_pages import token
from tests.accounts.test_second_factor import enrolled
from tests.accounts.test_sign_in import HASH, PASSWORD
from tests.conftest import Member
from tests.factories.accounts import an_account

NEW = {"email": "casey@example.org", "name": "Casey", "role": "counselor"}


@pytest.fixture
def casey(session: Session) -> Account:
    account = an_account(session, "Casey")
    account.password_hash = HASH
    session.commit()
    return account


def change(by: Member, account_id: UUID | None, changes: dict[str, Any], version: int = 1) -> TestResponse:
    return by.client.patch(f"/api/v1/accounts/{account_id}", json=changes, headers={"If-Match": f'"{version}"'})


def sign_in(app: Flask, email: str, password: str) -> TestResponse:
    return app.test_client().post("/api/v1/sessions", json={"email": email, "password": password})


def last_trail(session: Session) -> list[str]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.record == "account").order_by(AuditEntry.chain, AuditEntry.link))
    return [row.action for row in rows]


def test_a_new_account_is_opened_by_its_owner_with_a_link_that_works_once(app: Flask, erin: Member, session: Session) -> None:
    made = erin.client.post("/api/v1/accounts", json=NEW)
    assert made.status_code == 201
    listed = {row["email"]: row for row in erin.client.get("/api/v1/accounts").json["items"]}
    assert listed["casey@example.org"]["has_password"] is False
    visitor = app.test_client()
    form = {"csrf_token": token(visitor.get("/set-up").text), "token": made.json["token"], "password": PASSWORD}
    assert visitor.post("/set-up", data={**form, "password": "short"}).status_code == 422
    assert visitor.post("/set-up", data=form).status_code == 200
    assert visitor.post("/set-up", data={**form, "password": "nine green hills"}).status_code == 404
    assert sign_in(app, "casey@example.org", PASSWORD).status_code == 201
    kept = session.scalars(select(SetUpLink.token_digest)).all()
    assert made.json["token"].encode() not in b"".join(kept)
    assert last_trail(session) == ["accounts.create_account", "accounts.offer_set_up", "accounts.set_password"]


def test_a_link_ends_by_time_by_another_link_and_with_the_account(app: Flask, erin: Member, casey: Account) -> None:
    visitor = app.test_client()
    csrf = token(visitor.get("/set-up").text)

    def use(link: TestResponse) -> int:
        form = {"csrf_token": csrf, "token": link.json["token"], "password": PASSWORD}
        return visitor.post("/set-up", data=form).status_code

    path = f"/api/v1/accounts/{casey.id}/set-up"
    first, second = erin.client.post(path), erin.client.post(path)
    assert use(first) == 404
    with stopped_at(now() + timedelta(hours=73)):
        assert use(second) == 404
    assert erin.client.post(f"/api/v1/accounts/{casey.id}/disable").status_code == 200
    assert use(second) == 404
    assert erin.client.post(path).status_code == 409
    assert erin.client.post(f"/api/v1/accounts/{casey.id}/enable").status_code == 200
    assert use(second) == 404
    assert use(erin.client.post(path)) == 200


def test_a_new_link_ends_what_the_old_password_opened(app: Flask, erin: Member, casey: Account) -> None:
    opened = {"Authorization": f"Bearer {sign_in(app, casey.email, PASSWORD).json['token']}"}
    assert app.test_client().get("/api/v1/sessions", headers=opened).status_code == 200
    erin.client.post(f"/api/v1/accounts/{casey.id}/set-up")
    assert app.test_client().get("/api/v1/sessions", headers=opened).status_code == 401
    assert sign_in(app, casey.email, PASSWORD).status_code == 401


def test_another_role_signs_out_and_stands_in_the_trail(app: Flask, erin: Member, casey: Account, session: Session) -> None:
    opened = {"Authorization": f"Bearer {sign_in(app, casey.email, PASSWORD).json['token']}"}
    assert change(erin, casey.id, {"role": "supervisor"}).json["role"] == "supervisor"
    assert app.test_client().get("/api/v1/sessions", headers=opened).status_code == 401
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "accounts.change_account")).one()
    assert (told.actor_id, told.detail) == (erin.actor.id, {"fields": ["role"], "was": "counselor", "role": "supervisor"})


def test_another_team_or_name_signs_nobody_out(app: Flask, erin: Member, casey: Account, days: Team) -> None:
    opened = {"Authorization": f"Bearer {sign_in(app, casey.email, PASSWORD).json['token']}"}
    assert change(erin, casey.id, {"team_id": str(days.id), "name": "Casey B"}).json["team_id"] == str(days.id)
    assert app.test_client().get("/api/v1/sessions", headers=opened).status_code == 200


def test_the_e_mail_of_an_account_may_be_written_with_other_capitals(app: Flask, erin: Member, casey: Account) -> None:
    told = change(erin, casey.id, {"email": "Casey@Example.org"})
    assert (told.status_code, told.json.get("email")) == (200, "Casey@Example.org")
    assert sign_in(app, "casey@example.org", PASSWORD).status_code == 201


def test_what_cannot_be_is_refused_and_changes_nothing(erin: Member, casey: Account, session: Session) -> None:
    before = (casey.role, casey.version, casey.team_id, casey.email)
    assert change(erin, casey.id, {"role": "supervisor"}, version=9).status_code == 412
    assert change(erin, casey.id, {"team_id": str(UUID(int=7))}).json["errors"][0]["pointer"] == "/team_id"
    assert change(erin, casey.id, {"role": "partner"}).status_code == 422
    assert change(erin, casey.id, {"email": "ERIN@example.org"}).status_code == 409
    assert erin.client.post("/api/v1/accounts", json={**NEW, "email": "Casey@Example.org"}).status_code == 409
    session.refresh(casey)
    assert (casey.role, casey.version, casey.team_id, casey.email) == before


def test_nobody_works_on_their_own_account(erin: Member, session: Session) -> None:
    an_account(session, "Robin", "administrator").password_hash = HASH
    session.commit()
    own = f"/api/v1/accounts/{erin.actor.id}"
    assert change(erin, erin.actor.id, {"role": "supervisor"}).status_code == 403
    assert erin.client.post(f"{own}/disable").status_code == 403
    assert erin.client.post(f"{own}/set-up").status_code == 403
    assert erin.client.delete(f"{own}/second-factor").status_code == 403
    assert change(erin, erin.actor.id, {"name": "Erin B"}).status_code == 200


def test_the_last_administrator_stays(erin: Member, session: Session) -> None:
    """Robin is the only one with a password: an account that nobody can sign in to does not count."""
    robin = an_account(session, "Robin", "administrator")
    robin.password_hash = HASH
    session.commit()
    assert erin.client.post(f"/api/v1/accounts/{robin.id}/disable").status_code == 409
    assert change(erin, robin.id, {"role": "counselor"}).status_code == 409
    assert erin.client.post(f"/api/v1/accounts/{robin.id}/set-up").status_code == 409
    session.get_one(Account, erin.actor.id).password_hash = HASH
    session.commit()
    assert erin.client.post(f"/api/v1/accounts/{robin.id}/disable").status_code == 200


def test_two_administrators_cannot_close_each_other(cluster: Any, template: str) -> None:
    """On a database of its own, because each of the two commits."""
    import threading

    from tests.conftest import RING

    cluster.create_database("two_administrators", template=template)
    storage = Storage(cluster.app_url("two_administrators"), RING)
    with storage.unit_of_work() as session:
        made = [an_account(session, name, "administrator") for name in ("Robin", "Sasha")]
        for account in made:
            account.password_hash = HASH
        actors = [Actor(Role.ADMINISTRATOR, account.id, account.name) for account in made]
    start, outcomes = threading.Barrier(2), []

    def close(mine: Actor, other: Actor) -> None:
        start.wait()
        try:
            with storage.unit_of_work() as session:
                assert other.id
                disable_account(session, actor=mine, account_id=other.id)
            outcomes.append("closed")
        except Conflict:
            outcomes.append("kept")

    threads = [threading.Thread(target=close, args=pair) for pair in (actors, actors[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    storage.engine.dispose()
    assert sorted(outcomes) == ["closed", "kept"]


def test_a_lost_factor_is_reset_and_the_password_stays(app: Flask, erin: Member, casey: Account, session: Session) -> None:
    enrolled(session, casey)
    path = f"/api/v1/accounts/{casey.id}/second-factor"
    assert sign_in(app, casey.email, PASSWORD).json["type"] == "urn:intake:problem:code-needed"
    assert [erin.client.delete(path).status_code for _ in range(2)] == [204, 409]
    assert sign_in(app, casey.email, PASSWORD).status_code == 201


def test_changes_ask_who_you_are_and_lead_back_to_their_page(erin: Member, casey: Account) -> None:
    with stopped_at(now() + timedelta(minutes=16)):
        assert change(erin, casey.id, {"role": "supervisor"}).json["type"] == "urn:intake:problem:confirm-first"
        assert erin.client.get("/api/v1/accounts").status_code == 200
        led = erin.client.post(f"/staff/{casey.id}/disable")
        assert (led.status_code, led.location) == (303, f"/account/confirm?next=/staff/{casey.id}")


def test_the_pages_do_the_same(app: Flask, erin: Member, session: Session, days: Team) -> None:
    assert erin.client.get("/staff").status_code == 200
    made = erin.client.post("/staff", data={**NEW, "team_id": str(days.id)})
    link = re.search(r">http://localhost/set-up#([\w-]{43})</textarea>", made.text)
    assert link
    casey = session.scalars(select(Account).where(Account.email == "casey@example.org")).one()
    page = f"/staff/{casey.id}"
    assert link[1] not in erin.client.get(page).text
    assert erin.client.post("/staff", data=NEW).status_code == 409
    saved = erin.client.post(page, data={**NEW, "role": "clinician", "version": str(casey.version)})
    assert saved.status_code == 303
    session.refresh(casey)
    assert (casey.role, casey.team_id) == ("clinician", None)
    assert erin.client.post(page, data={**NEW, "version": "1"}).status_code == 409
    assert [erin.client.post(f"{page}/{step}").status_code for step in ("disable", "disable", "enable")] == [303, 409, 303]
    assert "Disabled the account" in erin.client.get(page).text
    assert "Counselor → Clinician" in erin.client.get(page).text


def test_only_administrators_come_here(alice: Member, bob: Member, casey: Account) -> None:
    for member in (alice, bob):
        asked = ("/staff", f"/staff/{casey.id}", "/api/v1/accounts", f"/api/v1/accounts/{casey.id}")
        assert [member.client.get(path).status_code for path in asked] == [403] * 4


def test_the_service_gives_no_link_without_the_permission(alice: Member, casey: Account, session: Session) -> None:
    from intake.foundation.errors import NotAllowed

    with pytest.raises(NotAllowed):
        offer_set_up(session, actor=alice.actor, account_id=casey.id)
