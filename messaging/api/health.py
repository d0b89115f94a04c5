"""Health and metrics of this process, for machines."""

from __future__ import annotations

from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from messaging import throttles
from messaging.database_writes import writing_state
from messaging.delivery.lanes import due_lanes, oldest_due_seconds
from messaging.envelope import error_response
from messaging.errors import TooMany
from messaging.health import OK, database_state, layer_state, migrations_state, storage_state
from messaging.loopback import is_local_program
from messaging.queries import unreadable_inboxes
from messaging.runtime import runtime

# What a process does without for a while.
SPARED = ("layer", "storage")


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all; depends on nothing else."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests may come, else 503. ``{"status", "checks": {"<name>": "ok" | sentence}}``.

    A layer or a file storage that is away makes the status ``degraded`` and not 503: the layer is only the
    doorbell, files are not all, and taking every process out of rotation would make an outage of it.
    """
    checks = {
        "process": OK if _process_ready(request) else "starting or stopping",
        "database": database_state(),
        "layer": layer_state(),
        "storage": storage_state(),
    }
    checks["writes"] = writing_state() if checks["database"] == OK else "unknown"
    checks["migrations"] = migrations_state() if checks["database"] == OK else "unknown"
    checks["secrets"] = secrets_state() if checks["migrations"] == OK else "unknown"
    vital = all(state == OK for name, state in checks.items() if name not in SPARED)
    healthy = OK if all(checks[name] == OK for name in SPARED) else "degraded"
    return JsonResponse(
        {"status": healthy if vital else "unavailable", "checks": checks}, status=200 if vital else 503
    )


class _Secrets:
    readable = False


def secrets_state() -> str:
    """Return ``"ok"``, or why not. Asked until the answer is yes: a process keeps its SECRET_KEY, and what it saves it
    can read; one that starts with another key would refuse every webhook."""
    known = runtime().part(_Secrets)
    if not known.readable and (wrong := unreadable_inboxes()):
        return f"SECRET_KEY cannot decrypt the secrets of {len(wrong)} inboxes"
    known.readable = True
    return OK


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' format; only with METRICS_TOKEN, or from loopback where none is set."""
    if not _may_read_metrics(request):
        try:
            throttles.METRICS.failed(request.META.get("REMOTE_ADDR"))
        except TooMany as error:
            return error_response(error)
        return HttpResponse("Metrics need the METRICS_TOKEN.\n", status=403, content_type="text/plain")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _process_ready(request: HttpRequest) -> bool:
    # Set by the outermost ASGI wrapper; without one (tests, WSGI) nothing runs in the background.
    scope: dict[str, bool] = getattr(request, "scope", {})
    return scope.get("background_ready", True)


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        offered = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return compare_digest(offered, f"Bearer {settings.METRICS_TOKEN}".encode())
    return is_local_program(request.META.get("REMOTE_ADDR", ""), request.headers)


class OutboxCollector(Collector):
    """Gauges of the outbox, read from its rows when they are collected."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        due = GaugeMetricFamily("console_outbox_due_lanes", "Conversations whose next message is due.")
        age = GaugeMetricFamily(
            "console_outbox_oldest_due_seconds", "How long the oldest of them has waited."
        )
        try:
            due.add_metric([], due_lanes())
            age.add_metric([], oldest_due_seconds())
        except DatabaseError:
            return  # the other metrics matter most when the database is away
        yield due
        yield age

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: registering must not ask the database."""
        return []


REGISTRY.register(OutboxCollector())

urlpatterns = [
    re_path(r"^healthz/live/?$", live),
    re_path(r"^healthz/ready/?$", ready),
    re_path(r"^metrics/?$", metrics),
]
