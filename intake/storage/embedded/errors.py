"""What goes wrong with the embedded PostgreSQL, in one class with words meant to be read."""


class EmbeddedDatabaseError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""
