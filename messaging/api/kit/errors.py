"""Answers of the REST API to exceptions, in the one envelope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_REFERER
from django.views.csrf import csrf_failure as csrf_page
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import bad_request as bad_request_page
from rest_framework import exceptions
from rest_framework.views import set_rollback

from messaging.envelope import FOR_PROGRAMS, error_response, json_error
from messaging.errors import ConsoleError, NotFound
from messaging.outages import Outage

# What DRF calls errors of a body as a whole.
WHOLE = "non_field_errors"
# Of a header that the client wrote.
LONGEST_SHOWN = 200
CODES = {
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
    exceptions.ParseError: "bad_json",
}


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer an exception (DRF's hook). None means that it is none of ours: the middleware for outages looks at
    it, and what it does not know is a bug."""
    set_rollback()
    if isinstance(error, Outage):
        return None
    answer = next((answer for kind, answer in ANSWERS if isinstance(error, kind)), None)
    return answer(error) if answer else None


def _drf(error: exceptions.APIException) -> HttpResponse:
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "error")
    answer = json_error(error.status_code, code, str(error.detail))
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(int(wait) + 1)
    return answer


def _suspicious(error: Exception) -> HttpResponse:
    if isinstance(error, TooManyFieldsSent | TooManyFilesSent):
        return json_error(400, "invalid", "The form has more fields or files than any that is taken here.")
    return json_error(400, "invalid", "The request cannot be read.")


def _invalid(error: exceptions.ValidationError) -> HttpResponse:
    detail, errors = _fields(error)
    return json_error(400, "invalid", detail, errors=errors)


def _fields(error: exceptions.ValidationError) -> tuple[str, dict[str, list[str]]]:
    """Return a sentence that names the fields, and every sentence by field."""
    detail = error.detail if isinstance(error.detail, dict) else {WHOLE: error.detail}
    errors = {field: _sentences(value) for field, value in detail.items()}
    return " ".join(
        _with_field(field, sentences[0]) for field, sentences in errors.items() if sentences
    ), errors


def _with_field(field: str, sentence: str) -> str:
    """Put the field before its sentence; errors of a body as a whole name no field."""
    return sentence if field == WHOLE else f"{field}: {sentence}"


def _sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            _with_field(field, sentence) for field, inner in value.items() for sentence in _sentences(inner)
        ]
    if isinstance(value, list | tuple):
        return [sentence for inner in value for sentence in _sentences(inner)]
    return [str(value)]


# The first kind that fits answers.
ANSWERS: list[tuple[type[Exception], Callable[[Any], HttpResponse]]] = [
    (ConsoleError, error_response),
    (exceptions.ValidationError, _invalid),
    (exceptions.APIException, _drf),
    (Http404, lambda _: error_response(NotFound("There is no such thing."))),
    (PermissionDenied, lambda _: json_error(403, "forbidden", "You may not do this.")),
    (RequestDataTooBig, lambda _: json_error(413, "too_large", "The body is larger than 4 MiB.")),
    (SuspiciousOperation, _suspicious),
]


# --- what never reaches a view of DRF ---------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before a view (its hook): the envelope for programs, Django's own page elsewhere."""
    if not request.path.startswith(FOR_PROGRAMS):
        return bad_request_page(request, exception)
    if isinstance(exception, DisallowedHost):
        return json_error(400, "bad_host", "This server has another name; ask it by that (ALLOWED_HOSTS).")
    return _suspicious(exception)


@csrf_exempt
def no_such_path(request: HttpRequest) -> HttpResponse:
    """Answer 404 for a path of the API that does not exist."""
    return json_error(404, "not_found", "There is no such path.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a CSRF failure (Django's hook): the envelope for the API, Django's own page elsewhere."""
    if not request.path.startswith("/api/"):
        return csrf_page(request, reason)
    return json_error(403, "csrf_failed", _csrf_sentence(request, reason))


def _csrf_sentence(request: HttpRequest, reason: str) -> str:
    """Say which of the checks failed: behind a proxy it is mostly the Origin or the Referer, not the token."""
    proxy = (
        f"This server was asked as {request.get_host()}: let the proxy pass the headers Host and"
        " X-Forwarded-Proto on, or set PUBLIC_URL."
    )
    origin, referer = (request.META.get(name, "")[:LONGEST_SHOWN] for name in ("HTTP_ORIGIN", "HTTP_REFERER"))
    if reason.startswith("Origin checking failed"):
        return f"The request's Origin ({origin}) is not this server's. {proxy}"
    if reason == REASON_NO_REFERER:
        return f"The request has neither an Origin nor a Referer, so it does not say which page it is from. {proxy}"
    if reason.startswith("Referer checking failed"):
        return f"The request's Referer ({referer}) is not this server's. {proxy}"
    return "The CSRF token is missing or wrong: send the cookie csrftoken as the header X-CSRFToken."
