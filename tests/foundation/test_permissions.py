"""The one table of who may what."""

import pytest

from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.errors import NotAllowed
from intake.foundation.permissions import GRANTS, Permission, may, require

CLINICAL = {Permission.PEOPLE_READ, Permission.CALLS_READ, Permission.INTAKES_READ, Permission.REPORTS_READ}


def actor(role: Role) -> Actor:
    return Actor(role=role, id=None, name="Somebody")


def test_every_role_has_its_line() -> None:
    assert set(GRANTS) == set(Role)


def test_an_administrator_sees_no_clinical_content() -> None:
    assert CLINICAL & GRANTS[Role.ADMINISTRATOR] == frozenset()


def test_a_partner_pushes_referrals_and_nothing_else() -> None:
    assert GRANTS[Role.PARTNER] == {Permission.REFERRALS_PUSH}


def test_a_visitor_may_what_is_public() -> None:
    assert [permission for permission in Permission if may(None, permission)] == [Permission.PUBLIC]


def test_what_is_not_granted_is_refused() -> None:
    require(SYSTEM, Permission.SETTINGS_EDIT)
    with pytest.raises(NotAllowed):
        require(actor(Role.COUNSELOR), Permission.SETTINGS_EDIT)
