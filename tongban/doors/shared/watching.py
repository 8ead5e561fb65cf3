"""Watching the machine (运行监测): is it alive, is it ready, how much and how fast; nobody in it.

Numbers carry the route's pattern and never an address, since an address holds ids. `/metrics` is
for a scraper that knows the token; without a token in the settings there is no such page.
"""

import hmac
import logging
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tongban.doors.shared.access import public
from tongban.doors.shared.outage import AWAY
from tongban.kernel import tracing
from tongban.kernel.time import now
from tongban.ledger import api as ledger

log = logging.getLogger(__name__)

REQUESTS = Counter("tongban_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "tongban_request_seconds",
    "Seconds to answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
UNKNOWN = "unknown"
BEARER = "Bearer "


class Watched:
    """Time every request, carry its trace on, and write one line of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside a span."""
        here = tracing.begin(request.headers.get("traceparent", ""))
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            match = getattr(request, "resolver_match", None)
            route = (match.route or "/") if match else UNKNOWN
            method = request.method or ""
            REQUESTS.labels(method, route, f"{response.status_code // 100}xx").inc()
            SECONDS.labels(route).observe(seconds)
            response["traceparent"] = tracing.header()
            if log.isEnabledFor(logging.INFO):
                fields = {
                    "method": method, "route": route, "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                    "streams": [tracing.said(one) for one in dict.fromkeys(here.wrote)],
                }  # fmt: skip
                log.info("answered", extra={"fields": fields})
            return response
        finally:
            tracing.end()


class Ledger(Collector):
    """What waits, read from the database when it is asked for (待办与积压)."""

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges."""
        since = ledger.waiting_since()
        waits = (now() - since).total_seconds() if since else 0.0
        yield GaugeMetricFamily(
            "tongban_outbox_oldest_seconds", "Age of the oldest undelivered event", value=waits
        )
        yield GaugeMetricFamily(
            "tongban_parked", "Deliveries given up", value=len(ledger.parked(limit=500))
        )
        yield GaugeMetricFamily(
            "tongban_clocks_overdue",
            "Clock tasks not rung in time",
            value=ledger.late_clocks(now()),
        )


@require_safe
@public
def live(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing of anybody else."""
    return _plain({"status": "live"})


@require_safe
@public
def open_(_request: HttpRequest) -> HttpResponse:
    """Say whether a balancer should send people here: not while this server is being stopped."""
    sign = settings.DRAINING
    good = sign is None or not sign.exists()
    return _plain({"status": "open" if good else "closing"}, 200 if good else 503)


@require_safe
@public
def ready(_request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served: the database answers and has the tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select to_regclass('ledger_event') is not null")
            row = cursor.fetchone()
    except AWAY:
        row = None
    good = bool(row and row[0])
    return _plain({"status": "ready" if good else "not ready"}, 200 if good else 503)


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Hand the numbers to a scraper that knows the token; to anybody else there is no such page."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix(BEARER)
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Http404
    registry = CollectorRegistry()
    if settings.METRICS_SHARED:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for one in (REQUESTS, SECONDS):
            registry.register(one)
    registry.register(Ledger())
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _plain(said: dict[str, str], status: int = 200) -> HttpResponse:
    response = JsonResponse(said, status=status)
    response["Cache-Control"] = "no-store"
    return response
