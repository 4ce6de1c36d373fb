"""The pages: a mapping to look at, a file that is tried and brought in by the worker, and data that leaves with a ground."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from intake.accounts.models import SignInSession
from intake.callers.models import Person
from intake.callers.service import confirm_person
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.exchange.models import Transfer
from intake.exchange.service import forget_transfers
from intake.foundation.clock import now, stopped_at
from intake.storage.outbox import OutboxEvent
from intake.storage.session import Storage
from intake.worker import HANDLERS, Worker, handle
from tests.conftest import Member
from tests.factories.callers import a_person

pytestmark = pytest.mark.usefixtures("desk")
SHEET = b"id,first name,shoe size\nA-1,Rosa,7\nA-2,Oskar,9\n"
FACTS = {"fact_agreement": "QSOA-7", "fact_agreement_date": "2026-01-05", "fact_service": "Keeps records"}
LEAVE = {"kind": "people", "format": "csv", "basis": "service_organization", "recipient": "Example Records", **FACTS}


def sent(member: Member, content: bytes = SHEET, kind: str = "people") -> Any:
    return member.client.post("/exchange/files", data={"kind": kind, "content": (io.BytesIO(content), "sheet.csv")})


def run(session: Session, storage: Storage) -> None:
    """The worker's part of what was asked last."""
    asked = select(OutboxEvent.id).where(OutboxEvent.name == "exchange.asked").order_by(OutboxEvent.id.desc())
    event_id = session.scalars(asked).first()
    assert event_id is not None
    handle(storage, HANDLERS, event_id, "exchange.run_transfer")
    session.expire_all()


def test_a_sheet_is_looked_at_tried_and_brought_in(session: Session, storage: Storage, bob: Member) -> None:
    answer = sent(bob)
    assert answer.status_code == 303
    page = bob.client.get(answer.location).text
    assert "shoe size" in page
    assert '<option value="given_name" selected lang="en">' in page
    row = session.scalars(select(Transfer)).one()
    assert b"Rosa" not in (row.content_sealed or b"")
    mapping = {"column_0": "external_id", "column_1": "given_name", "column_2": ""}
    assert bob.client.post(answer.location, data={**mapping, "what": "check"}).status_code == 303
    assert "0 of 2 rows" in bob.client.get(f"{answer.location}/progress").text
    run(session, storage)
    assert "2 would come in" in bob.client.get(answer.location).text
    assert session.scalar(select(func.count()).select_from(Person)) == 0
    assert bob.client.post(answer.location, data={**mapping, "what": "import"}).status_code == 303
    run(session, storage)
    page = bob.client.get(answer.location).text
    assert "All of it came in." in page
    assert bob.client.get(f"{answer.location}/progress").headers["HX-Refresh"] == "true"
    assert [one.given_name for one in session.scalars(select(Person).order_by(Person.id))] == ["Rosa", "Oskar"]
    session.expire_all()
    row = session.scalars(select(Transfer)).one()
    assert (row.state, row.is_erased, row.content_sealed, row.done) == ("imported", True, b"", 2)


def test_what_is_wrong_is_told_row_by_row_and_nothing_comes_in(session: Session, storage: Storage, bob: Member) -> None:
    answer = sent(bob, SHEET + b"A-1,Again,\n")
    mapping = {"column_0": "external_id", "column_1": "given_name", "column_2": ""}
    bob.client.post(answer.location, data={**mapping, "what": "import"})
    run(session, storage)
    page = bob.client.get(answer.location).text
    assert "Nothing came in: 1 row is wrong" in page
    assert "This id stands in an earlier row too." in page
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_mapping_that_cannot_be_is_told_at_once(bob: Member) -> None:
    answer = sent(bob)
    refused = bob.client.post(answer.location, data={"column_1": "given_name", "what": "check"})
    assert (refused.status_code, "No column is mapped to external_id" in refused.text) == (422, True)


def test_what_is_no_file_of_rows_is_not_kept(session: Session, bob: Member) -> None:
    refused = sent(bob, b"\xff\xfe")
    assert (refused.status_code, "not UTF-8" in refused.text) == (422, True)
    assert session.scalar(select(func.count()).select_from(Transfer)) == 0


