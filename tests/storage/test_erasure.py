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
from tests.house.rows import VALUES, fill

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
    "level_of_care legal_status access_needs must_haves wishes",
    "legal_hold": "because",
    "message": "language state because basis",
    "outside_number": "kind",
    "person": "standing",
    "person_flag": "kind",
    "person_merge": "took",
    "place_choice": "kind",
    "policy": "coverage_kind payer_code plan_type medicare_parts currency subscriber",
    "substance_use": "substance_code route amount_unit taken_with",
    "task": "kind state origin outcome",
    "transfer": "kind format state",
}
# Numbers, days, moments, yes and no that stay: what the desk counts, its own deeds, and what was told of health. Nothing that
# says where somebody lives or when they are at home.
FACTS = {
    "attachment": "size_bytes removed_at",
    "benefits_worksheet": "coverage_active substance_use_covered mental_health_covered in_network deductible_cents "
    "deductible_met_cents out_of_pocket_cents out_of_pocket_met_cents co_pay_cents co_insurance_percent authorization_needed "
    "days_covered said_at",
    "call": "started_at ended_at",
    "consent": "recipient_id expires_on wording_version signed_at signed_on checked_at revoked_at",
    "contact_point": "confirmed_at",
    "disclosure": "at recipient_id leaves",
    "earlier_answer": "record_id recorded_at replaced_at",
    "earlier_treatment": "began_year days completed removed_at",
    "intake": "handed_at completed_at closed_at abandoned_at present_with_caller not_waking slow_or_no_breathing blue_lips "
    "gurgling_or_choking seizure_now seizure_last_two_days chest_pain confusion hallucinations fever took_more_than_intended "
    "mixed_substances naloxone_given past_withdrawal_seizure past_withdrawal_delirium past_overdose opioid_break "
    "substances_complete suicidal_thoughts suicide_plan violence_at_home safe_place_tonight child_in_danger naloxone_at_hand "
    "pregnant pregnancy_weeks seizure_disorder liver_disease respiratory_disease veteran",
    "intake_note": "recorded_at",
    "legal_hold": "lifted_at",
    "message": "says_who attempts left_at",
    "outside_number": "record_id",
    "person": "anonymous is_adult",
    "person_flag": "ends_at lifted_at",
    "person_merge": "went_along undone_at",
    "place_choice": "at ended_at",
    "policy": "position budget_cents verified_at removed_at",
    "restricted_access": "ends_at",
    "second_factor": "confirmed_at last_step",
    "substance_use": "amount_per_day unit_strength_mg days_used_in_30 days_per_week months_of_use last_used_at "
    "stopped_abruptly prescribed prescriber_count illicit_source runs_out_early several_prescribers nothing_else_works "
    "takes_high_doses removed_at",
    "task": "due_at finished_at",
    "transfer": "rows done added known wrong errors finished_at",
}
# Of every row: which it is, since when, its reference, and whose answers it has, without the answers.
OF_ANY_ROW = {"id", "created_at", "version", "number", "answers"}


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
    values |= {name: a_value(model.__table__.columns[name].type) for name in (*model.ALSO_ERASED, *model.LEFT_WITH)}
    values |= WITH_IT.get(model.__tablename__, {})
    told = ", ".join(f"{name} = {value}" for name, value in values.items())
    connection.execute(text(f"update {model.__tablename__} set {told}"))


def a_value(kind: Any) -> str:
    """Something of this type, as SQL says it."""
    if isinstance(kind, ARRAY):
        return f"'{{{a_value(kind.item_type)[1:-1]}}}'"
    if isinstance(kind, String | Text):
        return "'as it was said'"
    return f"'{next(make() for one, make in VALUES if isinstance(kind, one))}'"


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
    assert plain - {*model.ALSO_ERASED, *model.LEFT_WITH} == set(CODES.get(table, "").split())
    (row,) = erased.execute(select(*model.__table__.columns)).mappings()
    assert [name for name in model.ALSO_ERASED if row[name] is not None] == []
    assert {name: row[name] for name in model.LEFT_WITH} == dict(model.LEFT_WITH)


@pytest.mark.parametrize("table", MODELS)
def test_whatever_else_is_left_was_decided(table: str) -> None:
    model = MODELS[table]
    beside = {column.name for column in model.__table__.columns if not column.foreign_keys} - OF_ANY_ROW
    sealed_or_found = {name for name in beside if name.endswith(("_sealed", "_digest", "_tokens"))}
    told = set(f"{CODES.get(table, '')} {FACTS.get(table, '')}".split())
    assert beside - sealed_or_found - {*model.ALSO_ERASED, *model.LEFT_WITH} - told == set()
    assert told <= set(model.__table__.columns.keys())


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
