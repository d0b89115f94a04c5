"""Who may play: whoever sits at the machine, and logged-in staff from anywhere else.

The phone page can write as any customer, so it is open without a login only to requests that came
from this very machine: a loopback peer, a loopback name in ``Host`` (a foreign page that points its
own name at 127.0.0.1 has another one) and no trace of a proxy (behind one every peer is loopback).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from messaging.loopback import is_loopback

PORT = re.compile(r":[0-9]+$")
NOT_YOU = "The simulator is for people at this machine and for logged-in staff."
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")

View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the request was made here and not passed on by anybody."""
    if any(header in request.headers for header in FORWARDED):
        return False
    host = PORT.sub("", request.get_host())
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(host)


async def may_play(request: HttpRequest) -> bool:
    if on_this_machine(request):
        return True
    user = await request.auser()
    return bool(user.is_active and user.is_staff)


def players_only(view: View) -> View:
    """403 for strangers."""

    @wraps(view)
    async def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not await may_play(request):
            return JsonResponse({"code": "forbidden", "detail": NOT_YOU, "errors": {}}, status=403)
        return await view(request, *args, **kwargs)

    return guarded
