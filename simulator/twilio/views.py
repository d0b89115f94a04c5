"""The fake Twilio API: all three hosts of Twilio in one.

See docs/design/providers.md B5.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from simulator import faults
from simulator.models import SimulatedMedia, SimulatedNumber
from simulator.provider import files
from simulator.runtime import database
from simulator.twilio import api_keys, contents, media, messages, resources, senders, sending
from simulator.wire.twilio import TwilioError

REQUEST_FAULTS = ("expired_token", "permission", "unavailable")
SEND_FAULTS = ("rate_limit", "window_closed", "refuse")
ACCOUNT = r"2010-04-01/Accounts/(?P<account>AC[0-9a-fA-F]{32})"
SID = r"(?P<message>[A-Z]{2}[0-9a-fA-F]{32})"
FILE = r"(?P<media>ME[0-9a-fA-F]{32})"
CONTENT = r"v1/Content/(?P<content>HX[0-9a-fA-F]{32})"
HTML_ERROR = "<html><body><h1>503 Service Unavailable</h1></body></html>"

Verb = Callable[[HttpRequest, SimulatedNumber, dict[str, str]], dict[str, Any] | None]
# What needs the database only: verbs by method and path, and the status of success.
VERBS: tuple[tuple[str, str, Verb, int], ...] = (
    ("GET", rf"{ACCOUNT}\.json", lambda request, number, names: resources.account(number), 200),
    ("POST", rf"{ACCOUNT}/Keys\.json", api_keys.create, 201),
    ("GET", rf"{ACCOUNT}/Messages\.json", messages.list_messages, 200),
    ("GET", rf"{ACCOUNT}/Messages/{SID}\.json", messages.fetch, 200),
    ("POST", rf"{ACCOUNT}/Messages/{SID}\.json", messages.update, 200),
    ("DELETE", rf"{ACCOUNT}/Messages/{SID}\.json", messages.delete, 204),
    ("GET", rf"{ACCOUNT}/Messages/{SID}/Media\.json", media.list_media, 200),
    ("GET", rf"{ACCOUNT}/Messages/{SID}/Media/{FILE}\.json", media.fetch, 200),
    ("DELETE", rf"{ACCOUNT}/Messages/{SID}/Media/{FILE}\.json", media.delete, 204),
    ("GET", r"v1/Content", contents.list_contents, 200),
    ("POST", r"v1/Content", contents.create, 201),
    ("GET", r"v1/ContentAndApprovals", contents.list_with_approvals, 200),
    ("GET", CONTENT, contents.fetch, 200),
    ("PUT", CONTENT, contents.update, 200),
    ("DELETE", CONTENT, contents.delete, 204),
    ("GET", rf"{CONTENT}/ApprovalRequests", contents.fetch_approval, 200),
    ("POST", rf"{CONTENT}/ApprovalRequests/whatsapp", contents.submit, 201),
    ("GET", r"v2/Channels/Senders", senders.list_senders, 200),
)


@csrf_exempt  # programs with basic auth call this, never a browser with a cookie
async def twilio_resource(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve ``<method> /simulator/twilio/<path>``: see `VERBS` and `POSTS`."""
    request.body  # noqa: B018  (read it here: the threads must not)
    try:
        number = await database.run(_authorize, request, path)
        return await _dispatch(request, number, path.rstrip("/"))
    except TwilioError as error:
        return _error_response(error)


