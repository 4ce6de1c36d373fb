"""The one table of who may do what. A route without a permission from here cannot be declared."""

from enum import StrEnum

from intake.foundation.actor import Actor, Role
from intake.foundation.errors import NotAllowed


class Permission(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PEOPLE_READ = "people.read"
    PEOPLE_EDIT = "people.edit"
    CALLS_READ = "calls.read"
    CALLS_TAKE = "calls.take"
    INTAKES_READ = "intakes.read"
    INTAKES_EDIT = "intakes.edit"
    INTAKES_READ_ALL = "intakes.read_all"
    CATALOGUE_READ = "catalogue.read"
    FACILITIES_READ = "facilities.read"
    FACILITIES_EDIT = "facilities.edit"
    MATCHES_RUN = "matches.run"
    REFERRALS_EDIT = "referrals.edit"
    TASKS_WORK = "tasks.work"
    TASKS_READ_ALL = "tasks.read_all"
    ALERTS_READ = "alerts.read"
    REPORTS_READ = "reports.read"
    SETTINGS_EDIT = "settings.edit"
    ACCOUNTS_MANAGE = "accounts.manage"
    PARTNERS_MANAGE = "partners.manage"
    REFERRALS_PUSH = "referrals.push"
    METRICS_READ = "metrics.read"


_P = Permission
_STAFF = frozenset({_P.SIGNED_IN, _P.CATALOGUE_READ, _P.FACILITIES_READ})
_COUNSELOR = _STAFF | {
    _P.PEOPLE_READ,
    _P.PEOPLE_EDIT,
    _P.CALLS_READ,
    _P.CALLS_TAKE,
    _P.INTAKES_READ,
    _P.INTAKES_EDIT,
    _P.MATCHES_RUN,
    _P.REFERRALS_EDIT,
    _P.TASKS_WORK,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COUNSELOR: _COUNSELOR,
    Role.SUPERVISOR: _COUNSELOR | {_P.INTAKES_READ_ALL, _P.TASKS_READ_ALL, _P.ALERTS_READ, _P.REPORTS_READ, _P.FACILITIES_EDIT},
    # Runs the system and sees no clinical content.
    Role.ADMINISTRATOR: _STAFF | {_P.SETTINGS_EDIT, _P.ACCOUNTS_MANAGE, _P.PARTNERS_MANAGE, _P.FACILITIES_EDIT},
    Role.PARTNER: frozenset({_P.REFERRALS_PUSH}),
    Role.MONITOR: frozenset({_P.METRICS_READ}),
    Role.SYSTEM: frozenset(set(_P) - {_P.PUBLIC}),
}


def may(actor: Actor | None, permission: Permission) -> bool:
    """True when the table grants it; everybody may what is public."""
    return permission is Permission.PUBLIC or (actor is not None and permission in GRANTS[actor.role])


def require(actor: Actor, permission: Permission) -> None:
    """Refuse with NotAllowed what the table does not grant."""
    if not may(actor, permission):
        raise NotAllowed
