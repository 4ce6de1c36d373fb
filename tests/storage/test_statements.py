"""A statement that is built once asks for whoever executes it, never for whom it was built."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.foundation.actor import Actor
from intake.foundation.identifiers import new_id
from intake.storage.statements import asked_by, built_once
from tests.conftest import Member

built: list[Actor] = []


@built_once
def own_account(actor: Actor, named: bool) -> Select[UUID]:
    built.append(actor)
    mine = or_(Account.id == actor.id, Account.team_id == actor.team_id) if named else Account.id == actor.id
    return select(Account.id).where(mine).order_by(Account.id)


def test_the_next_asker_of_the_same_role_gets_their_own(session: Session, alice: Member, charlie: Member) -> None:
    built.clear()
    for member in (alice, charlie, alice):
        asked = asked_by(member.actor)
        assert session.scalars(own_account(member.actor, False), asked).all() == [member.actor.id]
    kinds = {(m.actor.role, m.actor.team_id is None) for m in (alice, charlie)}
    assert len(built) <= len(kinds)


def test_with_and_without_a_team_are_two(session: Session, alice: Member) -> None:
    alone = Actor(role=alice.actor.role, id=alice.actor.id, name="Alone")
    statement = own_account(alone, True)
    assert statement is not own_account(Actor(role=alone.role, id=alone.id, name="", team_id=new_id()), True)
    assert session.scalars(statement, asked_by(alone)).all() == [alice.actor.id]


@pytest.mark.parametrize("value", [new_id(), datetime(2026, 11, 1, tzinfo=UTC)], ids=["id", "moment"])
def test_what_would_stay_for_the_next_asker_is_refused(value: object, alice: Member) -> None:
    @built_once
    def stale(actor: Actor) -> Select[UUID]:
        return select(Account.id).where(Account.created_at == bindparam(None, value))

    with pytest.raises(TypeError, match="holds somebody's id"):
        stale(alice.actor)