def _error_response(error: TwilioError) -> HttpResponse:
    response = JsonResponse(error.as_body(), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = f"{error.retry_after:g}"
    return response


def _authorize(request: HttpRequest, path: str) -> SimulatedNumber:
    """Return the number of this account and token, or of this API key; raise `TwilioError` 20003."""
    user, token = _basic_credentials(request)
    for number in SimulatedNumber.objects.filter(provider=SimulatedNumber.Provider.TWILIO):
        elsewhere = path.startswith("2010-04-01/") and f"/{number.waba_id}" not in f"/{path}"
        if not elsewhere and api_keys.opens(number, user, token):
            return number
    raise TwilioError(20003)


def _basic_credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, token = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (user, token) if scheme.lower() == "basic" else ("", "")


async def _dispatch(request: HttpRequest, number: SimulatedNumber, path: str) -> HttpResponseBase:
    if page := await database.run(_apply_faults, number, REQUEST_FAULTS):
        return page
    for pattern, act in POSTS.items():
        if request.method == "POST" and re.fullmatch(pattern, path):
            return await act(request, number)
    if found := re.fullmatch(rf"{ACCOUNT}/Messages/{SID}/Media/{FILE}", path):
        return await _redirect(number, found.groupdict())
    for method, pattern, verb, status in VERBS:
        if request.method == method and (match := re.fullmatch(pattern, path)):
            answer = await database.run(verb, request, number, match.groupdict())
            return HttpResponse(status=status) if answer is None else JsonResponse(answer, status=status)
    raise TwilioError(20404, f"The requested resource /{path} was not found")


def _apply_faults(number: SimulatedNumber, kinds: tuple[str, ...]) -> HttpResponse | None:
    """Raise the error of the first of these faults that is on; return a page of HTML where it is one."""
    found = faults.use_first(number, kinds)
    if found is None:
        return None
    kind, settings = found
    if kind == "unavailable":
        return HttpResponse(HTML_ERROR, status=503)
    error = TwilioError(faults.error_code(number, kind, settings))
    if kind == "rate_limit":
        error.retry_after = float(settings["seconds"])
    raise error


async def _send(request: HttpRequest, number: SimulatedNumber) -> HttpResponse:
    """``POST Messages.json``"""
    await database.run(_apply_faults, number, SEND_FAULTS)
    if len(request.POST.getlist("MediaUrl")) > 1:
        raise TwilioError(21623)
    message = await sending.send(number, {name: str(value) for name, value in request.POST.items()})
    slow = await database.run(faults.use_all, number, ("slow", "no_answer"))
    await asyncio.sleep(max((float(each["seconds"]) for each in slow.values()), default=0.0))
    if "no_answer" in slow:
        return HttpResponse(HTML_ERROR, status=504)
    return JsonResponse(resources.message(message), status=201)


async def _typing(request: HttpRequest, number: SimulatedNumber) -> HttpResponse:
    """``POST v3/Indicators/Typing.json`` (JSON) or v2 (form)"""
    sid = request.POST.get("messageId", "")
    if not sid:
        try:
            sid = str(json.loads(request.body)["messageId"])
        except (ValueError, KeyError, TypeError) as error:
            raise TwilioError(20404) from error
    if not await database.run(messages.show_typing, number, sid):
        raise TwilioError(20404)
    return JsonResponse({"success": True})


Act = Callable[[HttpRequest, SimulatedNumber], Coroutine[Any, Any, HttpResponse]]
POSTS: dict[str, Act] = {
    rf"{ACCOUNT}/Messages\.json": _send,
    r"v[23]/Indicators/Typing\.json": _typing,
}


async def _redirect(number: SimulatedNumber, names: dict[str, str]) -> HttpResponse:
    """Redirect to the file's storage host, which wants no credentials while the URL is valid."""
    file = await database.run(media.get_media, number, names)
    response = HttpResponse(status=307)
    response["Location"] = f"/simulator/twilio-media/{file.media_id}?{files.signed_query(file)}"
    return response


@csrf_exempt
async def download(request: HttpRequest, media_id: str) -> HttpResponseBase:
    """``GET /simulator/twilio-media/<media id>?ext=&hash=``: where the redirect leads."""
    rows = SimulatedMedia.objects.select_related("number")
    file = await database.run(rows.filter(media_id=media_id).first)
    good = file and files.is_valid_signature(file, request.GET.get("ext", ""), request.GET.get("hash", ""))
    if request.method != "GET" or file is None or not good:
        return HttpResponse("AccessDenied", status=403, content_type="text/plain")
    response = StreamingHttpResponse(files.stream(file), content_type=file.mime_type)
    response["Content-Length"] = str(file.size)
    return response
