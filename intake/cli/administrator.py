"""Who works on the keys at a command line says who they are, as at sign-in, and the trail names them."""

import functools
import os
from collections.abc import Callable
from typing import Any

import click

from intake.accounts import service as accounts
from intake.accounts.service import CodeNeeded, Origin
from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.errors import IntakeError, Invalid
from intake.foundation.permissions import Permission, require
from intake.web.runtime import current_runtime

# Where nobody sits before the screen.
_EMAIL, _PASSWORD, _CODE = "INTAKE_ADMINISTRATOR", "INTAKE_ADMINISTRATOR_PASSWORD", "INTAKE_ADMINISTRATOR_CODE"
_ORIGIN = Origin("command line")


def by_administrator(action: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The command asks for an administrator's e-mail, password and code first, and leaves `action` in the trail."""

    def declare(command: Callable[..., None]) -> Callable[..., None]:
        @click.option("--as", "email", envvar=_EMAIL, prompt="E-mail of an administrator", help=f"Asked for, or {_EMAIL}.")
        @functools.wraps(command)
        def proven(email: str, **given: Any) -> None:
            _prove(email, action, given)
            command(**given)

        return proven

    return declare


def _prove(email: str, action: str, given: dict[str, Any]) -> None:
    password = os.environ.get(_PASSWORD) or click.prompt("Password", hide_input=True)
    code = os.environ.get(_CODE)
    try:
        try:
            _note(email, password, code, action, given)
        except CodeNeeded:
            _note(email, password, click.prompt("Code of your authenticator app"), action, given)
    except Invalid as error:
        raise click.ClickException(" ".join(field.message for field in error.fields)) from None
    except IntakeError as error:
        raise click.ClickException(error.detail or error.title) from None


def _note(email: str, password: str, code: str | None, action: str, given: dict[str, Any]) -> None:
    runtime = current_runtime()
    with runtime.storage.unit_of_work() as session:
        roles = runtime.config.factor_roles
        actor: Actor = accounts.prove(session, email=email, password=password, code=code, origin=_ORIGIN, factor_roles=roles)
        require(actor, Permission.KEYS_MANAGE)
        record(session, actor, action, **{name: value for name, value in given.items() if name == "key"})
