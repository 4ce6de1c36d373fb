"""What is counted, for whom, and on which days."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.service import restrict_person
from intake.calls.models import Call
from intake.calls.rules import dispositions
from intake.foundation.clock import stopped_at
from intake.insurance.rules import coverage_kinds
from intake.storage.encrypted import new_data_key
from tests.conftest import Member, QueryCount, member
from tests.factories.accounts import an_account
from tests.factories.followups import a_desk, a_task, an_intake
from tests.factories.referrals import a_referral

# Noon in New York; the report is of this day alone.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
DAY = "from=2026-11-24&until=2026-11-24"
JUST_BEFORE = datetime(2026, 11, 24, 4, 59, 59, tzinfo=UTC)
FIRST = datetime(2026, 11, 24, 5, tzinfo=UTC)
LAST = datetime(2026, 11, 25, 4, 59, 59, tzinfo=UTC)
JUST_AFTER = datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


def a_call(session: Session, started_at: datetime, disposition: str | None = None, *, ended: bool = True) -> None:
    ended_at = started_at + timedelta(minutes=5) if ended else None
    session.add(Call(data_key=new_data_key(session), started_at=started_at, ended_at=ended_at, disposition=disposition))


def counted(member: Member, section: str) -> dict[str, int]:
    sections: list[dict[str, Any]] = member.client.get(f"/api/v1/reports/desk?{DAY}").json["sections"]
    found = next(part for part in sections if part["code"] == section)
    return {count["code"]: count["count"] for count in found["counts"]} | {"total": found["total"]}


def test_calls_are_counted_by_ending_on_the_desks_own_day(bob: Member, session: Session) -> None:
    a_desk(session)
    for moment in (FIRST, LAST):
        a_call(session, moment, "information_only")
    for moment in (JUST_BEFORE, JUST_AFTER):
        a_call(session, moment, "information_only")
    a_call(session, NOON, "prank")
    a_call(session, NOON)
    a_call(session, NOON, ended=False)
    session.commit()
    assert counted(bob, "calls") == {"information_only": 2, "prank": 1, "": 1, "in_progress": 1, "total": 5}


def test_a_draft_is_never_an_intake(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice, state="draft", substances=[{"substance_code": "alcohol"}], policies=[{"coverage_kind": "medicaid"}])
    an_intake(session, alice, state="abandoned")
    an_intake(session, alice, at=FIRST)
    an_intake(session, alice, state="closed", at=LAST)
    for moment in (JUST_BEFORE, JUST_AFTER):
        an_intake(session, alice, at=moment)
    session.commit()
    assert counted(bob, "intakes") == {"complete": 1, "closed": 1, "total": 2}
    assert counted(bob, "substances") == {"total": 2}
    assert counted(bob, "coverage") == {"none_told": 2, "total": 2}


def test_an_intake_has_come_to_a_referral_while_one_stands(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice)
    referred = an_intake(session, alice)
    for _ in range(2):
        a_referral(session, alice, referred)
    cancelled = a_referral(session, alice)
    cancelled.state = "cancelled"
    session.commit()
    assert counted(bob, "outcomes") == {"not_referred": 2, "referred": 1, "total": 3}


def test_substances_count_intakes_by_class(alice: Member, bob: Member, session: Session) -> None:
    uses = [{"substance_code": code} for code in ("clonazepam", "alprazolam", "alcohol")]
    an_intake(session, alice, substances=[*uses, {"said_as": "the blue ones"}])
    an_intake(session, alice, substances=uses[:1])
    session.commit()
    assert counted(bob, "substances") == {"benzodiazepine": 2, "alcohol": 1, "": 1, "total": 2}


def test_coverage_counts_intakes_by_kind(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice, policies=[{"coverage_kind": "commercial"}, {"coverage_kind": "medicaid"}])
    an_intake(session, alice, policies=[{"coverage_kind": "medicaid"}, {"coverage_kind": "medicaid"}])
    an_intake(session, alice, policies=[{"payer_said_as": "the blue card"}])
    an_intake(session, alice)
    session.commit()
    assert counted(bob, "coverage") == {"medicaid": 2, "commercial": 1, "": 1, "none_told": 1, "total": 4}


def test_follow_ups_count_where_the_promises_stand(alice: Member, bob: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    for due_at, state in (
        (NOON - timedelta(seconds=1), "open"),
        (NOON, "open"),
        (LAST, "open"),
        (FIRST, "done"),
        (FIRST, "cancelled"),
        (JUST_BEFORE, "open"),
        (JUST_AFTER, "open"),
    ):
        a_task(session, alice, intake, due_at=due_at, state=state)
    session.commit()
    assert counted(bob, "follow_ups") == {"overdue": 1, "open": 2, "done": 1, "cancelled": 1, "total": 5}


def test_only_supervisors_read_it_and_that_they_did_is_kept(alice: Member, bob: Member, erin: Member, session: Session) -> None:
    a_desk(session)
    session.commit()
    paths = ("/api/v1/reports/desk", "/reports", "/reports/desk.csv")
    for who, expected in ((alice, 403), (erin, 403), (bob, 200)):
        assert [who.client.get(path).status_code for path in paths] == [expected] * 3
    opened = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "reports.open_report"))
    assert list(opened) == [{"first": "2026-11-01", "last": "2026-11-24"}] * 3


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-11-24&until=2026-11-23", "/query/until"),
        ("from=2024-11-24&until=2026-11-23", "/query/until"),
        ("from=yesterday", "/query/from"),
        ("form=2026-11-24", "/query/form"),
        ("from=0001-01-01&until=0001-01-01", "/query/from"),
        ("from=2026-11-01&until=9999-12-31", "/query/until"),
    ],
)
def test_a_period_that_cannot_be_meant_is_refused(bob: Member, session: Session, query: str, pointer: str) -> None:
    a_desk(session)
    session.commit()
    answer = bob.client.get(f"/api/v1/reports/desk?{query}")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_the_csv_holds_the_same_counts_but_no_small_ones(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice, policies=[{"coverage_kind": "commercial"}])
    for _ in range(11):
        a_call(session, NOON, "prank")
    session.commit()
    answer = bob.client.get(f"/reports/desk.csv?{DAY}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="desk-2026-11-24-2026-11-24.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0] == ["section", "code", "label", "count"]
    assert ["calls", "prank", dispositions()["prank"].words, "11"] in rows
    assert ["intakes", "complete", "Complete, still open", "fewer than 11"] in rows
    assert ["coverage", "commercial", coverage_kinds()["commercial"], "fewer than 11"] in rows
    assert [row for row in rows if row[3].isdigit() and int(row[3]) < 11] == [["follow_ups", "total", "Total", "0"]]


def test_on_paper_the_page_says_what_the_file_says(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice)
    session.commit()
    text = bob.client.get(f"/reports?{DAY}").text
    assert '<span class="no-print">1</span><span class="print-only">fewer than 11</span>' in text
    assert "The numbers here are exact" in text


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (("2026-11-24", "2026-11-23"), "The period ends before it begins."),
        (("2024-11-24", "2026-11-23"), "A report covers at most 366 days."),
    ],
)
def test_a_period_that_is_refused_can_be_mended_where_it_was_typed(
    bob: Member, session: Session, period: tuple[str, str], words: str
) -> None:
    a_desk(session)
    session.commit()
    page = bob.client.get("/reports", query_string={"from": period[0], "until": period[1]})
    assert page.status_code == 422
    form = page.text.partition("<form")[2]
    assert words in form
    assert f'value="{period[0]}"' in form
    assert f'value="{period[1]}"' in form
    assert session.scalar(select(func.count()).where(AuditEntry.action == "reports.open_report")) == 0


def test_nobody_counts_whom_a_restriction_hides(app: Flask, alice: Member, bob: Member, session: Session) -> None:
    """One day's number less the records that somebody may open would be the restricted one."""
    told: dict[str, Any] = {"substances": [{"substance_code": "alcohol"}], "policies": [{"coverage_kind": "medicaid"}]}
    intake = an_intake(session, alice, **told)
    a_task(session, alice, intake, due_at=NOON)
    a_call(session, NOON, "information_only")
    session.flush()
    intake.call_id = session.scalars(select(Call.id)).one()
    restrict_person(session, actor=bob.actor, person_id=intake.subject_id, because="staff", named=[bob.actor.id or intake.id])
    other = member(app, session, an_account(session, "Susan", "supervisor"))
    session.commit()
    for section in ("calls", "intakes", "outcomes", "substances", "coverage", "follow_ups"):
        assert (counted(bob, section)["total"], counted(other, section)) == (1, {"total": 0}), section


def test_the_page_shows_them_with_their_definitions(alice: Member, bob: Member, session: Session) -> None:
    an_intake(session, alice)
    session.commit()
    text = bob.client.get(f"/reports?{DAY}").text
    assert "Complete, still open" in text
    assert "Drafts are not counted." in text
    assert 'value="2026-11-24"' in text


def test_a_year_of_work_takes_as_many_questions_as_a_day_without(
    alice: Member, bob: Member, session: Session, queries: QueryCount
) -> None:
    a_desk(session)
    session.commit()
    bob.client.get(f"/api/v1/reports/desk?{DAY}")
    queries.statements.clear()
    bob.client.get(f"/api/v1/reports/desk?{DAY}")
    empty = len(queries)
    for _ in range(3):
        a_task(session, alice)
        a_call(session, NOON, "prank")
    session.commit()
    queries.statements.clear()
    bob.client.get("/api/v1/reports/desk?from=2026-01-01&until=2026-12-31")
    assert len(queries) == empty
    assert session.scalar(select(func.count()).select_from(Call)) == 3
