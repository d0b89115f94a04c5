"""How the webhook doors answer: the console's error envelope, without DRF."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from messaging.errors import ConsoleError, Overloaded

log = logging.getLogger(__name__)
P = ParamSpec("P")
Answer = Coroutine[Any, Any, HttpResponse]
View = Callable[Concatenate[HttpRequest, P], Answer]


def error_response(error: ConsoleError) -> JsonResponse:
    """``{"code", "detail", "errors"}`` with the error's status."""
    answer = JsonResponse(
        {"code": error.code, "detail": error.detail, "errors": error.errors, **error.extra},
        status=error.status,
    )
    if isinstance(error, Overloaded):
        answer["Retry-After"] = str(error.retry_after)
    return answer


def json_errors(*methods: str) -> Callable[[View[P]], View[P]]:
    """Answer refusals in the envelope, other methods with 405, an absent database with 503."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        async def answering(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return _wrong_method(methods)
            try:
                return await view(request, *args, **kwargs)
            except ConsoleError as error:
                return error_response(error)
            except (OperationalError, InterfaceError):
                log.exception("The database is away")
                return error_response(Overloaded("The database is away.", code="unavailable"))

        # Providers and programs carry no CSRF cookie; what they send is signed.
        answering.csrf_exempt = True  # type: ignore[attr-defined]
        return cast("View[P]", answering)

    return decorate


def _wrong_method(methods: tuple[str, ...]) -> JsonResponse:
    allowed = ", ".join(methods)
    body: dict[str, Any] = {
        "code": "method_not_allowed",
        "detail": f"This path answers {allowed}.",
        "errors": {},
    }
    return JsonResponse(body, status=405, headers={"Allow": allowed})
