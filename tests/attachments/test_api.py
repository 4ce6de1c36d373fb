"""Files about a person through the doors."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from intake.attachments.models import Attachment
from intake.attachments.rules import bounds
from intake.attachments.service import keep_for
from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.callers.service import erase_person
from intake.foundation.actor import SYSTEM
from intake.foundation.errors import Conflict
from intake.organisation.models import Settings
from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.factories.attachments import a_pdf, a_png, an_attachment
from tests.factories.callers import a_person, a_restricted_person

CARD = a_png(words="QXZ-77-431-908")


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, "Rosa", "Marin")


def send(member: Member, person: Person, content: bytes = CARD, **told: Any) -> Any:
    body = {"kind": "insurance_card_front", "content": b64encode(content).decode(), "label": "Rosa's card.png", **told}
    return member.client.post(f"/api/v1/people/{person.id}/attachments", json=body)


def choose(member: Member, person: Person, content: bytes, name: str = "card.png", **form: Any) -> Any:
    told = {"kind": "insurance_card_back", "content": FileStorage(BytesIO(content), name), **form}
    body, length, boundary = stream_encode_multipart(told, use_tempfile=False)
    form_type = f"multipart/form-data; boundary={boundary}"
    return member.client.post(f"/people/{person.id}/files", input_stream=body, content_length=length, content_type=form_type)


def count(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Attachment))


def test_a_file_comes_back_as_it_was_sent(alice: Member, rosa: Person) -> None:
    sent = send(alice, rosa)
    assert (sent.status_code, sent.json["media_type"], sent.json["size_bytes"]) == (201, "image/png", len(CARD))
    listed = alice.client.get(f"/api/v1/people/{rosa.id}/attachments").json["items"]
    assert [(row["id"], row["label"]) for row in listed] == [(sent.json["id"], "Rosa's card.png")]
    assert alice.client.get(f"/api/v1/attachments/{sent.json['id']}/content").data == CARD


def test_what_is_kept_is_sealed(alice: Member, rosa: Person, session: Session) -> None:
    send(alice, rosa, a_pdf("QXZ-77-431-908"))
    row = session.scalars(select(Attachment)).one()
    kept = (row.content_sealed or b"") + (row.label_sealed or b"")
    assert b"QXZ" not in kept and b"%PDF" not in kept and b"Rosa" not in kept and len(kept) > row.size_bytes


def test_a_file_moved_to_another_row_does_not_open(alice: Member, rosa: Person, session: Session) -> None:
    one, other = an_attachment(session, alice, rosa), an_attachment(session, alice, rosa, content=a_pdf())
    other.content_sealed = one.content_sealed
    with pytest.raises(Exception, match="does not open"):
        _ = other.content


def test_the_same_file_is_kept_once(alice: Member, rosa: Person, session: Session) -> None:
    assert send(alice, rosa).json["id"] == send(alice, rosa).json["id"]
    assert send(alice, rosa, kind="insurance_card_back").json["id"] != send(alice, rosa).json["id"]
    assert count(session) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("card.png", b"<script>alert(1)</script>", "This is no PDF, PNG or JPEG."),
        ("card.pdf", a_pdf()[:100], "The PDF is cut off."),
        ("empty.png", b"", "The file is empty."),
    ],
)
def test_what_is_refused_is_refused_in_place_and_nothing_is_kept(
    alice: Member, rosa: Person, session: Session, name: str, content: bytes, said: str
) -> None:
    answer = choose(alice, rosa, content, name)
    assert answer.status_code == 422 and said in answer.text
    answer = send(alice, rosa, content)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/content")
    assert count(session) == 0


def test_text_that_is_no_base64_is_refused(alice: Member, rosa: Person) -> None:
    answer = alice.client.post(f"/api/v1/people/{rosa.id}/attachments", json={"kind": "paper", "content": "not base64!"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/content")


def test_a_large_file_fits_and_a_larger_one_is_told_so(alice: Member, rosa: Person, session: Session) -> None:
    large = CARD.ljust(bounds().most_bytes, b"\0")
    assert choose(alice, rosa, large).status_code == 303
    assert send(alice, rosa, large).status_code == 201
    answer = choose(alice, rosa, large + b"\0")
    assert answer.status_code == 422 and "larger than 10 MB" in answer.text
    for answer in (choose(alice, rosa, large + b"\0" * 200_000), send(alice, rosa, large + b"\0" * 200_000)):
        assert answer.status_code == 413
    assert count(session) == 2


def test_other_doors_take_no_more_than_before(alice: Member, rosa: Person) -> None:
    big = {"kind": "x" * 1_100_000}
    assert alice.client.post(f"/api/v1/people/{rosa.id}/consents", json=big).status_code == 413


def test_a_file_never_touches_the_disk_on_its_way(app: Flask) -> None:
    file = FileStorage(BytesIO(b"x" * 900_000), "card.png")
    body, length, boundary = stream_encode_multipart({"content": file}, use_tempfile=False)
    sent = {"input_stream": body, "content_length": length, "content_type": f"multipart/form-data; boundary={boundary}"}
    with app.test_request_context("/any", method="POST", **sent) as context:
        assert isinstance(context.request.files["content"].stream, BytesIO)


@pytest.mark.parametrize(
    ("content", "kind", "shown"), [(a_pdf(), "application/pdf", "attachment"), (CARD, "image/png", "inline")]
)
def test_it_is_given_as_its_type_and_never_as_a_page(
    alice: Member, rosa: Person, session: Session, content: bytes, kind: str, shown: str
) -> None:
    row = an_attachment(session, alice, rosa, content=content, label="Rosa.html")
    for path in (f"/attachments/{row.id}", f"/api/v1/attachments/{row.id}/content"):
        answer = alice.client.get(path)
        told = answer.headers
        assert (answer.data, told["Content-Type"], told["X-Content-Type-Options"]) == (content, kind, "nosniff")
        assert told["Content-Disposition"].startswith(f'{shown}; filename="file-') and "Rosa" not in told["Content-Disposition"]
        assert "default-src 'none'" in told["Content-Security-Policy"] and "sandbox" in told["Content-Security-Policy"]
        assert (told["Cache-Control"], told["Cross-Origin-Resource-Policy"]) == ("no-store", "same-origin")


def test_each_opening_stands_in_the_trail(alice: Member, bob: Member, rosa: Person, session: Session) -> None:
    row = an_attachment(session, alice, rosa)
    for _ in range(2):
        assert bob.client.get(f"/attachments/{row.id}").status_code == 200
    opened = select(AuditEntry.actor_name).where(AuditEntry.action == "attachments.open", AuditEntry.record_id == row.id)
    assert session.scalars(opened.where(AuditEntry.person_id == rosa.id)).all() == ["Bob", "Bob"]


def test_what_may_not_be_seen_is_not_there(alice: Member, bob: Member, charlie: Member, session: Session, desk: Settings) -> None:
    draft = a_person(session, recorder=alice.actor, confirmed=False)
    hidden = a_restricted_person(session, bob, named=[bob])
    for person, owner in ((draft, alice), (hidden, bob)):
        row = an_attachment(session, owner, person)
        session.commit()
        for path in (f"/attachments/{row.id}", f"/api/v1/attachments/{row.id}/content", f"/people/{person.id}/files"):
            assert charlie.client.get(path).status_code == 404
        assert send(charlie, person).status_code == 404
        gone = charlie.client.post(f"/api/v1/attachments/{row.id}/removal", json={"because": "wrong_file"})
        assert gone.status_code == 404
        session.refresh(row)
        assert row.removed_at is None


def test_a_removed_file_is_gone_for_good_and_stays_known(alice: Member, rosa: Person, session: Session) -> None:
    row = an_attachment(session, alice, rosa)
    path = f"/api/v1/attachments/{row.id}"
    assert alice.client.post(f"{path}/removal", json={"because": "wrong_person"}).status_code == 204
    assert alice.client.post(f"{path}/removal", json={"because": "wrong_person"}).status_code == 404
    assert alice.client.get(f"{path}/content").status_code == 404
    session.refresh(row, ["content_sealed", "label_sealed", "removed_because", "removed_by"])
    assert (row.content_sealed, row.label_sealed, row.removed_because) == (None, None, "wrong_person")
    assert row.removed_by == alice.actor.id
    again = send(alice, rosa, a_png(words=str(rosa.id)))
    assert again.status_code == 201 and again.json["id"] != str(row.id)


def test_a_file_of_a_consent_is_neither_added_nor_removed_here(alice: Member, rosa: Person, session: Session) -> None:
    answer = send(alice, rosa, kind="signed_consent")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/kind")
    row = keep_for(session, actor=alice.actor, person=rosa, kind="signed_consent", content=a_pdf())
    session.commit()
    answer = alice.client.post(f"/api/v1/attachments/{row.id}/removal", json={"because": "not_needed"})
    assert answer.status_code == 409


def test_there_is_an_end_to_it(alice: Member, rosa: Person, session: Session) -> None:
    for number in range(bounds().most_files):
        an_attachment(session, alice, rosa, content=a_png(words=str(number)))
    with pytest.raises(Conflict):
        an_attachment(session, alice, rosa, content=a_png(words="one more"))


def test_erasing_the_person_erases_their_files(alice: Member, rosa: Person, session: Session) -> None:
    rows = [an_attachment(session, alice, rosa, content=content) for content in (CARD, a_pdf())]
    session.commit()
    erase_person(session, actor=SYSTEM, person_id=rosa.id, reason="asked_by_person")
    session.commit()
    for row in rows:
        session.refresh(row, ["content_sealed", "label_sealed"])
        assert (row.content_sealed, row.label_sealed) == (b"", b"")
        assert alice.client.get(f"/attachments/{row.id}").status_code == 410


def test_the_page_lists_and_removes(alice: Member, rosa: Person, session: Session) -> None:
    assert "No files." in alice.client.get(f"/people/{rosa.id}/files").text
    assert choose(alice, rosa, CARD, "Rosa <b>.png").status_code == 303
    page = alice.client.get(f"/people/{rosa.id}/files").text
    assert "Insurance card, back" in page and "Rosa &lt;b&gt;.png" in page
    row = session.scalars(select(Attachment)).one()
    assert alice.client.post(f"/attachments/{row.id}/removal", data={"because": "wrong_file"}).status_code == 303
    assert "No files." in alice.client.get(f"/people/{rosa.id}/files").text


def test_a_reader_opens_and_adds_nothing(app: Flask, alice: Member, rosa: Person, session: Session) -> None:
    row = an_attachment(session, alice, rosa)
    casey = member(app, session, an_account(session, "Casey", "clinician"))
    assert casey.client.get(f"/attachments/{row.id}").status_code == 200
    assert "Add a file" not in casey.client.get(f"/people/{rosa.id}/files").text
    assert choose(casey, rosa, CARD).status_code == 403
