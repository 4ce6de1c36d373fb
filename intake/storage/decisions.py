"""What was last decided about letting something out, kept with the transaction that it was decided in."""

from sqlalchemy.orm import Session

_KEY = "may_leave"


def note_decision(session: Session, allowed: bool) -> None:
    """For the room `consents` alone. One no in a transaction stays a no."""
    session.info[_KEY] = allowed and session.info.get(_KEY, True)


def may_leave(session: Session) -> bool:
    """True when somebody asked and every answer was yes."""
    return bool(session.info.get(_KEY, False))
