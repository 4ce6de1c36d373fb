"""Two at once, on a database with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from intake.audit.models import AuditEntry
from intake.calls.models import Call
from intake.calls.service import end_call, start_call
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Conflict
from intake.storage.encrypted import DataKey
from intake.storage.session import Storage
from tests.factories.accounts import a_team, an_account

AT_ONCE = 6


@pytest.fixture
def counselor(own_storage: Storage) -> Actor:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        return Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)


def at_once(act: Callable[[], str]) -> list[str]:
    together = Barrier(AT_ONCE)

    def one(_: int) -> str:
        together.wait()
        return act()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_call_told_of_many_times_at_once_is_one_call(own_storage: Storage, counselor: Actor) -> None:
    def tell() -> str:
        with own_storage.unit_of_work() as session:
            started = start_call(session, actor=counselor, from_number="5615550123", provider="pbx", provider_call_id="c-1")
            return f"{started.repeated} {started.call.id}"

    told = [each.split() for each in at_once(tell)]
    assert sorted(repeated for repeated, _ in told) == ["False"] + ["True"] * (AT_ONCE - 1)
    assert len({call_id for _, call_id in told}) == 1
    with own_storage.unit_of_work() as session:
        for table in (Call, DataKey, AuditEntry):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_a_call_ended_by_many_at_once_ends_once(own_storage: Storage, counselor: Actor) -> None:
    with own_storage.unit_of_work() as session:
        call_id = start_call(session, actor=counselor).call.id

    def end() -> str:
        try:
            with own_storage.unit_of_work() as session:
                end_call(session, actor=counselor, call_id=call_id, disposition="test")
        except Conflict:
            return "refused"
        return "ended"

    assert sorted(at_once(end)) == ["ended"] + ["refused"] * (AT_ONCE - 1)
