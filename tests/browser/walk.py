"""Every page that one role may open, with the ids of what the desk holds filled in."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from intake.accounts.models import Account
from intake.callers.models import Person
from intake.facilities.models import Facility
from intake.followups.models import Task
from intake.foundation.actor import Role
from intake.foundation.permissions import GRANTS, Permission
from intake.intakes.models import Intake
from tests.browser.stage import Desk

Addresses = dict[str, str]
# No page of its own: a part of one, a file, or what answers nothing without a link that somebody was given.
PARTS = (
    "/static",
    "/api/",
    "/words/",
    "/sign/",
    ".csv",
    "/metrics",
    "/sign-in/left",
    "/healthz",
    "/readyz",
    "/.well-known",
    "/attachments/",
    "/alerts/count",
    "/zip/",
    "<uuid:intake_id>/circle",
    "<uuid:intake_id>/treatments",
    # These need a choice of places in their address.
    "<uuid:intake_id>/compare",
    "/places/list",
)


def addresses(desk: Desk) -> Addresses:
    """The newest of each thing, by the name that addresses give its id."""
    with desk.storage.unit_of_work() as session:
        newest: dict[str, UUID | None] = {}
        for name, model in (("intake_id", Intake), ("task_id", Task), ("facility_id", Facility), ("account_id", Account)):
            newest[name] = session.scalars(select(model.id).order_by(model.id.desc())).first()
        intake = session.scalars(select(Intake).order_by(Intake.id.desc())).first()
        newest["person_id"] = intake.subject_id if intake else session.scalars(select(Person.id)).first()
        return {name: str(one) for name, one in newest.items()}


def pages_of(desk: Desk, role: str, told: Addresses) -> Iterator[str]:
    """Paths, those without ids first."""
    assert desk.app is not None
    views = desk.app.view_functions
    granted = GRANTS[Role(role)] | {Permission.PUBLIC, Permission.SIGNED_IN}
    for rule in sorted(desk.app.url_map.iter_rules(), key=lambda one: (len(one.arguments), one.rule)):
        declared = getattr(views[rule.endpoint], "declaration", None)
        if declared is None or "GET" not in (rule.methods or ()) or any(part in rule.rule for part in PARTS):
            continue
        if declared.permission in granted and rule.arguments <= told.keys():
            yield rule.rule if not rule.arguments else _filled(rule.rule, told)


def _filled(path: str, told: Addresses) -> str:
    for name, value in told.items():
        path = path.replace(f"<uuid:{name}>", value)
    return path
