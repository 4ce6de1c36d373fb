"""`flask accounts …`: staff accounts from the command line of the machine that runs the desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from intake.accounts import queries, service
from intake.accounts.models import Account
from intake.accounts.service.passwords import generate_password
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import IntakeError, Invalid
from intake.web.runtime import current_runtime

accounts = AppGroup("accounts", help="Staff accounts.")
COMMAND_LINE = Actor(role=Role.SYSTEM, id=None, name="Command line")
_generate = click.option("--generate", is_flag=True, help="Make the password up and show it once.")


@accounts.command("create")
@click.argument("email")
@click.option("--name", prompt="Name as colleagues see it")
@click.option("--role", type=click.Choice([role.value for role in service.STAFF_ROLES]), prompt=True)
@click.option("--team", help="The name of an existing team.")
@_generate
def create(email: str, name: str, role: str, team: str | None, generate: bool) -> None:
    """Make an account for EMAIL. The password is prompted for, or made up with --generate."""
    password = _password(generate)
    with _unit() as session:
        team_id = queries.team_id_by_name(session, team) if team else None
        if team and team_id is None:
            raise click.ClickException(f"There is no team named {team}.")
        service.create_account(
            session, actor=COMMAND_LINE, email=email, name=name, role=Role(role), password=password, team_id=team_id
        )
    _tell(generate, password)


@accounts.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close the account of EMAIL and end its sessions at once."""
    with _unit() as session:
        service.disable_account(session, actor=COMMAND_LINE, account_id=_account(session, email).id)
    click.echo("The account is disabled and its sessions are ended.")


@accounts.command("reset")
@click.argument("email")
@_generate
@click.option("--second-factor", is_flag=True, help="Forget a lost authenticator app; the password stays.")
def reset(email: str, generate: bool, second_factor: bool) -> None:
    """Give the account of EMAIL a new password, open it again if it was disabled, and end its sessions."""
    if second_factor:
        with _unit() as session:
            service.reset_second_factor(session, actor=COMMAND_LINE, account_id=_account(session, email).id)
        click.echo("The second factor is forgotten and the sessions are ended.")
        return
    password = _password(generate)
    with _unit() as session:
        service.reset_password(session, actor=COMMAND_LINE, account_id=_account(session, email).id, password=password)
    _tell(generate, password)


@contextmanager
def _unit() -> Iterator[Session]:
    try:
        with current_runtime().storage.unit_of_work() as session:
            yield session
    except Invalid as error:
        raise click.ClickException(" ".join(field.message for field in error.fields)) from None
    except IntakeError as error:
        raise click.ClickException(error.detail) from None


def _account(session: Session, email: str) -> Account:
    account = queries.account_by_email(session, email)
    if account is None:
        raise click.ClickException("There is no account with this e-mail.")
    return account


def _password(generate: bool) -> str:
    if generate:
        return generate_password()
    text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return text


def _tell(generated: bool, password: str) -> None:
    click.echo("Done.")
    if generated:
        click.echo(f"Password (shown only now): {password}")
