"""The pages of this room: settings for administrators, alerts for supervisors, and the badge in everybody's frame."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake.foundation.clock import now
from intake.foundation.errors import IntakeError, Invalid, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.organisation import queries, rules, service
from intake.organisation.schemas import SETTINGS_FORM, AlertClosingIn, TeamIn, changes_of
from intake.web.door import PageDoor, Unit
from intake.web.runtime import current_runtime
from intake.web.schema import PageQuery

pages = PageDoor("organisation", __name__)


@pages.page("GET", "/settings", permission=Permission.SETTINGS_EDIT)
def edit_settings(unit: Unit) -> str:
    return _settings_page(unit)


@pages.page("POST", "/settings", permission=Permission.SETTINGS_EDIT, takes=SETTINGS_FORM)
def save_settings(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> str | tuple[str, int] | Response:
    if problems:
        return _settings_page(unit, data, problems), 422
    try:
        service.change_settings(unit.session, actor=unit.actor, version=data["version"], changes=changes_of(data))
    except PreconditionFailed:
        problem = Words(
            "Somebody else changed the settings meanwhile. What stands here is what you typed: saving again keeps it. "
            "Theirs stands on the page of settings, opened in another window."
        )
        return _settings_page(unit, {**data, "version": queries.settings(unit.session).version}, {"_form": [problem]}), 409
    return redirect(url_for("organisation.edit_settings"), 303)


def _settings_page(unit: Unit, typed: dict[str, Any] | None = None, problems: dict[str, list[str]] | None = None) -> str:
    return render_template(
        "organisation/settings.html",
        settings=queries.settings(unit.session),
        typed=typed or {},
        problems=problems or {},
        thresholds=rules.THRESHOLDS,
        notices=rules.NOTICES,
    )


@pages.page("POST", "/teams", permission=Permission.ACCOUNTS_MANAGE, takes=TeamIn())
def make_team(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Response:
    if problems:
        raise Invalid.field("/name", "A team needs a name of at most 80 characters.")
    service.create_team(unit.session, actor=unit.actor, **data)
    return redirect(url_for("accounts.staff"), 303)


@pages.page("GET", "/alerts", permission=Permission.ALERTS_READ, query=PageQuery())
def alerts(unit: Unit, query: dict[str, Any]) -> str:
    return _alerts_page(unit, query)


def _alerts_page(unit: Unit, query: dict[str, Any], problem: str = "") -> str:
    runtime = current_runtime()
    page = queries.open_alerts(unit.session, runtime.alerts_for(unit.actor), **query)
    intakes = {UUID(row.detail["intake_id"]) for row in page.items if "intake_id" in row.detail}
    return render_template(
        "organisation/alerts.html",
        rows=page.items,
        next_cursor=page.next_cursor,
        names=queries.names_of_staff(unit.session, {row.raised_by for row in page.items if row.raised_by}),
        behind_glass={str(one): told for one, told in runtime.references_behind_glass(unit.session, unit.actor, intakes).items()},
        outcomes=rules.ALERT_OUTCOMES,
        late=_late(unit),
        problem=problem,
    )


@pages.page("POST", "/alerts/<uuid:alert_id>/closing", permission=Permission.ALERTS_READ, takes=AlertClosingIn())
def close_alert(
    unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], alert_id: UUID
) -> str | tuple[str, int] | Response:
    if problems:
        return _alerts_page(unit, {}, "Say what was done, then close the alert."), 422
    seen = current_runtime().alerts_for(unit.actor)
    try:
        service.close_alert(unit.session, actor=unit.actor, seen=seen, alert_id=alert_id, outcome=data["outcome"])
    except IntakeError as error:
        return _alerts_page(unit, {}, error.detail), 409
    return redirect(url_for("organisation.alerts"), 303)


@pages.page("GET", "/alerts/count", permission=Permission.ALERTS_READ, unattended=True)
def count_alerts(unit: Unit) -> str:
    seen = current_runtime().alerts_for(unit.actor)
    late = queries.count_open_alerts(unit.session, seen, before=_late(unit))
    return render_template("organisation/badge.html", count=queries.count_open_alerts(unit.session, seen), late=late)


def _late(unit: Unit) -> datetime:
    return now() - timedelta(minutes=queries.threshold(unit.session, "alert_minutes"))
