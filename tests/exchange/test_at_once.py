"""A file that is let go while the worker reads it, with real commits: it stays gone, and nothing of it comes in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.exchange.models import Transfer
from intake.exchange.service import ask_transfer, drop_transfer, forget_transfers, run_transfer
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.exchange import a_transfer
from tests.factories.followups import a_desk

LetGo = Callable[[Session, Actor, UUID], None]


def take_back(session: Session, actor: Actor, transfer_id: UUID) -> None:
    drop_transfer(session, actor=actor, transfer_id=transfer_id)


def find_too_old(session: Session, actor: Actor, transfer_id: UUID) -> None:
    session.execute(update(Transfer).values(created_at=now() - timedelta(days=2)))
    forget_transfers(session)


@pytest.mark.parametrize(("dry_run", "let_go"), [(True, take_back), (True, find_too_old), (False, find_too_old)])
def test_a_file_that_is_let_go_while_it_is_read_stays_gone(
    own_storage: Storage, app: Flask, dry_run: bool, let_go: LetGo
) -> None:
    with own_storage.unit_of_work() as session:
        a_desk(session)
        account = an_account(session, "Bob", "supervisor", a_team(session))
        bob = Actor(role=Role.SUPERVISOR, id=account.id, name=account.name, team_id=account.team_id)
        transfer_id = a_transfer(session, Member(bob, app.test_client(), "")).id
        ask_transfer(session, actor=bob, transfer_id=transfer_id, mapping={"first name": "given_name"}, dry_run=dry_run)

    def meanwhile(_done: int) -> None:
        with own_storage.unit_of_work() as other:
            let_go(other, bob, transfer_id)

    with suppress(NotFound), own_storage.unit_of_work() as session:
        run_transfer(session, actor=bob, transfer_id=transfer_id, progress=meanwhile)
    with own_storage.unit_of_work() as session:
        row = session.get_one(Transfer, transfer_id)
        assert (row.state, row.is_erased) == ("dropped", True)
        assert session.scalar(select(func.count()).select_from(Person)) == 0
        assert run_transfer(session, actor=bob, transfer_id=transfer_id) is None
