"""Sealed columns: they read back, they cannot be moved, and they are gone with the person's key."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.storage.encrypted import DataKeyDestroyed, new_data_key
from intake.storage.keyring import BadKeyRing, KeyRing


def a_person(session: Session, given_name: str = "Robin") -> Person:
    person = Person(data_key=new_data_key(session), given_name=given_name, birth_date=date(1990, 5, 17))
    session.add(person)
    session.flush()
    return person


def test_a_sealed_value_reads_back_from_the_database(session: Session) -> None:
    person = a_person(session)
    session.expunge_all()
    found = session.get_one(Person, person.id)
    assert (found.given_name, found.birth_date) == ("Robin", date(1990, 5, 17))


def test_the_row_holds_nothing_that_can_be_read(session: Session) -> None:
    person = a_person(session)
    row = session.execute(text("select * from person where id = :id"), {"id": person.id}).one()
    assert "Robin" not in str(row)
    assert b"Robin" not in bytes(row.given_name_sealed)


def test_a_value_moved_to_another_column_or_row_does_not_open(session: Session) -> None:
    person, other = a_person(session), a_person(session, "Sam")
    person.family_name_sealed = person.given_name_sealed
    with pytest.raises(BadKeyRing):
        _ = person.family_name
    other.data_key_id, other.data_key = person.data_key_id, person.data_key
    other.given_name_sealed = person.given_name_sealed
    with pytest.raises(BadKeyRing):
        _ = other.given_name


def test_a_destroyed_key_leaves_nothing_to_read(session: Session) -> None:
    person = a_person(session)
    person.data_key.wrapped = None
    session.flush()
    session.expunge_all()
    with pytest.raises(DataKeyDestroyed):
        _ = session.get_one(Person, person.id).given_name


def test_another_ring_fails_loudly(session: Session) -> None:
    person = a_person(session)
    session.expunge_all()
    session.info["ring"] = KeyRing.create()
    with pytest.raises(BadKeyRing):
        _ = session.get_one(Person, person.id).given_name
