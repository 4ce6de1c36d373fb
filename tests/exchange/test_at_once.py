"""Files in the unlucky moment, with real commits: one that is let go while the worker reads it, one that is asked for twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.service import confirm_person
from intake.consents.models import Disclosure
from intake.consents.service import switch_basis
from intake.exchange.models import Transfer
from intake.exchange.service import ask_transfer, drop_transfer, export_rows, forget_transfers, ground_of, run_transfer
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.foundation.identifiers import new_id
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person
from tests.factories.exchange import a_transfer
from tests.factories.followups import a_desk
from tests.referrals.test_at_once import second_waits

LetGo = Callable[[Session, Actor, UUID], None]
FACTS = {"agreement": "QSOA-7", "agreement_date": "2026-01-05", "service": "Keeps records"}


@pytest.fixture
def bob(own_storage: Storage) -> Actor:
    with own_storage.unit_of_work() as session:
        a_desk(session)
        account = an_account(session, "Bob", "supervisor", a_team(session))
        return Actor(role=Role.SUPERVISOR, id=account.id, name=account.name, team_id=account.team_id)


def take_back(session: Session, actor: Actor, transfer_id: UUID) -> None:
    drop_transfer(session, actor=actor, transfer_id=transfer_id)


def find_too_old(session: Session, actor: Actor, transfer_id: UUID) -> None:
    session.execute(update(Transfer).values(created_at=now() - timedelta(days=2)))
    forget_transfers(session)


@pytest.mark.parametrize(("dry_run", "let_go"), [(True, take_back), (True, find_too_old), (False, find_too_old)])
def test_a_file_that_is_let_go_while_it_is_read_stays_gone(
    own_storage: Storage, app: Flask, bob: Actor, dry_run: bool, let_go: LetGo
) -> None:
    with own_storage.unit_of_work() as session:
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


def test_a_file_that_is_asked_for_twice_at_once_is_on_record_once(own_storage: Storage, bob: Actor) -> None:
    with own_storage.unit_of_work() as session:
        confirm_person(a_person(session, "Rosa", "Marin"))
        switch_basis(session, actor=SYSTEM, basis="service_organization", is_on=True)
    ground, once = ground_of("service_organization", "Example Records", FACTS), new_id()

    def leave(session: Session) -> None:
        found = export_rows(session, actor=bob, kind="people", after=None, ground=ground, once=once)
        assert [person.given_name for person in found] == ["Rosa"]

    second_waits(own_storage, leave, leave)
    with own_storage.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Disclosure)) == 1
