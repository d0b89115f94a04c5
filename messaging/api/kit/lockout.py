"""The answer to a login that has failed too often, for the console and for the admin's form."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse

from messaging.envelope import json_error

SENTENCE = "Too many failed logins. Try again in {minutes} minutes."


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Answer 429 with ``Retry-After`` (seconds); the error envelope for programs, a sentence for people."""
    cool_off = get_cool_off(request)
    seconds = int(cool_off.total_seconds())
    sentence = SENTENCE.format(minutes=max(1, seconds // 60))
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = json_error(429, "too_many_attempts", sentence)
    else:
        response = HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(seconds)
    return response
