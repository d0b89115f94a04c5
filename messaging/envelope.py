"""The one shape of an error on the wire: ``{"code", "detail", "errors"}``.

`code` is stable, for machines; `detail` is a sentence, for people; `errors` has sentences by field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse

from messaging.errors import ConsoleError, Overloaded, TooMany

# Paths that programs ask; pages of the others are for people.
FOR_PROGRAMS = ("/api/", "/webhooks/", "/media/", "/healthz/")


def envelope(code: str, detail: str, errors: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return the body of an error answer; `errors` are sentences by field."""
    return {"code": code, "detail": detail, "errors": dict(errors or {})}


def json_error(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Return an error answer; always JSON, whatever the caller would rather have."""
    return JsonResponse(envelope(code, detail, errors), status=status, headers=dict(headers or {}))


def error_response(error: ConsoleError) -> JsonResponse:
    """Return the answer that an error of ours asks for, with what it says besides (`newer`, `window`, …)."""
    body = {**envelope(error.code, error.detail, error.errors), **error.extra}
    answer = JsonResponse(body, status=error.status)
    if isinstance(error, Overloaded | TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer
