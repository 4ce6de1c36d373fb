"""A list leaves through a real mail server, to a safe address, once; and says nothing of anybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from intake.audit.models import AuditEntry
from intake.callers.models import ContactPoint, Person
from intake.callers.service import flag_person
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import stopped_at
from intake.messages.models import Message
from intake.messages.rules import MOST_ATTEMPTS
from intake.retention.service import erase_record
from intake.storage.answers import Told
from intake.storage.outbox import OutboxEvent
from intake.worker import handle, handlers_of
from tests.messages.conftest import NOON, SAFE, MailDesk
from tests.messages.post import PASSWORD, PostOffice, post_office


def test_a_list_arrives_word_for_word_as_it_was_shown(desk: MailDesk) -> None:
    intake = desk.call()
    shown = desk.ask(intake, then="/draft").json
    assert (shown["address"], shown["sender"], shown["language"]) == ("dolores@example.org", "post@example.org", "en")
    asked = desk.ask(intake)
    assert (asked.status_code, asked.json["state"], asked.json["address"]) == (201, "waiting", "dolores@example.org")
    desk.work()
    (letter,) = desk.office.read()
    assert (letter["To"], letter["From"], letter["Subject"]) == ("dolores@example.org", "post@example.org", shown["subject"])
    assert letter.get_content().replace("\r\n", "\n") == shown["body"]
    assert shown["body"].startswith("Hello, this is the list you asked for.")
    assert "1. Example Place" in shown["body"] and "2. Example Place" in shown["body"]
    assert "Telephone: (561) 555-0123" in shown["body"]
    assert "Not known, so ask: Hours; Walk-in; What to bring" in shown["body"]
    assert "call 911" in shown["body"]
    (row,) = desk.shown(intake)
    assert (row["state"], row["attempts"], row["reason"]) == ("sent", 1, None)
    assert desk.promised() == []
    assert row["left_at"] is not None


def test_it_names_nobody_and_no_need(desk: MailDesk) -> None:
    desk.ask(desk.call())
    desk.work()
    raw = desk.office.taken[0].content
    assert isinstance(raw, bytes)
    told = raw.decode() + desk.office.read()[0].get_content()
    body = told.replace("dolores@example.org", "").lower()
    words = ("dolores", "daniel", "clonazepam", "klonopin", "withdrawal", "benzo", "helpline", "example desk", "mother", "alice")
    assert [word for word in words if word in body] == []


def test_the_desk_is_named_only_where_it_may_say_who_it_is(desk: MailDesk) -> None:
    desk.ask(desk.call({"may_email": True, "shared_line": True, "may_say_who_we_are": True}))
    desk.work()
    (letter,) = desk.office.read()
    assert letter["From"] == "Example Helpline <post@example.org>"
    assert "Example desk" in letter.get_content()


def test_it_speaks_the_language_of_whoever_reads_it(desk: MailDesk) -> None:
    intake = desk.call(caller={"language": "es"})
    desk.ask(intake)
    desk.ask(intake, language="en")
    desk.work()
    spanish, english = desk.office.read()
    assert (spanish["Content-Language"], english["Content-Language"]) == ("es", "en")
    assert "Llame al 911" in spanish.get_content() or "llame al 911" in spanish.get_content()
    assert "Teléfono: (561) 555-0123" in spanish.get_content()
    assert "Hello" not in spanish.get_content() and "Telephone" in english.get_content()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "not_agreed"),
    ({"may_email": False, "shared_line": False}, "not_agreed"),
    ({"may_email": {"missing": "unknown"}, "shared_line": False}, "not_agreed"),
    ({"may_email": True}, "shared"),
    ({"may_email": True, "shared_line": True}, "shared"),
    ({"may_email": True, "shared_line": {"missing": "declined"}}, "shared"),
    ({"may_email": True, "shared_line": False, "safe_from": "18:00", "safe_until": "20:00"}, "outside_safe_hours"),
    ({"may_email": True, "shared_line": False, "do_not_contact_until": "2026-11-25T17:00:00Z"}, "asked_to_wait"),
]


@pytest.mark.parametrize(("rules", "reason"), REFUSED)
def test_nothing_is_written_to_an_address_that_is_not_known_to_be_safe(
    desk: MailDesk, rules: dict[str, Any], reason: str
) -> None:
    intake = desk.call(rules)
    for then in ("", "/draft"):
        refused = desk.ask(intake, then=then)
        assert (refused.status_code, refused.json["reason"]) == (409, reason), refused.text
        assert "dolores" not in refused.text
    (address,) = desk.alice.client.get(f"/api/v1/intakes/{intake['id']}/messages/addresses").json["items"]
    assert (address["allowed"], address["reason"]) == (False, reason)
    assert address["words"]
    desk.work()
    assert desk.office.taken == []


def test_a_safe_hour_is_told(desk: MailDesk) -> None:
    refused = desk.ask(desk.call({"may_email": True, "shared_line": False, "safe_from": "18:00", "safe_until": "20:00"}))
    assert refused.json["next_safe_at"] == "2026-11-24T23:00:00+00:00"


def test_only_recorded_addresses_of_the_two_get_it(desk: MailDesk) -> None:
    intake, other = desk.call(), desk.call()
    foreign = other["caller"]["contact_points"][0]["id"]
    refused = desk.ask(intake, contact_point_id=foreign)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/contact_point_id")
    assert desk.ask(intake, address="mother@example.org").status_code == 422
    with desk.session() as session:
        phone = ContactPoint(person_id=UUID(intake["caller"]["id"]), kind="phone", value_digest=b"x", may_email=True)
        phone.data_key = session.get_one(Person, UUID(intake["caller"]["id"])).data_key
        phone.value = "+15615550123"
        session.add(phone)
        session.flush()
        number = str(phone.id)
    assert desk.ask(intake, contact_point_id=number).status_code == 422


def test_a_place_that_is_not_there_is_refused(desk: MailDesk) -> None:
    intake = desk.call()
    assert desk.ask(intake, places=[str(UUID(int=7))]).status_code == 404
    assert desk.ask(intake, places=[]).status_code == 422
    assert desk.shown(intake) == []


def test_the_same_again_is_sent_once(desk: MailDesk) -> None:
    intake = desk.call()
    first, second = desk.ask(intake, key="one-list"), desk.ask(intake, key="one-list")
    assert (first.status_code, first.get_json()) == (201, second.get_json()), second.text
    desk.work()
    desk.work()
    with desk.session() as session:
        asked = select(OutboxEvent.id).where(OutboxEvent.name == "messages.asked")
        event_id = session.scalars(asked.order_by(OutboxEvent.id.desc())).first()
    assert event_id is not None
    handle(desk.storage, handlers_of(desk.config), event_id, "messages.deliver")
    assert len(desk.office.taken) == 1


def test_what_left_is_on_record_as_a_disclosure(desk: MailDesk) -> None:
    intake = desk.call()
    message_id = UUID(desk.ask(intake).json["id"])
    with desk.session() as session:
        assert session.get(Disclosure, message_id) is None, "nothing has left yet"
    desk.work()
    with desk.session() as session:
        told = session.get_one(Disclosure, message_id)
        assert (str(told.subject_id), told.by) == (intake["caller"]["id"], desk.alice.actor.id)
        assert (told.recipient_kind, told.purpose, told.basis, told.information) == ("self", "own_request", "self", ["referral"])
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.record_id == message_id)).all()
        assert set(done) >= {"messages.ask", "messages.send"}


def test_without_a_ground_nothing_is_taken_on_and_nothing_leaves(desk: MailDesk) -> None:
    intake = desk.call()
    waiting = desk.ask(intake).json["id"]
    _ground(desk, is_on=False)
    try:
        assert desk.ask(intake).status_code == 409
        desk.work()
    finally:
        _ground(desk, is_on=True)
    assert (desk.row().id, desk.row().state, desk.row().because) == (UUID(waiting), "stopped", "no_ground")
    assert desk.office.taken == []


def _ground(desk: MailDesk, *, is_on: bool) -> None:
    with desk.session() as session:
        switch_basis(session, actor=SYSTEM, basis="self", is_on=is_on)


def _says_no(desk: MailDesk, intake: dict[str, Any]) -> None:
    _answer(desk, intake, "may_email", False)


def _others_read_it(desk: MailDesk, intake: dict[str, Any]) -> None:
    _answer(desk, intake, "shared_line", True)


def _is_not_to_be_contacted(desk: MailDesk, intake: dict[str, Any]) -> None:
    with desk.session() as session:
        flag_person(session, actor=SYSTEM, person_id=UUID(intake["caller"]["id"]), kind="do_not_contact")


def _is_erased(desk: MailDesk, intake: dict[str, Any]) -> None:
    with desk.session() as session:
        erase_record(session, actor=SYSTEM, person_id=UUID(intake["caller"]["id"]), reason="asked_by_person")


def _answer(desk: MailDesk, intake: dict[str, Any], field: str, answer: bool) -> None:
    with desk.session() as session:
        point = session.get_one(ContactPoint, UUID(intake["caller"]["contact_points"][0]["id"]))
        point.give_answer(field, answer, Told(informant="caller", recorded_by=None, at=NOON))


# With the word by which the desk hears of it, where somebody can still be told the places in another way.
TAKEN_BACK = [
    (_says_no, "not_agreed", "Nobody has said yes to this way of contact. Ask the person first."),
    (_others_read_it, "shared", "Others may read this address. Ask whether they do, or whether we may say there who we are."),
    (_is_not_to_be_contacted, "do_not_contact", None),
    (_is_erased, "person_erased", None),
]


@pytest.mark.parametrize(("what", "because", "heard"), TAKEN_BACK)
def test_what_has_not_left_does_not_leave_against_their_word(desk: MailDesk, what: Any, because: str, heard: str | None) -> None:
    intake = desk.call()
    desk.ask(intake)
    what(desk, intake)
    desk.work()
    assert (desk.row().state, desk.row().because) == ("stopped", because)
    assert desk.office.taken == []
    kept = [("send_information", desk.alice.actor.id, desk.row().person_id, heard)] if heard else []
    assert (desk.promised(), desk.promised()) == (kept, kept)


def test_when_their_safe_hours_ended_meanwhile_the_desk_hears_of_it(desk: MailDesk) -> None:
    desk.ask(desk.call({**SAFE, "safe_from": "09:00", "safe_until": "13:00"}))
    with stopped_at(NOON + timedelta(hours=2)):
        desk.work()
    assert (desk.row().state, desk.row().because, desk.office.taken) == ("stopped", "outside_safe_hours", [])
    assert [kind for kind, *_ in desk.promised()] == ["send_information"]


def test_a_name_that_may_no_longer_be_said_does_not_leave(desk: MailDesk) -> None:
    intake = desk.call({"may_email": True, "shared_line": False, "may_say_who_we_are": True})
    desk.ask(intake)
    _answer(desk, intake, "may_say_who_we_are", False)
    desk.work()
    assert (desk.row().because, desk.office.taken) == ("says_who", [])


def test_it_is_stopped_while_it_waits_and_not_later(desk: MailDesk) -> None:
    intake = desk.call()
    message_id = desk.ask(intake).json["id"]
    stopped = desk.alice.client.post(f"/api/v1/messages/{message_id}/stopping")
    assert (stopped.json["state"], stopped.json["reason"]) == ("stopped", "taken_back")
    desk.work()
    assert desk.office.taken == []
    left = desk.ask(intake).json["id"]
    desk.work()
    assert desk.alice.client.post(f"/api/v1/messages/{left}/stopping").status_code == 409


def test_a_server_that_is_busy_is_asked_again(desk: MailDesk) -> None:
    desk.office.recipients.append("451 greylisted, come again")
    intake = desk.call()
    desk.ask(intake)
    desk.work()
    (row,) = desk.shown(intake)
    assert (row["state"], row["reason"], desk.office.taken) == ("waiting", "busy", [])
    desk.work()
    assert (desk.row().state, desk.row().attempts, len(desk.office.taken)) == ("sent", 2, 1)


def test_after_an_hour_of_tries_it_has_failed_and_says_why(desk: MailDesk) -> None:
    desk.office.messages += ["452 full"] * MOST_ATTEMPTS
    intake = desk.call()
    desk.ask(intake)
    desk.work(tries=MOST_ATTEMPTS)
    (row,) = desk.shown(intake)
    assert (row["state"], row["reason"], row["attempts"]) == ("failed", "busy", MOST_ATTEMPTS)
    assert row["words"]
    desk.work()
    assert desk.office.taken == []


def test_an_address_that_is_refused_fails_at_once(desk: MailDesk) -> None:
    desk.office.recipients.append("550 no such mailbox dolores@example.org")
    intake = desk.call()
    desk.ask(intake)
    desk.work()
    assert (desk.row().state, desk.row().because, desk.row().attempts) == ("failed", "address_refused", 1)
    why = "The mail server refused the address. Check it with the person."
    promised = [("send_information", desk.alice.actor.id, desk.row().person_id, why)]
    assert (desk.promised(), desk.promised()) == (promised, promised)
    with desk.session() as session:
        assert session.get(Disclosure, desk.row().id) is None


def test_what_may_have_left_is_never_sent_again(desk: MailDesk) -> None:
    desk.office.messages.append("break")
    intake = desk.call()
    desk.ask(intake)
    desk.work()
    assert (desk.row().state, desk.row().because) == ("unclear", "line_broke")
    assert [kind for kind, *_ in desk.promised()] == ["send_information"]
    desk.work()
    assert len(desk.office.taken) == 1
    with desk.session() as session:
        assert session.get(Disclosure, desk.row().id) is not None


def test_what_was_on_its_way_when_the_worker_died_is_unclear(desk: MailDesk) -> None:
    desk.ask(desk.call())
    with desk.session() as session:
        session.get_one(Message, desk.row().id).state = "sending"
    desk.work()
    assert (desk.row().state, desk.office.taken) == ("unclear", [])


def test_without_a_server_the_desk_says_so(desk: MailDesk) -> None:
    runtime: Any = desk.app.extensions["intake"]
    intake, before = desk.call(), runtime.config
    runtime.config = replace(before, mail=None)
    try:
        refused = desk.ask(intake)
        assert (refused.status_code, refused.json["reason"]) == (409, "not_set_up")
        assert "INTAKE_MAIL_SERVER" in refused.json["detail"]
        assert desk.alice.client.get(f"/api/v1/intakes/{intake['id']}/messages/addresses").json["ready"] is False
    finally:
        runtime.config = before


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path


def _through(desk: MailDesk, office: PostOffice, **changed: Any) -> str | None:
    assert office.mail is not None
    sent = replace(desk, config=replace(desk.config, mail=replace(office.mail, **changed)), office=office)
    desk.ask(desk.call())
    sent.work()
    return desk.row().because or desk.row().state


def test_nothing_is_given_to_a_server_without_encryption(desk: MailDesk, own: Path) -> None:
    with post_office(own, offers=False) as office:
        assert _through(desk, office, user=None, password=None) == "not_encrypted"
        assert office.taken == []


def test_nothing_is_given_to_a_server_that_cannot_prove_who_it_is(desk: MailDesk, own: Path) -> None:
    with post_office(own) as office:
        assert _through(desk, office, authorities=None) == "not_trusted"
        assert _through(desk, office, host="127.0.0.1") == "not_trusted"
        assert office.taken == []


def test_a_password_that_is_refused_is_told(desk: MailDesk) -> None:
    assert _through(desk, desk.office, password=f"not {PASSWORD}") == "sign_in_refused"


def test_a_server_that_is_away_is_told(desk: MailDesk) -> None:
    assert _through(desk, desk.office, port=1) == "no_answer"


def test_tls_from_the_first_byte(desk: MailDesk, own: Path) -> None:
    with post_office(own, tls="tls") as office:
        assert _through(desk, office) == "sent"
        assert len(office.taken) == 1
