"""The roof of the command line: `flask` commands gathered from the rooms, and the ones that set up a desk."""

import os
from pathlib import Path

import click
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from intake.facilities.cli import facilities
from intake.facilities.service import load_zip_centroids
from intake.storage.keyring import KeyRing

keys = AppGroup("keys", help="The key ring that everything identifying is sealed with.")
database = AppGroup("database", help="Migrations.")
desk = AppGroup("desk", help="Set up this desk.")
reference = AppGroup("reference", help="Reviewed reference data: substances, payers, ZIP centers.")
demo = AppGroup("demo", help="A small, plainly fictional desk to try things on.")


def register_commands(app: Flask) -> None:
    for group in (keys, database, desk, reference, demo, facilities):
        app.cli.add_command(group)


@keys.command("create")
@click.argument("file", type=click.Path(path_type=Path))
def create_keys(file: Path) -> None:
    """Write a new key ring to FILE, readable by you alone. Keep a copy in a safe place: without it nothing can be read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(KeyRing.create().dump())


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to the newest migration (needs DATABASE_OWNER_URL)."""
    command.upgrade(AlembicConfig("alembic.ini"), "head")


def load_reference(session: Session) -> None:
    """Bring the reference tables in line with the reviewed files; safe to repeat."""
    load_zip_centroids(session)
