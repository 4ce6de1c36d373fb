"""What the desk sets: how many years, and whether anything is erased by itself at all."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Invalid, PreconditionFailed
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.retention import queries
from intake.retention.models import RetentionSetting
from intake.retention.rules import MINORS, grace_days, reviewed


def change_retention(
    session: Session, *, actor: Actor, version: int, is_on: bool | None = None, years: Mapping[str, int | None] | None = None
) -> RetentionSetting:
    """Switch it on or off, or change the years of some kinds; None goes back to the reviewed number.

    While it is on, each change waits some days before the first record goes. Refuses a number out of its range, and a
    version that is not the current one.
    """
    require(actor, Permission.RETENTION_SET)
    _check(years or {})
    setting = queries.setting(session, lock=True)
    if setting.version != version:
        raise PreconditionFailed
    setting.years = {kind: told for kind, told in {**setting.years, **(years or {})}.items() if told is not None}
    setting.is_on = setting.is_on if is_on is None else is_on
    setting.starts_at = now() + timedelta(days=grace_days()) if setting.is_on else None
    setting.version, setting.changed_by, setting.changed_at = version + 1, actor.id, now()
    session.add(setting)
    session.flush()
    record(session, actor, "retention.change", is_on=setting.is_on, years=dict(setting.years), version=setting.version)
    return setting


def _check(years: Mapping[str, int | None]) -> None:
    known = {**reviewed().kinds, MINORS: reviewed().minors}
    for kind, told in years.items():
        policy = known.get(kind)
        if policy is None:
            raise Invalid.field(
                f"/years/{kind}", Words("Not a kind of record. Use one of: %(choices)s.", choices=", ".join(known))
            )
        if told is not None and not policy.least <= told <= policy.most:
            raise Invalid.field(f"/years/{kind}", Words("Use %(least)s to %(most)s.", least=policy.least, most=policy.most))
