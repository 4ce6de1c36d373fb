"""`flask people …` and `flask retention …`: what is kept, held and erased from the machine that runs the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from intake.callers.rules import hold_words
from intake.callers.service import ERASURE_REASONS, lift_hold, open_holds, place_hold
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import IntakeError
from intake.retention.jobs import apply_retention
from intake.retention.service import erase_record, open_report
from intake.web.runtime import current_runtime

people = AppGroup("people", help="Records of people. PERSON_ID stands in the address of their page.")
retention = AppGroup("retention", help="How long records are kept, what is over, and erasing it.")
COMMAND_LINE = Actor(role=Role.SYSTEM, id=None, name="Command line")


@people.command("erase")
@click.argument("person_id", type=click.UUID)
@click.option("--reason", type=click.Choice(ERASURE_REASONS), required=True)
@click.confirmation_option(prompt="This cannot be undone. No court order or open matter asks that this record be kept?")
def erase(person_id: UUID, reason: str) -> None:
    """Destroy the data keys of PERSON_ID and of their calls. Refused while a legal hold stands."""
    with _unit() as session:
        keys = erase_record(session, actor=COMMAND_LINE, person_id=person_id, reason=reason)
    click.echo(f"Erased: {keys} data keys destroyed. Backups made before still hold them until they expire.")


@people.command("hold")
@click.argument("person_id", type=click.UUID)
@click.option("--because", type=click.Choice(list(hold_words())), required=True)
@click.option("--matter", required=True, prompt="Which matter, and who asked", help="Kept sealed.")
def hold(person_id: UUID, because: str, matter: str) -> None:
    """The record of PERSON_ID must be kept: nothing erases it until the hold is lifted."""
    with _unit() as session:
        placed = place_hold(session, actor=COMMAND_LINE, person_id=person_id, because=because, matter=matter)
    click.echo(f"Held: {placed.id}")


@people.command("holds")
@click.argument("person_id", type=click.UUID)
def holds(person_id: UUID) -> None:
    """Every legal hold on PERSON_ID, the latest first."""
    with _unit() as session:
        for one in open_holds(session, actor=COMMAND_LINE, person_id=person_id):
            until = f"lifted {one.lifted_at:%Y-%m-%d}" if one.lifted_at else "stands"
            click.echo(f"{one.id}  since {one.created_at:%Y-%m-%d}  {until}  {hold_words()[one.because]}: {one.matter}")


@people.command("release")
@click.argument("person_id", type=click.UUID)
@click.argument("hold_id", type=click.UUID)
def release(person_id: UUID, hold_id: UUID) -> None:
    """Lift the hold HOLD_ID of PERSON_ID. Others on the same person stay."""
    with _unit() as session:
        lift_hold(session, actor=COMMAND_LINE, person_id=person_id, hold_id=hold_id)
    click.echo("Lifted.")


@retention.command("report")
@click.option("--list", "listed", is_flag=True, help="Also the ids of whose record is over (the first 50).")
def report(listed: bool) -> None:
    """What is over now: what a run would erase. Changes nothing."""
    with _unit() as session:
        told = open_report(session, actor=COMMAND_LINE)
        on = told.setting.is_on and told.setting.starts_at
        click.echo(f"Switched on; nothing goes before {told.setting.starts_at:%Y-%m-%d %H:%M} UTC." if on else "Switched off.")
        for line in told.lines:
            due = "" if line.due is None else f"  {line.due}{'+' if line.more else ''} over"
            click.echo(f"{line.policy.kind:10} {line.policy.years:>2} years{due}")
        click.echo(f"{told.held_in_all} held.")
        for person in told.people if listed else ():
            click.echo(f"{person.id}  {person.standing}")


@retention.command("apply")
def apply() -> None:
    """What the worker does each night: erase what is over. Does nothing while the desk has not switched it on."""
    done = apply_retention(current_runtime().storage)
    click.echo(f"Erased: {done.people:,} records of people, {done.calls:,} calls.")


@contextmanager
def _unit() -> Iterator[Session]:
    try:
        with current_runtime().storage.unit_of_work() as session:
            yield session
    except IntakeError as error:
        raise click.ClickException(error.detail) from None
