"""Access to the phone page: requests from this machine, and logged-in staff from anywhere.

The phone page can write as any customer, so it is open without a login only to requests that came
from this very machine: a loopback peer, a loopback name in ``Host`` (a foreign page that points its
own name at 127.0.0.1 has another one) and no trace of a proxy (behind one every peer is loopback).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from messaging.envelope import json_error
from messaging.loopback import is_loopback

PORT = re.compile(r":[0-9]+$")
FORBIDDEN_DETAIL = "The simulator is for people at this machine and for logged-in staff."
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")

View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def is_local_request(request: HttpRequest) -> bool:
    """Return whether the request was made on this machine and not forwarded by a proxy."""
    if any(header in request.headers for header in PROXY_HEADERS):
        return False
    host = PORT.sub("", request.get_host())
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(host)


async def is_player(request: HttpRequest) -> bool:
    if is_local_request(request):
        return True
    user = await request.auser()
    return bool(user.is_active and user.is_staff)


def require_player(view: View) -> View:
    """Answer 403 to everybody who may not play."""

    @wraps(view)
    async def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not await is_player(request):
            return json_error(403, "forbidden", FORBIDDEN_DETAIL)
        return await view(request, *args, **kwargs)

    return guarded
