"""Who is let in, and what is let out."""

from datetime import timedelta

from flask import Response, current_app, request, url_for

from intake.foundation.clock import now
from intake.foundation.errors import ConfirmFirst, NotAllowed
from intake.foundation.permissions import Permission, may
from intake.storage.decisions import may_leave
from intake.web.csrf import check_csrf
from intake.web.door.declaration import DECIDED, Declaration, Unit
from intake.web.limits import count_account


def admit(unit: Unit, declared: Declaration, *, forgeable: bool) -> None:
    """Refuses who may not, who should prove first that it is them, who asks too often, and a page that was forged."""
    count_account(unit.visitor)
    if declared.permission is not Permission.PUBLIC and not may(unit.actor, declared.permission):
        raise NotAllowed
    if declared.fresh and not _is_fresh(unit):
        raise ConfirmFirst
    if declared.body_bytes is not None:
        # Only now: a stranger does not make the desk read megabytes.
        request.max_content_length = declared.body_bytes
    if forgeable:
        check_csrf(request)


def _is_fresh(unit: Unit) -> bool:
    confirmed = unit.actor.confirmed_at
    return confirmed is not None and now() - confirmed <= timedelta(minutes=unit.config.fresh_minutes)


def confirmation(method: str) -> str:
    """Where to prove it; a form that was sent is sent again from the page that it stood on."""
    back = request.full_path.rstrip("?") if method == "GET" else _page_of_form()
    return url_for("accounts.ask_confirmation", next=back)


def _page_of_form() -> str:
    """The nearest page above a form's target; one's own account where there is none."""
    adapter, path = current_app.url_map.bind(""), request.path
    while path.strip("/"):
        if adapter.test(path, "GET"):
            return path
        path = path.rpartition("/")[0]
    return url_for("accounts.sessions")


def let_out(unit: Unit, declared: Declaration, response: Response) -> Response:
    """Hold back the answer of a way out on which nobody decided, or decided no."""
    if declared.discloses == DECIDED and response.status_code < 300 and not may_leave(unit.session):
        raise NotAllowed("This may not leave: no lawful ground is on record.")
    return response
