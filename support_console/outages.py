"""Where the failures of database and disks become answers: 503 with `Retry-After`, whatever door was asked.

`messaging.outages` says what failed. Programs get the error envelope, people a page with one sentence.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as server_error_page

from messaging.database_writes import note_refused_write
from messaging.envelope import FOR_PROGRAMS, error_response, json_error
from messaging.errors import Overloaded
from messaging.outages import Outage, outage_of
from support_console.lifespan import App, Receive, Send

log = logging.getLogger(__name__)


def outage_response(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """Return the answer to what failed; None where the exception is a bug."""
    outage = outage_of(error) or (error if isinstance(error, Overloaded) else None)
    if outage is None:
        return None
    # No traceback: where it was noticed does not matter, and there may be hundreds a second.
    log.error(
        "Answered 503: %s",
        outage.detail,
        extra={"path": request.path, "failure": _in_one_line(error.__cause__ or error)},
    )
    if isinstance(outage, Outage):
        note_refused_write(outage)
    answer = _answer(request, outage)
    # Else Django logs each of them once more, without the reason.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _in_one_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0][:300]


def _answer(request: HttpRequest, outage: Overloaded) -> HttpResponse:
    if not _is_for_people(request):
        return error_response(outage)
    # Without the request: what a context processor reads may be what is away.
    context = {"sentence": outage.detail, "seconds": outage.retry_after, "again": _address(request)}
    page = render_to_string("messaging/unavailable.html", context)
    headers = {"Retry-After": str(outage.retry_after), "Cache-Control": "no-store"}
    return HttpResponse(page, status=outage.status, headers=headers)


def _is_for_people(request: HttpRequest) -> bool:
    return not request.path.startswith(FOR_PROGRAMS) and request.accepts("text/html")


def _address(request: HttpRequest) -> str:
    """Return where the page leads when it is asked for again; a form has to be sent again by hand."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""


class Outages:
    """Middleware: what a view, or a template that it left to be rendered, raises."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return outage_response(request, exception)


# --- what fails outside a view: Django would make each a 500 where it happens --------------------


class Sessions(SessionMiddleware):
    """Django's, which writes the session after the view."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            # Django takes every failure to write it for a session that was deleted meanwhile, and answers 400.
            return _instead(request, response, _failed_write(error) or error)
        except Exception as error:
            return _instead(request, response, error)


def _failed_write(error: BaseException) -> BaseException | None:
    """Return the outage behind an exception that does not name it as its cause."""
    found = error.__context__
    while found is not None and outage_of(found) is None:
        found = found.__context__
    return found


class Messages(MessageMiddleware):
    """Django's, which may read and write the session after the view."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except Exception as error:
            return _instead(request, response, error)


def _instead(request: HttpRequest, response: HttpResponse, error: BaseException) -> HttpResponse:
    answer = outage_response(request, error)
    if answer is None:
        raise error
    response.close()
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nothing else did (Django's hook): an outage that another middleware met, or a bug."""
    error = sys.exc_info()[1]
    if error is not None and (answer := outage_response(request, error)):
        return answer
    if _is_for_people(request):
        return server_error_page(request)
    return json_error(500, "server_error", "Something here went wrong; the log has more.")


class OutagesOfTheServer:
    """ASGI wrapper: what fails before Django has a request, such as writing a large body to a full disk."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        answered = False

        async def noting(message: Mapping[str, Any]) -> None:
            nonlocal answered
            answered = True
            await send(dict(message))

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            request = ASGIRequest(scope, BytesIO())
            response = None if answered else outage_response(request, error)
            if response is None:
                raise
            await _send(response, send)


async def _send(response: HttpResponse, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in response.items()]
    length = (b"Content-Length", str(len(response.content)).encode())
    # What is left of the body was not read.
    headers += [length, (b"Connection", b"close")]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
