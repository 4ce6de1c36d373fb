"""Signing in in the moment in which the password is taken away, with real commits: the old one opens nothing that stays."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account, PendingSignIn, SignInSession
from intake.accounts.service import Origin, SignInRefused, begin_sign_in, disable_account, offer_set_up, reset_password
from intake.accounts.service.passwords import hash_password
from intake.foundation.actor import SYSTEM
from intake.storage.session import Storage
from tests.factories.accounts import an_account
from tests.referrals.test_at_once import second_waits

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
        origin = Origin("192.0.2.1")
        begin_sign_in(session, email=account.email, password=OLD, origin=origin, hours=1, factor_roles=roles)

    with pytest.raises(SignInRefused):
        second_waits(own_storage, lambda session: TAKE_AWAY[way](session, account), sign_in)
    with own_storage.unit_of_work() as session:
        opened = (session.scalar(select(func.count()).select_from(kind)) for kind in (SignInSession, PendingSignIn))
        assert list(opened) == [0, 0]
