"""The answer to a login that has failed too often, for the console and for the admin's form."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse

from messaging import throttles
from messaging.envelope import error_response

SENTENCE = "Too many failed logins. Try again in {wait}."


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Answer 429 with ``Retry-After`` (seconds); the error envelope for programs, a sentence for people."""
    # A try that locks by itself was still looked at, so nothing said how long the lock is.
    seconds = getattr(request, "login_wait", 0.0) or get_cool_off(request).total_seconds()
    refusal = throttles.refusal(seconds, SENTENCE)
    if request.path.startswith("/api/"):
        return error_response(refusal)
    response = HttpResponse(refusal.detail, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(refusal.retry_after)
    return response
