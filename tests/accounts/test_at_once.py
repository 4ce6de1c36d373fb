"""Signing in in the moment in which the password is taken away, with real commits: the old one opens nothing that stays."""

from collections.abc import Callable

import pyotp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account, PendingSignIn, SecondFactor, SignInSession
from intake.accounts.service import (
    Origin,
    Pending,
    SignInRefused,
    begin_sign_in,
    disable_account,
    finish_sign_in,
    offer_set_up,
    pending_account,
    reset_password,
)
from intake.accounts.service.passwords import hash_password
from intake.foundation.actor import SYSTEM
from intake.foundation.errors import NotSignedIn
from intake.storage.session import Storage
from tests.factories.accounts import an_account, an_account_with_factor
from tests.referrals.test_at_once import second_waits

HERE = Origin("192.0.2.1")
OLD, NEW = "seven small boats", "nine quiet harbor lamps"
Verb = Callable[[Session, Account], object]
TAKE_AWAY: dict[str, Verb] = {
    "reset": lambda session, one: reset_password(session, actor=SYSTEM, account_id=one.id, password=NEW),
    "link": lambda session, one: offer_set_up(session, actor=SYSTEM, account_id=one.id),
    "disabled": lambda session, one: disable_account(session, actor=SYSTEM, account_id=one.id),
}


@pytest.mark.parametrize("roles", [(), ("counselor",)], ids=["password", "second factor"])
@pytest.mark.parametrize("way", TAKE_AWAY)
def test_a_password_that_is_taken_away_in_this_moment_opens_nothing(own_storage: Storage, way: str, roles: tuple[str]) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account(session, "Alice")
        account.password_hash = hash_password(OLD)

    def sign_in(session: Session) -> None:
        begin_sign_in(session, email=account.email, password=OLD, origin=HERE, hours=1, factor_roles=roles)

    with pytest.raises(SignInRefused):
        second_waits(own_storage, lambda session: TAKE_AWAY[way](session, account), sign_in)
    with own_storage.unit_of_work() as session:
        opened = (session.scalar(select(func.count()).select_from(kind)) for kind in (SignInSession, PendingSignIn))
        assert list(opened) == [0, 0]


@pytest.mark.parametrize("way", TAKE_AWAY)
def test_who_waits_for_the_code_in_this_moment_begins_again(own_storage: Storage, way: str) -> None:
    with own_storage.unit_of_work() as session:
        account = an_account_with_factor(session, "Alice")
        account.password_hash = hash_password(OLD)
        session.flush()
        begun = begin_sign_in(session, email=account.email, password=OLD, origin=HERE, hours=1, factor_roles=())
        factor = session.scalars(select(SecondFactor)).one()
        assert isinstance(begun, Pending) and factor.secret
        code = pyotp.TOTP(factor.secret).now()

    def finish(session: Session) -> None:
        waiting = pending_account(session, begun.token)
        assert waiting is not None
        finish_sign_in(session, account=waiting, code=code, origin=HERE, hours=1)

    with pytest.raises(NotSignedIn):
        second_waits(own_storage, lambda session: TAKE_AWAY[way](session, account), finish)
    with own_storage.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 0
