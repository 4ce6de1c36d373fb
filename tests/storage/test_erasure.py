"""Erasing reaches every table with sealed columns, those of rooms that are built later too."""

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import ARRAY, Connection, NullPool, String, Text, create_engine, func, select, text
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.storage.base import Base
from intake.storage.embedded import Cluster
from intake.storage.encrypted import DataKey
from intake.storage.erasure import erase, sealed_models
from intake.storage.session import Storage
from tests.conftest import RING
from tests.house.code import HOUSE, rooms, tree
from tests.house.rows import fill

MODELS = {model.__tablename__: model for model in sorted(sealed_models(), key=lambda model: model.__tablename__)}
# Whoever gives rows a key of their own must say whose they are (`ERASED_WITH`), or here why nobody's erasing reaches them.
OWN_KEYS = {
    "accounts/service/second_factor.py": "staff's own secrets",
    "callers/service/recording.py": "the person's key itself",
    "calls/service.py": "Call.ERASED_WITH",
    "exchange/service/transferring.py": "a file on its way in, of many people: its key goes with it, after a day at most",
}


# Plain words that stay: codes of closed lists, which the desk counts by. Whatever somebody can type is sealed, or erased too.
CODES = {
    "attachment": "kind media_type removed_because",
    "benefits_worksheet": "source currency doubts",
    "call": "provider direction disposition",
    "consent": "state recipient_kind purpose information ground signature_kind",
    "contact_point": "kind",
    "disclosure": "recipient_kind purpose information basis",
    "earlier_answer": "record field informant",
    "earlier_treatment": "kind",
    "intake": "state origin for_whom relation withdrawal_symptoms_now treatment_medications treatment_medications_before "
    "search_states level_of_care legal_status access_needs must_haves wishes",
    "legal_hold": "because",
    "message": "language state because basis",
    "outside_number": "kind",
    "person": "standing state",
    "person_flag": "kind",
    "person_merge": "took",
    "place_choice": "kind",
    "policy": "coverage_kind payer_code plan_type state medicare_parts currency subscriber",
    "substance_use": "substance_code route amount_unit taken_with",
    "task": "kind state origin time_zone outcome",
    "transfer": "kind format state",
}


@pytest.fixture(scope="module")
def erased(cluster: Cluster, template: str) -> Iterator[Session]:
    """A row in every table, each sealed column filled, all of one person; then that person is erased, by the application."""
    cluster.create_database("erased", template=template)
    owner = create_engine(cluster.owner_url("erased"), poolclass=NullPool)
    with owner.begin() as connection:
        fill(connection)
        connection.execute(text("update data_key set wrapped = 'wrapped'"))
        for model in MODELS.values():
            fill_sealed(connection, model)
    owner.dispose()
    storage = Storage(cluster.app_url("erased"), RING)
    with storage.unit_of_work() as session:
        person_id, key_id = session.execute(select(Person.id, Person.data_key_id)).one()
        assert erase(session, {person_id: key_id}) == 1
    with storage.sessions() as session:
        yield session
    storage.engine.dispose()
    cluster.drop_database("erased")


def fill_sealed(connection: Connection, model: Any) -> None:
    """What a full row of the table would hold; the checks of the table must agree with it."""
    values: dict[str, str] = dict.fromkeys(sealed(model), "'sealed'")
    values |= dict.fromkeys(named(model, "_digest"), "'digest'") | dict.fromkeys(named(model, "_tokens"), "'{7}'")
    words = (name for name in model.ALSO_ERASED if isinstance(model.__table__.columns[name].type, String))
    values |= dict.fromkeys(words, "'as it was said'") | WITH_IT.get(model.__tablename__, {})
    told = ", ".join(f"{name} = {value}" for name, value in values.items())
    connection.execute(text(f"update {model.__tablename__} set {told}"))


# What must stand beside a sealed column, by the table's own checks.
WITH_IT = {"restricted_access": {"ends_at": "now()"}, "consent": {"ground": "'minor'"}}


def sealed(model: Any) -> list[str]:
    return named(model, "_sealed")


def named(model: Any, ending: str) -> list[str]:
    return [column.name for column in model.__table__.columns if column.name.endswith(ending)]


@pytest.mark.parametrize("table", MODELS)
def test_nothing_sealed_is_left_in(erased: Session, table: str) -> None:
    model = MODELS[table]
    (row,) = erased.execute(select(*model.__table__.columns)).mappings()
    assert [name for name in sealed(model) if row[name]] == []
    assert [name for name in named(model, "_digest") if row[name] == b"digest"] == []
    assert [name for name in named(model, "_tokens") if row[name]] == []


@pytest.mark.parametrize("table", MODELS)
def test_no_word_that_somebody_typed_is_left_beside_what_was_sealed(erased: Session, table: str) -> None:
    model = MODELS[table]
    columns = {column.name: column.type for column in model.__table__.columns}
    plain = {
        name for name, kind in columns.items() if isinstance(kind.item_type if isinstance(kind, ARRAY) else kind, (String, Text))
    }
    assert plain - set(model.ALSO_ERASED) == set(CODES.get(table, "").split())
    (row,) = erased.execute(select(*model.__table__.columns)).mappings()
    assert [name for name in model.ALSO_ERASED if row[name] is not None] == []


@pytest.mark.parametrize("table", MODELS)
def test_an_emptied_row_still_opens(erased: Session, table: str) -> None:
    (row,) = erased.scalars(select(MODELS[table]))
    assert [getattr(row, name.removesuffix("_sealed")) for name in sealed(MODELS[table])] == [None] * len(sealed(MODELS[table]))
    assert row.is_erased


def test_no_key_is_left(erased: Session) -> None:
    assert erased.scalar(select(func.count()).where(DataKey.wrapped.is_not(None))) == 0


def test_every_table_with_sealed_columns_is_one_that_erasing_knows() -> None:
    holding = {table.name for table in Base.metadata.tables.values() if any(c.name.endswith("_sealed") for c in table.columns)}
    # Sealed with the ring itself for a day, and emptied with whom they are about.
    assert holding - set(MODELS) == {"idempotency_record"}


def test_rows_with_a_key_of_their_own_are_known() -> None:
    found = set()
    for file in (file for room in rooms() for file in room.rglob("*.py")):
        called = {node.func.id for node in ast.walk(tree(file)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        if "new_data_key" in called:
            found.add(str(file.relative_to(HOUSE)))
    assert found == set(OWN_KEYS)


def test_the_application_can_only_empty_disclosures_whose_key_is_gone(session: Session, cluster: Cluster, template: str) -> None:
    cluster.create_database("emptying", template=template)
    owner = create_engine(cluster.owner_url("emptying"), poolclass=NullPool)
    with owner.begin() as connection:
        fill(connection)
        fill_sealed(connection, MODELS["disclosure"])
        connection.execute(text("update data_key set wrapped = 'wrapped'"))
    owner.dispose()
    storage = Storage(cluster.app_url("emptying"), RING)
    with storage.unit_of_work() as unit:
        key_id = unit.scalar(select(DataKey.id))
        unit.execute(text("select erase_disclosures(array[cast(:key as uuid)])"), {"key": key_id})
        assert unit.scalar(text("select carried_sealed from disclosure")) == b"sealed"
    storage.engine.dispose()
    cluster.drop_database("emptying")
