"""Connections that outlive the database's restart, and units of work that keep or drop their changes."""

import pytest
from sqlalchemy import text

from intake.foundation.errors import Conflict, TooMany
from intake.organisation.models import Team
from intake.storage.embedded import Cluster
from intake.storage.session import Storage
from tests.conftest import RING


@pytest.fixture
def storage(cluster: Cluster, template: str) -> Storage:
    cluster.create_database("units", template=template)
    storage = Storage(cluster.app_url("units"), RING, pool_size=2)
    yield storage
    storage.engine.dispose()
    cluster.drop_database("units")


def names(storage: Storage) -> list[str]:
    with storage.unit_of_work() as session:
        return list(session.scalars(text("select name from team order by name")))


def test_what_a_block_did_stands_when_it_ends_well(storage: Storage) -> None:
    with storage.unit_of_work() as session:
        session.add(Team(name="Days"))
    assert names(storage) == ["Days"]


def test_an_error_undoes_the_block_unless_it_must_be_remembered(storage: Storage) -> None:
    with pytest.raises(Conflict), storage.unit_of_work() as session:
        session.add(Team(name="Undone"))
        session.flush()
        raise Conflict
    with pytest.raises(TooMany), storage.unit_of_work() as session:
        session.add(Team(name="Kept"))
        raise TooMany(5)
    assert names(storage) == ["Kept"]


def test_a_connection_that_was_cut_while_it_rested_is_replaced(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(storage) == []
    monkeypatch.setattr("intake.storage.session.REST", 0.0)
    with storage.engine.connect() as one:
        pid = one.scalar(text("select pg_backend_pid()"))
    killer = Storage(storage.engine.url.render_as_string(hide_password=False), RING, pool_size=1)
    with killer.engine.connect() as other:
        other.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
    killer.engine.dispose()
    assert names(storage) == []
