"""Who may use which route, as text. `python -m tests.house.permissions` writes the snapshot afresh."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from flask import Flask
from werkzeug.routing import Rule

from config import Config
from intake.app import create_app
from intake.foundation.actor import Role
from intake.foundation.permissions import GRANTS, Permission
from intake.storage.keyring import KeyRing
from intake.web.door import Declaration

SNAPSHOT = Path(__file__).parent / "snapshots" / "permissions.txt"
PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)


def rules(app: Flask) -> Iterator[Rule]:
    """Every URL rule, those of static files aside: they are the same for everybody."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint.rpartition(".")[2] != "static")


def declaration_of(app: Flask, rule: Rule) -> Declaration | None:
    return cast(Declaration | None, getattr(cast(Any, app.view_functions[rule.endpoint]), "declaration", None))


def permission_table(app: Flask) -> str:
    """One line a route: method, path, permission, and the roles that have it."""
    lines = []
    for rule in rules(app):
        declared = declaration_of(app, rule)
        if declared is not None:
            lines.append((rule.rule, declared.method, declared.permission))
    return "".join(f"{method:6} {path:72} {permission:18} {_roles(permission)}\n" for path, method, permission in sorted(lines))


def _roles(permission: Permission) -> str:
    if permission is Permission.PUBLIC:
        return "everybody"
    return " ".join(role.value for role in PEOPLE if permission in GRANTS[role]) or "nobody"


def app_without_database() -> Flask:
    """The whole application; it opens no connection until the first request."""
    settings = {
        "INTAKE_ENV": "test",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1/none",
        "INTAKE_KEYS": KeyRing.create().dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    return create_app(Config.from_env(settings))


if __name__ == "__main__":
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(permission_table(app_without_database()))
