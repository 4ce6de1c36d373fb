"""The one table of who may do what. A route without a permission from here cannot be declared."""

from enum import StrEnum

from intake.foundation.actor import Actor, Role
from intake.foundation.errors import NotAllowed


class Permission(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PEOPLE_READ = "people.read"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_ERASE = "people.erase"
    PEOPLE_MERGE = "people.merge"
    CALLS_READ = "calls.read"
    CALLS_TAKE = "calls.take"
    INTAKES_READ = "intakes.read"
    INTAKES_EDIT = "intakes.edit"
    FINDINGS_ACKNOWLEDGE = "findings.acknowledge"
    EMERGENCIES_OVERRIDE = "findings.override_emergency"
    TRAILS_READ = "trails.read"
    PEOPLE_RESTRICT = "people.restrict"
    PEOPLE_HOLD = "people.hold"
    RETENTION_READ = "retention.read"
    RETENTION_SET = "retention.set"
    GLASS_BREAK = "people.break_glass"
    CATALOGUE_READ = "catalogue.read"
    FACILITIES_READ = "facilities.read"
    FACILITIES_EDIT = "facilities.edit"
    MATCHES_RUN = "matches.run"
    REFERRALS_READ = "referrals.read"
    REFERRALS_EDIT = "referrals.edit"
    TASKS_READ = "tasks.read"
    TASKS_WORK = "tasks.work"
    ATTACHMENTS_READ = "attachments.read"
    ATTACHMENTS_EDIT = "attachments.edit"
    CONSENTS_EDIT = "consents.edit"
    DISCLOSURES_RECORD = "disclosures.record"
    TASKS_READ_ALL = "tasks.read_all"
    ALERTS_READ = "alerts.read"
    REPORTS_READ = "reports.read"
    SETTINGS_EDIT = "settings.edit"
    KEYS_MANAGE = "keys.manage"
    ACCOUNTS_MANAGE = "accounts.manage"
    PARTNERS_MANAGE = "partners.manage"
    EXCHANGE_USE = "exchange.use"
    EXCHANGE_PEOPLE = "exchange.people"
    REFERRALS_PUSH = "referrals.push"
    METRICS_READ = "metrics.read"


_P = Permission
_STAFF = frozenset({_P.SIGNED_IN, _P.CATALOGUE_READ, _P.FACILITIES_READ})
_READER = _STAFF | {
    _P.PEOPLE_READ,
    _P.TRAILS_READ,
    _P.CALLS_READ,
    _P.INTAKES_READ,
    _P.REFERRALS_READ,
    _P.TASKS_READ,
    _P.ATTACHMENTS_READ,
}
_COUNSELOR = _READER | {
    _P.PEOPLE_EDIT,
    _P.PEOPLE_MERGE,
    _P.GLASS_BREAK,
    _P.CALLS_TAKE,
    _P.INTAKES_EDIT,
    _P.FINDINGS_ACKNOWLEDGE,
    _P.MATCHES_RUN,
    _P.REFERRALS_EDIT,
    _P.TASKS_WORK,
    _P.ATTACHMENTS_EDIT,
    _P.CONSENTS_EDIT,
    _P.DISCLOSURES_RECORD,
}
_SUPERVISOR = _COUNSELOR | {
    _P.PEOPLE_RESTRICT,
    _P.PEOPLE_HOLD,
    _P.EMERGENCIES_OVERRIDE,
    _P.RETENTION_READ,
    _P.TASKS_READ_ALL,
    _P.ALERTS_READ,
    _P.REPORTS_READ,
    _P.FACILITIES_EDIT,
    _P.EXCHANGE_USE,
    _P.EXCHANGE_PEOPLE,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.COUNSELOR: _COUNSELOR,
    Role.SUPERVISOR: _SUPERVISOR,
    # Reads what is complete, and says what was done about a finding, or why it does not hold.
    Role.CLINICIAN: _READER | {_P.FINDINGS_ACKNOWLEDGE, _P.EMERGENCIES_OVERRIDE, _P.GLASS_BREAK},
    # Reads, and changes nothing.
    Role.QUALITY_REVIEWER: _READER | {_P.REPORTS_READ},
    # Reads who did what, and nothing of what was told.
    Role.AUDITOR: frozenset({_P.SIGNED_IN, _P.TRAILS_READ}),
    # Runs the system and sees no clinical content.
    Role.ADMINISTRATOR: _STAFF
    | {
        _P.EXCHANGE_USE,
        _P.SETTINGS_EDIT,
        _P.KEYS_MANAGE,
        _P.ACCOUNTS_MANAGE,
        _P.PARTNERS_MANAGE,
        _P.FACILITIES_EDIT,
        _P.RETENTION_READ,
        _P.RETENTION_SET,
    },
    Role.PARTNER: frozenset({_P.REFERRALS_PUSH}),
    Role.MONITOR: frozenset({_P.METRICS_READ}),
    Role.SYSTEM: frozenset(set(_P) - {_P.PUBLIC}),
}


class Reach(StrEnum):
    """How far a role sees among records; the clauses of each kind of record are made from it."""

    NOTHING = "nothing"
    OWN = "own"  # mine, my team's, nobody's
    TEAM = "team"  # of my team everybody's; of all teams where the desk has set it so
    RECORDS = "records"  # of every team what is a record; no draft
    EVERYTHING = "everything"


REACH: dict[Role, Reach] = {
    Role.COUNSELOR: Reach.OWN,
    Role.SUPERVISOR: Reach.TEAM,
    Role.CLINICIAN: Reach.RECORDS,
    Role.QUALITY_REVIEWER: Reach.RECORDS,
    Role.SYSTEM: Reach.EVERYTHING,
}


def reach_of(actor: Actor) -> Reach:
    """Nothing for a role that the table does not name."""
    return REACH.get(actor.role, Reach.NOTHING)


def may(actor: Actor | None, permission: Permission) -> bool:
    """True when the table grants it; everybody may what is public."""
    return permission is Permission.PUBLIC or (actor is not None and permission in GRANTS[actor.role])


def require(actor: Actor, permission: Permission) -> None:
    """Refuse with NotAllowed what the table does not grant."""
    if not may(actor, permission):
        raise NotAllowed
