"""The trail: written with the change, gone with its rollback, and never altered by the application."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from intake.audit import queries
from intake.audit.models import AuditEntry
from intake.audit.service import record
from intake.foundation.actor import SYSTEM
from intake.foundation.identifiers import new_id
from tests.conftest import Member
from tests.factories.accounts import a_team


def test_a_row_names_who_did_what_to_what(session: Session, alice: Member) -> None:
    team = a_team(session, "Weekend")
    record(session, alice.actor, "organisation.create_team", team, fields=["name"])
    row = session.scalars(select(AuditEntry)).one()
    assert (row.actor_id, row.actor_name, row.actor_role) == (alice.actor.id, "Alice", "counselor")
    assert (row.action, row.record, row.record_id) == ("organisation.create_team", "team", team.id)
    assert row.detail == {"fields": ["name"]}


def test_what_is_rolled_back_left_no_row(session: Session) -> None:
    with session.begin_nested() as inner:
        record(session, SYSTEM, "organisation.create_team")
        inner.rollback()
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "statement",
    ["update audit_entry set actor_name = 'nobody'", "delete from audit_entry", "truncate audit_entry", "drop table audit_entry"],
)
def test_the_application_role_cannot_alter_it(session: Session, statement: str) -> None:
    record(session, SYSTEM, "organisation.create_team")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), session.begin_nested():
        session.execute(text(statement))
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_a_persons_trail_is_read_by_pages_latest_first(session: Session) -> None:
    person, other = new_id(), new_id()
    for number in range(5):
        record(session, SYSTEM, f"callers.step_{number}", person_id=person)
    record(session, SYSTEM, "callers.other", person_id=other)
    first = queries.trail_of_person(session, [person], limit=3)
    rest = queries.trail_of_person(session, [person], limit=3, cursor=first.next_cursor)
    assert [row.action for row in (*first.items, *rest.items)] == [f"callers.step_{number}" for number in (4, 3, 2, 1, 0)]
    assert rest.next_cursor is None
