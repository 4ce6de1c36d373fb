"""What the application role may do: read and write rows, never tables; and only add to trail and disclosures."""

from sqlalchemy import Connection, make_url, text

APPEND_ONLY = ("audit_entry", "disclosure", "triage_rule")
READ_ONLY = ("alembic_version", "audit_chain")


def grant_rights(connection: Connection, application_url: str | None) -> None:
    """Idempotent; run after each upgrade. Nothing to do where one role is both (a developer's scratch database)."""
    role = make_url(application_url).username if application_url else None
    owner = connection.scalar(text("select current_user"))
    if role is None or role == owner:
        return
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    for schema in ("public", "procrastinate"):
        if connection.scalar(text("select to_regnamespace(:name) is null"), {"name": schema}):
            continue
        for statement in (
            f"grant usage on schema {schema} to {quoted}",
            f"grant select, insert, update, delete on all tables in schema {schema} to {quoted}",
            f"grant usage, select on all sequences in schema {schema} to {quoted}",
            f"grant execute on all functions in schema {schema} to {quoted}",
        ):
            connection.execute(text(statement))
    for table in (*APPEND_ONLY, *READ_ONLY):
        if connection.scalar(text("select to_regclass(:name) is null"), {"name": table}):
            continue
        connection.execute(text(f"revoke update, delete, truncate on {table} from {quoted}"))
        if table in READ_ONLY:
            connection.execute(text(f"revoke insert on {table} from {quoted}"))
