"""`flask partners …`: partner organizations and their keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from flask.cli import AppGroup

from intake.foundation.actor import SYSTEM
from intake.foundation.errors import IntakeError
from intake.partners import queries, service
from intake.web.runtime import current_runtime

partners = AppGroup("partners", help="Partner organizations that push referrals, and their keys.")


@partners.command("create")
@click.argument("name")
def create(name: str) -> None:
    """Add the partner organization NAME."""
    with _refusals(), current_runtime().storage.unit_of_work() as session:
        partner = service.create_partner(session, actor=SYSTEM, name=name)
    click.echo(f"Added {partner.name}. Give it a key: flask partners key {partner.name!r}")


@partners.command("key")
@click.argument("name")
@click.option("--label", default="API", show_default=True, help="What the key is for.")
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1095), help="How long it is good.")
def key(name: str, label: str, days: int) -> None:
    """Make a key for the partner NAME and show it, this once."""
    with _refusals(), current_runtime().storage.unit_of_work() as session:
        token = service.create_key(session, actor=SYSTEM, partner_name=name, label=label, days=days)
    click.echo(token)


@partners.command("revoke")
@click.argument("key_id", type=click.UUID)
def revoke(key_id: UUID) -> None:
    """Make the key KEY_ID open nothing any more."""
    with _refusals(), current_runtime().storage.unit_of_work() as session:
        service.revoke_key(session, actor=SYSTEM, key_id=key_id)
    click.echo("Revoked.")


@partners.command("list")
def list_keys() -> None:
    """All keys: id, partner, label, until when, last used."""
    with current_runtime().storage.unit_of_work() as session:
        for found in queries.keys(session):
            standing = "revoked" if found.revoked_at else f"until {found.expires_at:%Y-%m-%d}" if found.expires_at else "open"
            used = f"{found.last_used_at:%Y-%m-%d %H:%M} UTC" if found.last_used_at else "never"
            click.echo(f"{found.id}  {found.partner.name}  {found.label}  {standing}  used {used}")


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal as one line, without a trace."""
    try:
        yield
    except IntakeError as error:
        raise click.ClickException(error.detail) from None
