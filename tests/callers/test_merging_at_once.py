"""Merging by many at once, on a database with real commits."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from intake.callers.models import Merge, Person
from intake.callers.service import compare_people, merge_people
from intake.desk import service as desk
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Conflict, Stale
from intake.intakes.models import Intake
from intake.intakes.service import choose_person
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person
from tests.factories.followups import an_intake
from tests.referrals.test_at_once import second_waits

AT_ONCE = 6


def test_two_records_that_many_merge_either_way_at_once_are_merged_once_and_never_into_each_other(own_storage: Storage) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        one, other = (a_person(session, name, "Marin").id for name in ("Rosa", "Rosie"))
        seen = compare_people(session, actor=alice, person_id=one, other_id=other).seen
    together, ways = Barrier(AT_ONCE), cycle([(one, other), (other, one)])

    def merge(way: tuple[UUID, UUID]) -> str:
        together.wait()
        try:
            with own_storage.unit_of_work() as session:
                merge_people(session, actor=alice, person_id=way[0], other_id=way[1], seen=seen)
        except (Conflict, Stale):
            return "refused"
        return "merged"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(merge, [next(ways) for _ in range(AT_ONCE)]))
    assert sorted(told) == ["merged"] + ["refused"] * (AT_ONCE - 1)
    with own_storage.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(Merge)) == 1
        assert session.scalar(select(func.count()).where(Person.merged_into_id.is_not(None))) == 1


@pytest.mark.parametrize("role", ["subject", "caller"])
def test_a_record_that_is_chosen_in_a_draft_in_this_moment_does_not_go(own_storage: Storage, app: Flask, role: str) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        # The draft tells nothing of them that the record does not know: no answer is carried over.
        draft_id = an_intake(session, Member(alice, app.test_client(), ""), state="draft", caller={}, subject={}).id
        one, other = (a_person(session, name, "Marin").id for name in ("Rosa", "Rosie"))
        seen = compare_people(session, actor=alice, person_id=one, other_id=other).seen
    with pytest.raises(Conflict, match="is not complete yet"):
        second_waits(
            own_storage,
            lambda session: choose_person(session, actor=alice, intake_id=draft_id, role=role, person_id=other),
            lambda session: desk.merge_people(session, actor=alice, person_id=one, other_id=other, seen=seen),
        )
    with own_storage.unit_of_work() as session:
        assert session.get_one(Person, other).standing == "confirmed"
        assert session.scalar(select(func.count()).select_from(Merge)) == 0


def test_whoever_is_chosen_while_they_are_merged_is_the_one_that_stays(own_storage: Storage, app: Flask) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        draft_id = an_intake(session, Member(alice, app.test_client(), ""), state="draft").id
        one, other = (a_person(session, name, "Marin").id for name in ("Rosa", "Rosie"))
        seen = compare_people(session, actor=alice, person_id=one, other_id=other).seen
    second_waits(
        own_storage,
        lambda session: desk.merge_people(session, actor=alice, person_id=one, other_id=other, seen=seen),
        lambda session: choose_person(session, actor=alice, intake_id=draft_id, role="subject", person_id=other),
    )
    with own_storage.unit_of_work() as session:
        assert session.get_one(Intake, draft_id).subject_id == one