def test_a_file_is_let_go_or_forgotten_after_a_day(session: Session, bob: Member) -> None:
    first, second = sent(bob).location, sent(bob).location
    assert bob.client.post(first, data={"what": "drop"}).status_code == 303
    with stopped_at(now().replace(year=now().year + 1)):
        assert forget_transfers(session) == 1
    session.expire_all()
    assert {(row.state, row.is_erased) for row in session.scalars(select(Transfer))} == {("dropped", True)}
    assert bob.client.get(second).status_code == 200


def test_files_that_are_too_old_are_looked_for_each_hour(storage: Storage, tmp_path: Path) -> None:
    """Once a night would keep one for two days that was brought just after it."""
    app = Worker("postgresql://nobody@127.0.0.1/none", storage, HANDLERS, tmp_path / "anchors.jsonl")._app()
    planned = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert planned["forget_old"] == "17 * * * *"


def test_who_may_do_what(session: Session, alice: Member, bob: Member, erin: Member) -> None:
    assert alice.client.get("/exchange").status_code == 403
    theirs = sent(bob).location
    assert erin.client.get("/exchange").status_code == 200
    assert "Intakes" not in erin.client.get("/exchange").text
    assert erin.client.get(theirs).status_code == 404
    assert sent(erin).status_code == 403


def test_people_leave_on_a_ground_and_each_has_it_on_record(session: Session, bob: Member, erin: Member) -> None:
    person = a_person(session, "=Rosa", "Marin")
    confirm_person(person)
    session.commit()
    refused = bob.client.post("/exchange/export", data=LEAVE)
    assert (refused.status_code, "not switched on" in refused.text, "Marin" in refused.text) == (422, True, False)
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    session.commit()
    undated = bob.client.post("/exchange/export", data={**LEAVE, "fact_agreement_date": "soon"})
    assert (undated.status_code, "Say the day" in undated.text, "Marin" in undated.text) == (422, True, False)
    left = bob.client.post("/exchange/export", data=LEAVE)
    assert (left.status_code, left.content_type) == (200, "text/csv; charset=utf-8")
    assert "'=Rosa" in left.text
    assert [row.subject_id for row in session.scalars(select(Disclosure))] == [person.id]


def test_an_open_screen_is_not_enough_to_let_data_leave(session: Session, bob: Member, erin: Member) -> None:
    switch_basis(session, actor=erin.actor, basis="service_organization", is_on=True)
    session.execute(update(SignInSession).values(confirmed_at=SignInSession.confirmed_at - timedelta(hours=1)))
    session.commit()
    asked = bob.client.post("/exchange/export", data=LEAVE)
    assert (asked.status_code, "confirm" in asked.location) == (303, True)


def test_no_table_and_no_log_line_tells_who_stands_in_a_file(
    session: Session, storage: Storage, bob: Member, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("Zebulonda", "MRN-QX77", "1987-03-29", "Oswinther")
    sheet = b"id,first name,dob,Oswinther\nMRN-QX77,Zebulonda,1987-03-29,\n"
    mapping = {"column_0": "external_id", "column_1": "given_name", "column_2": "birth_date", "column_3": ""}
    wrong = sent(bob, sheet + b"MRN-QX77,Zebulonda,Zebulonda,\n").location
    bob.client.post(wrong, data={**mapping, "what": "import"})
    run(session, storage)
    assert "Nothing came in" in bob.client.get(wrong).text
    right = sent(bob, sheet).location
    bob.client.post(right, data={**mapping, "what": "import"})
    run(session, storage)
    assert "All of it came in." in bob.client.get(right).text
    session.flush()
    tables = session.scalars(text("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public'"))
    rows = "\n".join(line for table in tables.all() for line in session.scalars(text(f"select t::text from {table} t")))
    out, err = capfd.readouterr()
    for word in words:
        for form in (word, word.encode().hex()):
            assert (form in rows, form in out, form in err) == (False, False, False), form
    assert out.count('"event": "request"') >= 6
