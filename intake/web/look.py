"""What every page may ask for: addresses of front-end files, who is signed in, where they may go, the words for times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, may
from intake.web.assets import asset_url, vendor_url
from intake.web.csrf import csrf_token
from intake.web.languages import say_day, say_hour, say_moment, say_zone
from intake.web.runtime import current_runtime

# Given the session of the request: the desk's name and its time zone.
DeskReader = Callable[[Session], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NavLink:
    """One entry of the main navigation; shown when the page exists and the permission is granted."""

    label: str
    endpoint: str
    permission: Permission
    icon: str
    # Other addresses whose pages belong to it.
    also: tuple[str, ...] = ()


NAVIGATION = (
    NavLink("Desk", "desk.home", Permission.INTAKES_READ, "headset"),
    NavLink("People", "desk.people", Permission.PEOPLE_READ, "people", ("/people", "/consents", "/disclosures")),
    NavLink("Tasks", "desk.tasks", Permission.TASKS_READ, "tasks"),
    NavLink("Places", "facilities.search", Permission.FACILITIES_READ, "places"),
    NavLink("Rules", "triage.rules", Permission.CATALOGUE_READ, "shield", ("/matching/rules", "/substances")),
    NavLink("Reports", "reports.desk", Permission.REPORTS_READ, "chart", ("/retention", "/exchange")),
    NavLink("Alerts", "organisation.alerts", Permission.ALERTS_READ, "alert"),
    NavLink("Staff", "accounts.staff", Permission.ACCOUNTS_MANAGE, "people"),
    NavLink(
        "Settings",
        "organisation.edit_settings",
        Permission.SETTINGS_EDIT,
        "settings",
        ("/disclosure-grounds", "/retention", "/exchange"),
    ),
)

# Where the bar has no room for; "Go to" finds them as well.
FARTHER = (
    NavLink("Drafts", "desk.drafts", Permission.INTAKES_READ, "note"),
    NavLink("Calls", "desk.calls", Permission.CALLS_READ, "phone"),
    NavLink("Open a restricted record", "desk.glass", Permission.GLASS_BREAK, "lock"),
    NavLink("Substances", "substances.catalogue", Permission.CATALOGUE_READ, "shield"),
    NavLink("How places are found", "matching.rules", Permission.CATALOGUE_READ, "places"),
    NavLink("Differences from the directory", "facilities.differences", Permission.FACILITIES_EDIT, "places"),
    NavLink("Quality of the directory", "facilities.quality", Permission.FACILITIES_EDIT, "places"),
    NavLink("Data in and out", "exchange.overview", Permission.EXCHANGE_USE, "send"),
    NavLink("How long records are kept", "retention.report", Permission.RETENTION_READ, "clock"),
    NavLink("Grounds of disclosures", "consents.grounds", Permission.SETTINGS_EDIT, "settings"),
    NavLink("Your account", "accounts.sessions", Permission.SIGNED_IN, "people"),
)


def register_look(app: Flask, read_desk: DeskReader) -> None:
    """Give templates their globals. `read_desk` comes from the roof, because this floor knows no room."""

    # As it was read last: also for the pages that no transaction serves any more.
    known: list[tuple[str, str]] = []

    def desk() -> tuple[str, str]:
        session: Session | None = g.get("page_session")
        # The page of an error is made after its transaction has ended.
        if session is None:
            return known[-1] if known else _read_alone(read_desk)
        # A list tells a time in each of its rows.
        if "desk" not in g:
            g.desk = read_desk(session)
        known[:] = [g.desk]
        return known[-1]

    def local_time(moment: datetime | None, style: str = "short", zone: str | None = None) -> str:
        return "" if moment is None else say_moment(moment, style, zone or desk()[1])

    def day(told: date | str | None) -> str:
        """Also of a day as JSON keeps it."""
        return say_day(date.fromisoformat(told) if isinstance(told, str) else told) if told else ""

    app.jinja_env.globals.update(
        asset_url=asset_url,
        csrf_token=csrf_token,
        vendor_url=vendor_url,
        desk_name=lambda: desk()[0],
        desk_zone=lambda: desk()[1],
        desk_zone_words=lambda: say_zone(desk()[1]),
        farther=_farther,
        navigation=_navigation,
        signed_in=_signed_in,
        may=_may,
        now=now,
        page_exists=_page_exists,
    )
    app.jinja_env.filters.update(local_time=local_time, day=day, hour=say_hour)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _read_alone(read_desk: DeskReader) -> tuple[str, str]:
    """For a process whose very first page is an error's."""
    try:
        with current_runtime().storage.unit_of_work() as session:
            return read_desk(session)
    except SQLAlchemyError:
        return ("Intake", "UTC")


def _signed_in() -> Actor | None:
    actor: Actor | None = g.get("actor")
    return actor


def _may(permission: str) -> bool:
    return may(_signed_in(), Permission(permission))


def _page_exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _navigation() -> list[tuple[NavLink, str, bool]]:
    """(entry, address, is it the page shown now)."""
    shown = [link for link in NAVIGATION if _page_exists(link.endpoint) and may(_signed_in(), link.permission)]
    addresses = {link: (url_for(link.endpoint), *link.also) for link in shown}
    under = [(len(one), link) for link, several in addresses.items() for one in several if _is_under(request.path, one)]
    here = max(under, key=lambda found: found[0], default=(0, None))[1]
    return [(link, several[0], link is here) for link, several in addresses.items()]


def _farther() -> list[tuple[NavLink, str]]:
    """What "Go to" offers besides the bar."""
    return [
        (link, url_for(link.endpoint)) for link in FARTHER if _page_exists(link.endpoint) and may(_signed_in(), link.permission)
    ]


def _is_under(path: str, address: str) -> bool:
    return path == address or path.startswith(address.rstrip("/") + "/")
