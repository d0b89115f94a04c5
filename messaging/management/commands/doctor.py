"""`manage.py doctor`: what is wrong with this installation, one line each; asks its own hosts and the providers
of its inboxes."""

from __future__ import annotations

import http.client
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from messaging import health
from messaging.database_writes import writing_state
from messaging.delivery.processes import (
    HEARTBEAT_EVERY,
    somebody_delivers,
    worker_last_seen,
)
from messaging.diagnostics import diagnose_inbox
from messaging.feed import database_is_older
from messaging.management.websocket_handshake import refusal_of
from messaging.models import Inbox
from messaging.transports import Finding as InboxFinding

Verdict = Literal["ok", "note", "FAIL"]

VERDICTS: dict[str, Verdict] = {"ok": "ok", "warning": "note", "failure": "FAIL"}
PROBE = b"written by manage.py doctor"
# Three missed heartbeats of a worker are no accident.
SILENCE = 3 * HEARTBEAT_EVERY


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. Only FAIL makes the exit code non-zero."""

    verdict: Verdict
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.verdict:<5}{self.subject:<12}{self.sentence}"


def variables() -> Iterator[Finding]:
    """Say which variables this installation was given: the rest has the defaults of README's table."""
    given = ", ".join(settings.VARIABLES_GIVEN) or "none"
    yield Finding("ok", "settings", f"variables that are set: {given}.")


def database() -> Iterator[Finding]:
    state = health.database_state()
    if state != health.OK:
        advice = "; check DATABASE_URL" if state == health.DATABASE_AWAY else ""
        yield Finding("FAIL", "database", f"{state}{advice}.")
        return
    version = ".".join(str(part) for part in connection.get_database_version())
    yield Finding("ok", "database", f"{connection.display_name} {version} answers.")
    if (writing := writing_state()) != health.OK:
        yield Finding("FAIL", "database", f"{writing}.")


def migrations() -> Iterator[Finding]:
    if health.database_state() != health.OK:
        yield Finding("FAIL", "migrations", "cannot be checked without the database.")
    elif waiting := health.pending_migrations():
        yield Finding("FAIL", "migrations", f"{len(waiting)} are not applied; run manage.py migrate.")
    else:
        yield Finding("ok", "migrations", "all applied.")


def redis() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding("ok", "redis", "not used: one process, in-memory layer.")
    elif (state := health.layer_state()) != health.OK:
        yield Finding("FAIL", "redis", f"{state}; check REDIS_URL.")
    else:
        yield Finding("ok", "redis", "answers.")


def static_files() -> Iterator[Finding]:
    if not Path(str(settings.DJANGO_VITE["default"]["manifest_path"])).exists():
        yield Finding("FAIL", "console", "is not built; run make console.")
    elif not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding("FAIL", "console", "static files are not collected; run make static.")
    else:
        yield Finding("ok", "console", "built and collected.")


def delivery() -> Iterator[Finding]:
    """Check that somebody delivers: the holder of the lock, or workers whose heart beats."""
    if settings.DELIVERY == "embedded":
        yield _embedded()
    elif health.layer_state() != health.OK:
        yield Finding("FAIL", "delivery", "by workers, and without Redis nobody knows whether one runs.")
    else:
        yield _workers(worker_last_seen())


def _embedded() -> Finding:
    if (
        health.database_state() == health.OK
        and not health.pending_migrations()
        and database_is_older(settings.VAR_DIR)
    ):
        return Finding(
            "FAIL",
            "delivery",
            "nothing is sent: the database is older than what was last written here; run manage.py after_restore.",
        )
    if not somebody_delivers():
        return Finding("note", "delivery", "embedded; no manage.py serve runs on this machine at the moment.")
    return Finding("ok", "delivery", "embedded in the running server.")


def _workers(seen: datetime | None) -> Finding:
    if seen is None:
        return Finding(
            "FAIL", "delivery", "no worker was seen in the last hour; start manage.py run_delivery."
        )
    ago = max(0, round((timezone.now() - seen).total_seconds()))
    verdict: Verdict = "ok" if ago <= SILENCE else "FAIL"
    return Finding(verdict, "delivery", f"by workers; one was seen {ago} s ago.")


def inboxes() -> Iterator[Finding]:
    if health.database_state() != health.OK or health.pending_migrations():
        yield Finding("FAIL", "inboxes", "cannot be checked yet.")
        return
    found = list(Inbox.objects.order_by("id"))
    if not found:
        yield Finding(
            "note", "inboxes", "there are none yet; make one in the admin or with manage.py create_inbox."
        )
    for inbox in found:
        yield from (_as_finding(inbox, one) for one in diagnose_inbox(inbox))


