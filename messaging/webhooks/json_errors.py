"""Answer what a webhook view raises in the error envelope, without DRF."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from messaging.envelope import error_response, json_error
from messaging.errors import ConsoleError
from messaging.outages import Outage

P = ParamSpec("P")
Answer = Coroutine[Any, Any, HttpResponse]
View = Callable[Concatenate[HttpRequest, P], Answer]


def json_errors(*methods: str) -> Callable[[View[P]], View[P]]:
    """Answer refusals in the envelope, other methods with 405."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        async def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                allowed = ", ".join(methods)
                sentence = f"This path answers {allowed}."
                return json_error(405, "method_not_allowed", sentence, headers={"Allow": allowed})
            try:
                return await view(request, *args, **kwargs)
            except Outage:
                raise  # as what the database raises itself: the middleware for outages answers both
            except ConsoleError as error:
                return error_response(error)

        # Providers and programs carry no CSRF cookie; what they send is signed.
        wrapper.csrf_exempt = True  # type: ignore[attr-defined]
        return cast("View[P]", wrapper)

    return decorate
