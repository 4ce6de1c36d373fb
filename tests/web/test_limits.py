"""Too many, too deep, under a wrong name: refused in one shape, and cookies of a real desk stay with their host."""

from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from config import Limits
from tests.accounts.test_pages import token
from tests.accounts.test_sign_in import HASH, PASSWORD
from tests.conftest import Member
from tests.factories.accounts import an_account


def limits(**most: int) -> Limits:
    return Limits(**{"address": 0, "account": 0, "sign_in": 0, "store": "memory://", **most})


def test_one_account_asks_so_often_and_others_go_on(made, alice: Member, charlie: Member) -> None:
    client = made(limits=limits(account=3)).test_client()
    asked = [
        client.get("/api/v1/sessions", headers={"Authorization": f"Bearer {who.token}"})
        for who in (alice, alice, alice, alice, charlie)
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429, 200]
    assert asked[3].content_type == "application/problem+json"
    assert 1 <= int(asked[3].headers["Retry-After"]) <= 60


def test_one_address_asks_so_often_and_health_is_not_counted(made, session: Session) -> None:
    client = made(limits=limits(address=2)).test_client()
    here, there = {"REMOTE_ADDR": "203.0.113.5"}, {"REMOTE_ADDR": "203.0.113.6"}
    assert [client.get("/sign-in", environ_base=here).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/sign-in", environ_base=there).status_code == 200
    assert client.get("/healthz", environ_base=here).status_code == 200


def test_sign_ins_have_a_limit_of_their_own(made, session: Session) -> None:
    client = made(limits=limits(sign_in=2)).test_client()
    body = {"email": "nobody@example.org", "password": "wrong and wrong"}
    assert [client.post("/api/v1/sessions", json=body).status_code for _ in range(3)] == [401, 401, 429]
    assert client.get("/sign-in").status_code == 200


def test_who_confirms_wrongly_who_they_are_is_braked_across_links(made, session: Session) -> None:
    client = made(limits=limits(sign_in=3)).test_client()
    here, there = {"REMOTE_ADDR": "203.0.113.5"}, {"REMOTE_ADDR": "203.0.113.6"}
    form = {"csrf_token": token(client.get("/sign/one").text), "birth_year": "1990"}
    tries = [client.post(f"/sign/{link}", data=form, environ_base=here) for link in ("one", "two", "three", "four")]
    assert [answer.status_code for answer in tries] == [404, 404, 404, 429]
    assert client.post("/sign/five/signature", data=form, environ_base=here).status_code == 429
    assert 1 <= int(tries[-1].headers["Retry-After"]) <= 60
    # Whoever has the right link elsewhere, or only opens one, is not held up.
    assert client.post("/sign/six", data=form, environ_base=there).status_code == 404
    assert client.get("/sign/seven", environ_base=here).status_code == 200


def test_a_program_that_proves_it_wrongly_is_braked(made, alice: Member) -> None:
    client = made(limits=limits(sign_in=2)).test_client()
    headers = {"Authorization": f"Bearer {alice.token}"}
    tries = [client.post("/api/v1/sessions/current/confirmation", json={"code": "000000"}, headers=headers) for _ in range(3)]
    assert tries[-1].status_code == 429 and 429 not in [answer.status_code for answer in tries[:2]]


def test_a_stranger_behind_the_same_router_locks_nobody_out(made, session: Session) -> None:
    account = an_account(session, "Casey")
    account.password_hash = HASH
    session.commit()
    app = made(limits=limits(address=6, sign_in=1))
    ours, stranger = app.test_client(), app.test_client()
    form = {"csrf_token": token(ours.get("/sign-in").text), "email": "casey@example.org", "password": PASSWORD}
    assert ours.post("/sign-in", data=form).status_code == 303
    asked = [
        stranger.post("/api/v1/sessions", json={"email": "casey@example.org", "password": "x"}).status_code for _ in range(9)
    ]
    assert asked[-1] == 429
    assert ours.get("/account").status_code == 200
    assert ours.post("/sign-out", data={"csrf_token": token(ours.get("/account").text)}).status_code == 303
    form["csrf_token"] = token(ours.get("/sign-in").text)
    assert ours.post("/sign-in", data=form).status_code == 303


def test_a_browser_that_only_says_it_is_known_is_counted_by_its_address(made, session: Session) -> None:
    app = made(limits=limits(address=1))
    forged = [app.test_client() for _ in range(2)]
    for number, client in enumerate(forged):
        client.set_cookie("intake_browser", f"{number:022d}.forged.forged")
    assert [client.get("/sign-in").status_code for client in forged] == [200, 429]


def test_all_addresses_of_one_network_count_as_one(made, session: Session) -> None:
    client = made(limits=limits(address=2)).test_client()
    near = [{"REMOTE_ADDR": f"2001:db8:1:1::{number}"} for number in range(1, 4)]
    assert [client.get("/sign-in", environ_base=one).status_code for one in near] == [200, 200, 429]
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "2001:db8:1:2::1"}).status_code == 200
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "::ffff:203.0.113.5"}).status_code == 200
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "::ffff:203.0.113.6"}).status_code == 200


def test_a_store_that_is_away_stops_nobody(made, alice: Member) -> None:
    app = made(limits=Limits(address=1, account=1, sign_in=1, store="redis://127.0.0.1:1/0"))
    headers = {"Authorization": f"Bearer {alice.token}"}
    assert [app.test_client().get("/api/v1/sessions", headers=headers).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/sessions", "/nothing"])
def test_another_hosts_name_is_refused(made, session: Session, path: str) -> None:
    client = made(hosts=("desk.example.org",)).test_client()
    assert client.get(path, headers={"Host": "elsewhere.example.org"}).status_code == 400
    assert client.get(path, headers={"Host": "desk.example.org"}).status_code != 400


def test_json_that_is_nested_too_deeply_is_refused(erin: Member) -> None:
    for depth in (17, 5000):
        body = '{"name":' * depth + "1" + "}" * depth
        answer = erin.client.post("/api/v1/teams", data=body, content_type="application/json")
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_a_body_that_comes_in_pieces_is_not_cut_off_in_silence(erin: Member) -> None:
    body = b"{}" + b" " * 1_200_000
    pieces = {
        "input_stream": BytesIO(body),
        "environ_overrides": {"wsgi.input_terminated": True, "CONTENT_TYPE": "application/json"},
    }
    assert erin.client.post("/api/v1/teams", **pieces).status_code == 413


def test_cookies_of_a_real_desk_belong_to_its_host_alone(made, session: Session) -> None:
    account = an_account(session, "Casey")
    account.password_hash = HASH
    session.commit()
    client = made(environment="production", hosts=("localhost",)).test_client()
    secure = {"base_url": "https://localhost"}
    shown = client.get("/sign-in", **secure)
    assert shown.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    form = {"csrf_token": token(shown.text), "email": "casey@example.org", "password": PASSWORD}
    done = client.post("/sign-in", data=form, **secure)
    cookies = [*shown.headers.getlist("Set-Cookie"), *done.headers.getlist("Set-Cookie")]
    assert [line.partition("=")[0] for line in cookies] == [
        "__Host-intake_visitor",
        "__Host-intake_browser",
        "__Host-intake_session",
    ]
    assert all("Secure" in line and "Path=/" in line and "Domain" not in line for line in cookies)
    assert client.get("/account", **secure).status_code == 200