def _as_finding(inbox: Inbox, found: InboxFinding) -> Finding:
    """Return what a check of an inbox found, as one line with its next step."""
    sentence = f"{inbox.pk} {inbox.name}: {found.check}: {found.detail}"
    step = f" {found.next_step}" if found.next_step else ""
    return Finding(VERDICTS[found.level], "inbox", sentence + step)


def reachability() -> Iterator[Finding]:
    """Check that PUBLIC_URL, which providers post to, leads to this installation, and over https."""
    if not settings.PUBLIC_URL:
        yield Finding(
            "note", "webhooks", "PUBLIC_URL is not set: no provider on the internet can reach this."
        )
        return
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Finding(
            "note", "webhooks", "PUBLIC_URL is not https: Meta and browsers' notifications want it."
        )
    status = _status_of(f"{settings.PUBLIC_URL}/healthz/live")
    if status == http.client.OK:
        yield Finding("ok", "webhooks", f"{settings.PUBLIC_URL} leads to a running server.")
    else:
        yield Finding("FAIL", "webhooks", f"{settings.PUBLIC_URL}/healthz/live: {status}.")


def sockets() -> Iterator[Finding]:
    """Check that a browser at PUBLIC_URL gets its live updates: many proxies pass no WebSocket on unless they are told."""
    if not settings.PUBLIC_URL:
        yield Finding("note", "sockets", "PUBLIC_URL is not set: no WebSocket was tried.")
        return
    url = f"{settings.PUBLIC_URL}/ws/console/"
    if refusal := refusal_of(url):
        sentence = f"{url}: {refusal}: the console asks every few seconds instead. Let the proxy pass on Upgrade and Connection."
        yield Finding("FAIL", "sockets", sentence)
    else:
        yield Finding("ok", "sockets", f"{url} takes WebSockets.")


def proxy() -> Iterator[Finding]:
    """Check that behind a proxy visitors are told apart."""
    trusted, behind = settings.FORWARDED_ALLOW_IPS, settings.PUBLIC_URL.startswith("https://")
    if trusted == "*":
        yield Finding(
            "note", "proxy", "FORWARDED_ALLOW_IPS is *: whoever reaches this port can pass as anybody."
        )
    elif behind and not trusted:
        sentence = (
            "FORWARDED_ALLOW_IPS names none: all visitors count as one, also when one guesses passwords."
        )
        yield Finding("note", "proxy", sentence)
    else:
        yield Finding("ok", "proxy", f"believed: {trusted or 'none'}.")


def storage() -> Iterator[Finding]:
    """Whether a file can be written, read and deleted where the files of messages lie."""
    where = _place_of_files()
    try:
        path = default_storage.save("doctor", ContentFile(PROBE))
        with default_storage.open(path) as file:
            same = file.read() == PROBE
        default_storage.delete(path)
    except Exception as failure:
        yield Finding("FAIL", "storage", f"files cannot be kept {where}: {failure}.")
        return
    if same:
        yield Finding("ok", "storage", f"files are kept {where}.")
    else:
        yield Finding("FAIL", "storage", f"a file {where} does not hold what was written.")


def _place_of_files() -> str:
    """Return the bucket's name and server, or the folder."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    if bucket := options.get("bucket_name"):
        server = options.get("endpoint_url")
        return f"in the bucket {bucket}" + (f" at {server}" if server else "")
    return f"in {default_storage.path('')}"


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "settings": variables,
    "database": database,
    "migrations": migrations,
    "redis": redis,
    "console": static_files,
    "storage": storage,
    "delivery": delivery,
    "inboxes": inboxes,
    "webhooks": reachability,
    "sockets": sockets,
    "proxy": proxy,
}


class Command(BaseCommand):
    help = "Checks this installation; one line each, exit code 1 when something is wrong."
    # A half-installed project must still be able to say what is missing.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", choices=CHECKS, help="one check; repeatable")

    def handle(self, *_: Any, **options: Any) -> None:
        chosen = options["only"] or CHECKS
        findings = [finding for name in chosen for finding in CHECKS[name]()]
        for finding in findings:
            self.stdout.write(str(finding))
        if any(finding.verdict == "FAIL" for finding in findings):
            sys.exit(1)


def _status_of(url: str) -> int | str:
    """Return the HTTP status, or why there is none."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  (PUBLIC_URL is http or https)
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return f"answered {refused.code}"
    except OSError as failure:
        return f"does not answer ({getattr(failure, 'reason', failure)})"
