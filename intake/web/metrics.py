"""`/metrics` for Prometheus: requests by route pattern and status, their time, and what waits. Never a value of a request.

Read with `Authorization: Bearer metrics_<INTAKE_METRICS_TOKEN>`. Without that setting nothing is counted and nobody may read.
"""

import hmac
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.orm import Session

from intake.foundation.actor import Actor, Role
from intake.foundation.permissions import Permission
from intake.storage.backlog import Backlog, read_backlog
from intake.web.door import PageDoor, Unit
from intake.web.request_log import known_method

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MONITOR = Actor(role=Role.MONITOR, id=None, name="Monitoring")

pages = PageDoor("metrics", __name__)


@pages.page("GET", "/metrics", permission=Permission.METRICS_READ, discloses="numbers alone")
def show_metrics(unit: Unit) -> Response:
    counted: Counted = current_app.extensions["intake-metrics"]
    waiting = CollectorRegistry()
    waiting.register(_Waiting(read_backlog(unit.session)))
    text = generate_latest(counted.readable()) + generate_latest(waiting)
    return Response(text, content_type=CONTENT_TYPE_LATEST)


def authenticate_monitor(token: str, _session: Session, secret: str, _attended: bool) -> Actor | None:
    """The monitoring system, when it brings the token of the settings."""
    return MONITOR if hmac.compare_digest(token.encode(), secret.encode()) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What this process has counted."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram

    @classmethod
    def create(cls) -> "Counted":
        own = CollectorRegistry()
        return cls(
            own,
            Counter("intake_requests", "Requests answered", ("method", "route", "status"), registry=own),
            Histogram("intake_request_seconds", "Time to answer", ("method", "route"), registry=own, buckets=SECONDS),
        )

    def note(self, response: Response) -> None:
        method = known_method()
        route = request.url_rule.rule if request.url_rule else "(none)"
        self.requests.labels(method, route, str(response.status_code)).inc()
        self.seconds.labels(method, route).observe(time.perf_counter() - g.began)

    def readable(self) -> CollectorRegistry:
        """Of all processes together, where they share a folder; else of this one."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return self.registry
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return together


def register_metrics(app: Flask) -> None:
    """Count from now on. Register after the request log, which starts the clock."""
    counted = app.extensions["intake-metrics"] = Counted.create()

    def note(response: Response) -> Response:
        counted.note(response)
        return response

    app.after_request(note)


@dataclass(frozen=True, eq=False)
class _Waiting:
    backlog: Backlog

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("intake_outbox_waiting", "Events not relayed yet", value=self.backlog.events)
        yield GaugeMetricFamily("intake_outbox_lag_seconds", "Age of the oldest of them", value=self.backlog.oldest_seconds)
        jobs = GaugeMetricFamily("intake_jobs", "Jobs in the queue by state", labels=["state"])
        for state, number in self.backlog.jobs.items():
            jobs.add_metric([state], number)
        yield jobs
