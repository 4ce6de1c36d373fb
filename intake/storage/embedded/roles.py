"""Inside the server: the two roles, the databases they share, and the extensions only a superuser may add."""

from psycopg import Connection, connect
from psycopg.sql import SQL, Identifier, Literal

from intake.storage.embedded.passwords import Passwords

SUPERUSER = "postgres"
OWNER = "intake_owner"
APP = "intake_app"
EXTENSIONS = ("pg_trgm", "btree_gin", "btree_gist")


def ensure_roles(url: str, passwords: Passwords) -> None:
    """The owner and the application role exist, and every new database is born with the extensions."""
    with _connect(url) as connection:
        present = {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            if role not in present:
                _create_role(connection, role, passwords.of(role))
    with _connect(url, "template1") as connection:
        for extension in EXTENSIONS:
            connection.execute(SQL("CREATE EXTENSION IF NOT EXISTS {}").format(Identifier(extension)))


def ensure_database(url: str, name: str, template: str | None) -> None:
    """A database of the owner's, where the application role may connect and nothing more is given to everybody."""
    database, born_from = Identifier(name), Identifier(template or "template1")
    with _connect(url) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            create = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            connection.execute(create.format(database, Identifier(OWNER), born_from))
        connection.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, Identifier(APP)))


def drop_database(url: str, name: str) -> None:
    """The database is gone, and whoever was connected to it."""
    with _connect(url) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _create_role(connection: Connection, role: str, password: str) -> None:
    scrambled = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(Identifier(role), Literal(scrambled)))


def _connect(url: str, database: str = SUPERUSER) -> Connection:
    return connect(url.replace("postgresql+psycopg://", "postgresql://", 1), dbname=database, autocommit=True)
