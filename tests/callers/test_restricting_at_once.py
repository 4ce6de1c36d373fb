"""A record that is restricted while it is merged, or restricted a second time, with real commits: one waits for the other."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.callers.models import Person
from intake.callers.queries import named_in, person
from intake.callers.service import break_glass, compare_people, merge_people, restrict_person
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import NotFound
from intake.storage.session import Storage
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person
from tests.factories.followups import a_desk
from tests.referrals.test_at_once import Verb, second_waits

WHY = "They are calling now and sound unwell."
Staff = dict[str, Actor]


@pytest.fixture
def staff(own_storage: Storage) -> Staff:
    """Two supervisors and a counselor of one team."""
    with own_storage.unit_of_work() as session:
        a_desk(session)
        team = a_team(session)
        return {
            name: _actor(an_account(session, name, role, team))
            for name, role in (("Alice", "counselor"), ("Bob", "supervisor"), ("Nora", "supervisor"))
        }


def _actor(account: Account) -> Actor:
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)


@pytest.fixture
def two(own_storage: Storage, staff: Staff) -> tuple[UUID, UUID]:
    """Two records of one person."""
    with own_storage.unit_of_work() as session:
        return a_person(session, "Rosa").id, a_person(session, "Rosie").id


def restricting(staff: Staff, person_id: UUID, by: str, *named: str) -> Verb:
    ids = [one.id for name in named if (one := staff[name]).id]
    return lambda session: restrict_person(session, actor=staff[by], person_id=person_id, because="staff", named=ids)


def merging(storage: Storage, by: Actor, stays: UUID, goes: UUID) -> Verb:
    with storage.unit_of_work() as session:
        seen = compare_people(session, actor=by, person_id=stays, other_id=goes).seen
    return lambda session: merge_people(session, actor=by, person_id=stays, other_id=goes, seen=seen)


@pytest.mark.parametrize("which", ["stays", "goes"])
def test_a_record_that_is_restricted_while_it_is_merged_is_restricted_whole(
    own_storage: Storage, staff: Staff, two: tuple[UUID, UUID], which: str
) -> None:
    stays, goes = two
    restrict = restricting(staff, stays if which == "stays" else goes, "Bob", "Bob")
    second_waits(own_storage, merging(own_storage, staff["Alice"], stays, goes), restrict)
    with own_storage.unit_of_work() as session:
        assert [named_in(session, one) for one in two] == [{staff["Bob"].id}] * 2
        assert [person(session, staff["Alice"], one) for one in two] == [None, None]


def test_of_two_restrictions_at_once_the_later_list_counts(own_storage: Storage, staff: Staff, two: tuple[UUID, UUID]) -> None:
    first, later = (restricting(staff, two[0], by, "Bob", "Nora") for by in ("Bob", "Nora"))
    second_waits(own_storage, first, later)
    second_waits(own_storage, first, restricting(staff, two[0], "Nora", "Nora"))
    with own_storage.unit_of_work() as session:
        assert named_in(session, two[0]) == {staff["Nora"].id}


def test_who_was_left_out_meanwhile_restricts_nothing(own_storage: Storage, staff: Staff, two: tuple[UUID, UUID]) -> None:
    with pytest.raises(NotFound):
        second_waits(own_storage, restricting(staff, two[0], "Bob", "Bob"), restricting(staff, two[0], "Nora", "Nora", "Alice"))
    with own_storage.unit_of_work() as session:
        assert named_in(session, two[0]) == {staff["Bob"].id}


def test_a_glass_that_is_broken_while_the_record_is_merged_or_restricted_anew_opens_it(
    own_storage: Storage, staff: Staff, two: tuple[UUID, UUID]
) -> None:
    def break_it(session: Session) -> None:
        break_glass(session, actor=staff["Alice"], person_id=two[1], reason=WHY)

    with own_storage.unit_of_work() as session:
        for one in two:
            restricting(staff, one, "Bob", "Bob")(session)
    second_waits(own_storage, merging(own_storage, staff["Bob"], *two), break_it)
    with own_storage.unit_of_work() as session:
        opened = person(session, staff["Alice"], two[1])
        assert opened is not None and opened.id == two[0]
    second_waits(own_storage, restricting(staff, two[0], "Bob", "Bob", "Nora"), break_it)
    with own_storage.unit_of_work() as session:
        assert person(session, staff["Alice"], two[1]) is not None


def test_whoever_waited_for_a_merge_holds_the_record_that_stays(
    own_storage: Storage, staff: Staff, two: tuple[UUID, UUID]
) -> None:
    free = []

    def hold(session: Session) -> None:
        found = person(session, staff["Alice"], two[1], lock=True)
        assert found is not None and found.id == two[0]
        with own_storage.unit_of_work() as other:
            not_held = select(Person.id).where(Person.id == found.id).with_for_update(skip_locked=True)
            free.extend(other.scalars(not_held))

    second_waits(own_storage, merging(own_storage, staff["Alice"], *two), hold)
    assert free == []
