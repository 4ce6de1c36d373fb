"""`flask people …`: what is done to a person's record from the machine that runs the desk."""

from uuid import UUID

import click
from flask.cli import AppGroup

from intake.callers.service import ERASURE_REASONS, erase_person
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import IntakeError
from intake.web.runtime import current_runtime

people = AppGroup("people", help="Records of people.")
COMMAND_LINE = Actor(role=Role.SYSTEM, id=None, name="Command line")


@people.command("erase")
@click.argument("person_id", type=click.UUID)
@click.option("--reason", type=click.Choice(ERASURE_REASONS), required=True)
@click.confirmation_option(prompt="This cannot be undone. No court order or open matter asks that this record be kept?")
def erase(person_id: UUID, reason: str) -> None:
    """Destroy the data keys of PERSON_ID (it stands in the address of their page) and of their calls."""
    try:
        with current_runtime().storage.unit_of_work() as session:
            keys = erase_person(session, actor=COMMAND_LINE, person_id=person_id, reason=reason)
    except IntakeError as error:
        raise click.ClickException(error.detail) from None
    click.echo(f"Erased: {keys} data keys destroyed. Backups made before still hold them until they expire.")
