"""The roof: opens storage and hangs the doors, one line a room. Only here are all rooms known."""

from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from intake.accounts import api as accounts
from intake.accounts import pages as account_pages
from intake.accounts.service import authenticate_staff
from intake.attachments import api as attachments
from intake.attachments import pages as attachment_pages
from intake.callers import api as callers
from intake.calls import api as calls
from intake.cli import register_commands
from intake.consents import api as consents
from intake.consents import pages as consent_pages
from intake.desk import api as desk
from intake.desk import pages as desk_pages
from intake.desk.queries.alarms import alerts_for, references_behind_glass
from intake.desk.queries.hiding import hides_any
from intake.exchange import api as exchange
from intake.exchange import pages as exchange_pages
from intake.facilities import api as facilities
from intake.facilities import pages as facility_pages
from intake.facilities.queries import place_name
from intake.followups import api as followups
from intake.insurance import api as insurance
from intake.intakes import api as intakes
from intake.intakes import pages as intake_pages
from intake.matching import api as matching
from intake.matching import pages as matching_pages
from intake.messages import api as messages
from intake.organisation import api as organisation
from intake.organisation import pages as organisation_pages
from intake.organisation.models import Settings
from intake.partners import api as partners
from intake.partners.service import authenticate_partner
from intake.referrals import api as referrals
from intake.referrals.queries import places_of
from intake.reports import api as reports
from intake.reports import pages as report_pages
from intake.retention import api as retention
from intake.retention import pages as retention_pages
from intake.storage.keyring import KeyRing
from intake.storage.ringfile import RingSource
from intake.storage.session import Storage
from intake.substances import api as substances
from intake.substances import pages as substance_pages
from intake.triage import api as triage
from intake.triage import pages as triage_pages
from intake.web import api_page, health, language_page, metrics
from intake.web.api_docs import register_components
from intake.web.assets import IntakeFlask
from intake.web.csrf import keep_visitor
from intake.web.ending import register_ending
from intake.web.errors import IntakeApi, register_errors
from intake.web.languages import register_languages
from intake.web.limits import register_limits
from intake.web.look import register_look
from intake.web.request_log import register_request_log
from intake.web.runtime import Runtime
from intake.web.security import register_security_headers
from intake.web.uploads import register_uploads

API_ROOMS = (
    accounts.api,
    organisation.api,
    callers.api,
    attachments.api,
    consents.api,
    calls.api,
    substances.api,
    insurance.api,
    facilities.api,
    triage.api,
    intakes.api,
    matching.api,
    messages.api,
    referrals.api,
    followups.api,
    desk.api,
    partners.api,
    retention.api,
    exchange.api,
    reports.api,
)
PAGE_ROOMS = (
    health.pages,
    metrics.pages,
    api_page.pages,
    account_pages.pages,
    organisation_pages.pages,
    attachment_pages.pages,
    consent_pages.pages,
    retention_pages.pages,
    facility_pages.pages,
    substance_pages.pages,
    triage_pages.pages,
    matching_pages.pages,
    intake_pages.pages,
    desk_pages.pages,
    report_pages.pages,
    exchange_pages.pages,
)


def create_app(config: Config) -> Flask:
    """The whole application on the configured database; opens no connection until the first request."""
    app = IntakeFlask("intake", static_folder="web/static", static_url_path="/static", template_folder="web/templates")
    app.config.update(_flask_settings(config))
    storage = Storage(config.database_url, RingSource(KeyRing.parse(config.keys), config.keys_file))
    runtime = Runtime(
        config,
        storage,
        places_of=places_of,
        place_name=place_name,
        hides_any=hides_any,
        alerts_for=alerts_for,
        references_behind_glass=references_behind_glass,
        known_browser=partial(account_pages.browser_of, config),
    )
    runtime.authenticators["staff"] = partial(authenticate_staff, idle=timedelta(minutes=config.idle_minutes))
    runtime.authenticators["partner"] = authenticate_partner
    app.extensions["intake"] = runtime
    register_errors(app)
    register_request_log(app)
    register_security_headers(app)
    register_limits(app, config.limits)
    register_uploads(app)
    if config.metrics_token:
        runtime.authenticators["metrics"] = partial(metrics.authenticate_monitor, config.metrics_token)
        metrics.register_metrics(app)
    app.after_request(keep_visitor)
    register_ending(app)
    register_languages(app)
    app.register_blueprint(language_page.pages)
    register_look(app, _name_and_zone)
    api = IntakeApi(app)
    register_components(api)
    for room in API_ROOMS:
        api.register_blueprint(room)
    for pages in PAGE_ROOMS:
        app.register_blueprint(pages)
    register_commands(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    return app


def _name_and_zone(session: Session) -> tuple[str, str]:
    """What pages say on top and the zone they tell times in; plain words on a desk that was never set up."""
    found = session.get(Settings, 1)
    return (found.name, found.time_zone) if found else ("Intake", "UTC")


def _flask_settings(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key,
        "MAX_CONTENT_LENGTH": config.request_bytes,
        "MAX_FORM_MEMORY_SIZE": config.request_bytes,
        "MAX_FORM_PARTS": 500,
        # A request for another name is refused: links are never built from a name that a stranger chose.
        "TRUSTED_HOSTS": list(config.hosts) or None,
        "API_TITLE": "Intake",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
