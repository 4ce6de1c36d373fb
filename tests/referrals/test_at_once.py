"""A referral that is cleared and a consent that is taken back in the same moment, with real commits: one waits for the other."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.consents import queries as consents
from intake.consents.service import revoke_consent
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Conflict
from intake.foundation.events import event
from intake.referrals.jobs import stop_what_has_not_left
from intake.referrals.models import Referral
from intake.referrals.service import send_referral
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.referrals import a_sendable_referral

Verb = Callable[[Session], object]


@pytest.fixture
def verbs(own_storage: Storage, app: Flask) -> tuple[UUID, Verb, Verb]:
    """The referral, its clearing, and the taking back of its consent."""
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        referral = a_sendable_referral(session, Member(alice, app.test_client(), ""))
        consent = consents.consents_of(session, referral.subject_id)[0]
        identity, consent_id, version = referral.id, consent.id, consent.version
    return (
        identity,
        lambda session: send_referral(session, actor=alice, referral_id=identity, version=1, information=["identity"]),
        lambda session: revoke_consent(session, actor=alice, consent_id=consent_id, version=version),
    )


def second_waits(storage: Storage, first: Verb, second: Verb) -> None:
    """`first` is done but not committed when `second` begins; raises what the second raises."""

    def act() -> None:
        with storage.unit_of_work() as session:
            second(session)

    with ThreadPoolExecutor(1) as pool:
        with storage.unit_of_work() as session:
            first(session)
            other = pool.submit(act)
            until_it_waits(storage, other)
        other.result(timeout=120)


def until_it_waits(storage: Storage, other: "Future[None]", how_many: int = 1) -> None:
    waiting = text("select count(*) from pg_locks where not granted")
    ends = monotonic() + 60
    while monotonic() < ends and not other.done():
        with storage.unit_of_work() as session:
            if (session.scalar(waiting) or 0) >= how_many:
                return
        sleep(0.02)
    pytest.fail("The second did not wait.")


def test_cleared_first_is_stopped_by_the_taking_back_that_waited(own_storage: Storage, verbs: tuple[UUID, Verb, Verb]) -> None:
    referral_id, clear, take_back = verbs
    second_waits(own_storage, clear, take_back)
    with own_storage.unit_of_work() as session:
        told = session.get_one(Referral, referral_id)
        assert told.state == "requested" and told.consent_id is not None
        stop_what_has_not_left(session, event("consents.revoked", consent_id=told.consent_id, person_id=told.subject_id))
        assert told.state == "cancelled"


def test_taken_back_first_clears_nothing(own_storage: Storage, verbs: tuple[UUID, Verb, Verb]) -> None:
    referral_id, clear, take_back = verbs
    with pytest.raises(Conflict, match="was taken back"):
        second_waits(own_storage, take_back, clear)
    with own_storage.unit_of_work() as session:
        assert session.get_one(Referral, referral_id).state == "draft"
