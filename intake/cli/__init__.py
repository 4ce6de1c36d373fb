"""The roof of the command line: `flask` commands gathered from the rooms, and the ones that set up a desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from config import Config
from intake.accounts.cli import accounts
from intake.audit.cli import audit
from intake.cli.backup import backup
from intake.cli.demo import SET_UP, keep_sign_ins, load_demo
from intake.cli.keys import keys
from intake.cli.prepare import check_keys, migrate
from intake.cli.reference import is_loaded, load_reference
from intake.cli.search import index_everybody
from intake.exchange.cli import exchange
from intake.facilities.cli import facilities
from intake.foundation.errors import IntakeError
from intake.organisation.service import set_up_desk
from intake.partners.cli import partners
from intake.retention.cli import people, retention
from intake.web.runtime import current_runtime

__all__ = ["load_reference", "register_commands"]

database = AppGroup("database", help="Migrations.")
desk = AppGroup("desk", help="Set up this desk.")
reference = AppGroup("reference", help="Reviewed reference data: substances, payers, ZIP centers.")
demo = AppGroup("demo", help="A small, plainly fictional desk to try things on.")


def register_commands(app: Flask) -> None:
    for group in (
        keys,
        backup,
        database,
        desk,
        reference,
        demo,
        accounts,
        audit,
        exchange,
        facilities,
        partners,
        people,
        retention,
    ):
        app.cli.add_command(group)


@desk.command("prepare")
@click.option("--name", default="Helpline", show_default=True, help="The desk's name, on its first set-up.")
@click.option("--zone", default="America/New_York", show_default=True, help="Its time zone, on its first set-up.")
def prepare_desk(name: str, zone: str) -> None:
    """Keys, migrations, reference data, search and, in development, the demo desk. Safe to repeat, and then quick."""
    bring_up_database()
    check_key_ring()
    bring_up_reference(again=False)
    bring_up_search()
    if _config().environment == "development":
        bring_up_demo()
    else:
        with _unit() as session:
            set_up_desk(session, actor=SET_UP, name=name, time_zone=zone)
        click.echo("· Desk: set up (first account: flask accounts create EMAIL)")


def check_key_ring() -> None:
    """Refuse when the key ring does not open what this database was sealed with."""
    with _unit() as session:
        check_keys(session)
    click.echo("· Keys: the key ring fits the database")


def bring_up_database() -> None:
    """Bring the database to the newest migration (needs DATABASE_OWNER_URL when there is something to do)."""
    revision, changed = migrate(_config(), current_runtime().storage)
    click.echo(f"· Database: {'migrated to' if changed else 'stands at'} {revision}")


def bring_up_reference(again: bool) -> None:
    """Bring the reference tables in line with the reviewed files."""
    with _unit() as session:
        rows = None if is_loaded(session) and not again else load_reference(session)
    click.echo("· Reference data: up to date" if rows is None else f"· Reference data: {rows:,} rows added or changed")


def bring_up_search() -> None:
    """Make the tokens of names anew where this release finds names in another way."""
    changed = index_everybody(current_runtime().storage)
    click.echo("· Search by name: up to date" if not changed else f"· Search by name: tokens of {changed:,} people made anew")


def bring_up_demo() -> None:
    """Bring up the demo desk. Refuses outside INTAKE_ENV=development."""
    config = _config()
    if config.environment != "development":
        raise click.ClickException("A demo desk is for INTAKE_ENV=development only.")
    file = config.home / "demo-accounts.txt"
    with _unit() as session:
        sign_ins = load_demo(session, renew_passwords=not file.exists())
        fresh = keep_sign_ins(file, sign_ins) if sign_ins else None
    if fresh is not None:
        fresh.replace(file)
    click.echo(f"· Demo desk: whom to sign in as stands in {file}" if fresh else "· Demo desk: up to date")


def _config() -> Config:
    return current_runtime().config


@contextmanager
def _unit() -> Iterator[Session]:
    try:
        with current_runtime().storage.unit_of_work() as session:
            yield session
    except IntakeError as error:
        raise click.ClickException(error.detail) from None


keys.command("check")(check_key_ring)
database.command("upgrade")(bring_up_database)
_again = click.option("--again", is_flag=True, help="Even when the files are those of the last time.")
reference.command("load")(_again(bring_up_reference))
demo.command("load")(bring_up_demo)
