"""Disclosed in the moment in which the consent is taken back, with real commits: the recipient is told, or it does not leave."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.consents.models import AccountingRequest, Disclosure, RevocationNotice
from intake.consents.service import ask_accounting, record_disclosure, revoke_consent
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Conflict
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person
from tests.factories.consents import CLINIC, a_signed_consent
from tests.factories.followups import a_desk
from tests.referrals.test_at_once import second_waits

Verb = Callable[[Session], object]


@pytest.fixture
def verbs(own_storage: Storage, app: Flask) -> tuple[Verb, Verb, Verb]:
    """The disclosing, the taking back, and the asking who received something."""
    with own_storage.unit_of_work() as session:
        a_desk(session)
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        person = a_person(session, "Rosa", "Marin")
        consent = a_signed_consent(session, Member(alice, app.test_client(), ""), person)
        person_id, consent_id, version = person.id, consent.id, consent.version
    told = {"recipient": CLINIC, "purpose": "treatment", "information": ["identity"]}
    return (
        lambda session: record_disclosure(session, actor=alice, person_id=person_id, **told),
        lambda session: revoke_consent(session, actor=alice, consent_id=consent_id, version=version),
        lambda session: ask_accounting(session, actor=alice, person_id=person_id, kind="part2"),
    )


def counted(storage: Storage) -> tuple[int | None, int | None]:
    with storage.unit_of_work() as session:
        disclosed, notices = (session.scalar(select(func.count()).select_from(table)) for table in (Disclosure, RevocationNotice))
    return disclosed, notices


def test_what_left_a_moment_earlier_has_its_recipient_told(own_storage: Storage, verbs: tuple[Verb, Verb, Verb]) -> None:
    disclose, take_back, _ = verbs
    second_waits(own_storage, disclose, take_back)
    assert counted(own_storage) == (1, 1)


def test_what_comes_a_moment_later_does_not_leave(own_storage: Storage, verbs: tuple[Verb, Verb, Verb]) -> None:
    disclose, take_back, _ = verbs
    with pytest.raises(Conflict, match="taken back"):
        second_waits(own_storage, take_back, disclose)
    assert counted(own_storage) == (0, 0)


def test_who_asks_twice_at_once_is_noted_once(own_storage: Storage, verbs: tuple[Verb, Verb, Verb]) -> None:
    *_, ask = verbs
    with pytest.raises(Conflict, match="not answered yet"):
        second_waits(own_storage, ask, ask)
    with own_storage.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(AccountingRequest)) == 1
