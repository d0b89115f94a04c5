"""The providers' webhooks and the one the project began with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from messaging import metrics, throttles, transports
from messaging.actions.inbox import add_bad_signature_notice
from messaging.actors import Actor
from messaging.errors import ConsoleError, Overloaded
from messaging.ingest import (
    IncomingCall,
    generic_call,
    ingest,
    names_other_inboxes,
    off_the_loop,
    provider_call,
    with_recipients,
)
from messaging.limits import LONGEST_QUERY
from messaging.loopback import is_local_program
from messaging.models import Inbox, Message, Select
from messaging.runtime import runtime
from messaging.timestamps import utc_text
from messaging.transports import Transport, WebhookRequest
from messaging.transports.payload import clean
from messaging.webhooks.inboxes import Name, UnknownInbox, other_inboxes, read_inbox, recent_inboxes
from messaging.webhooks.json_errors import json_errors

# Whatever else Twilio is answered it would send to the customer.
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_STORED = Select(Message, ["sender", "receiver", "content", "timestamp"])
# Of headers among the rest of a request's META.
_PREFIX = "HTTP_"
_OF_THE_BODY = {"CONTENT_TYPE", "CONTENT_LENGTH"}
P = ParamSpec("P")
T = TypeVar("T")


class BadSignature(ConsoleError):
    """Unsigned or wrongly signed: nothing is stored but a counter."""

    status = 401
    code = "bad_signature"


@json_errors("GET", "POST")
async def whatsapp_cloud(request: HttpRequest, inbox_id: str) -> HttpResponse:
    """Meta's handshake (GET) and signed deliveries (POST) of one inbox."""
    name = (Inbox.Transport.WHATSAPP_CLOUD, int(inbox_id))
    if request.method == "GET":
        return await _handshake(request, await _read(request, name))
    await _accept(request, name)
    return HttpResponse(status=200)


@json_errors("POST")
async def twilio(request: HttpRequest, inbox_id: str) -> HttpResponse:
    """Twilio's signed forms of one inbox: messages and status callbacks, whichever path they come to."""
    await _accept(request, (Inbox.Transport.TWILIO, int(inbox_id)))
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


async def _accept(request: HttpRequest, name: tuple[Inbox.Transport, int]) -> None:
    """Verify what a provider sent and wait until it is stored; raises the refusal."""
    incoming, transport = _incoming(request), transports.get(name[0])

    async def verified(inbox: Inbox) -> IncomingCall | None:
        return await off_the_loop(
            incoming.body, _verified_call, inbox, transport, incoming, _request_id(request)
        )

    def is_whole(inbox: Inbox, call: IncomingCall | None) -> bool:
        return call is not None and not names_other_inboxes(call, inbox)

    inbox, call = await _checked(request, name, verified, is_whole)
    if call is None:
        await _count_forgery(request)
        await _in_thread(add_bad_signature_notice, inbox, by=Actor.provider(inbox.transport))
        raise _unsigned(inbox.transport)
    if names_other_inboxes(call, inbox):
        others = await _in_thread(other_inboxes, inbox, transport, call.batch, incoming)
        call = with_recipients(call, inbox, transport, others)
    await ingest().submit(call)


async def _checked(
    request: HttpRequest, name: Name, check: Callable[[Inbox], Awaitable[T]], fits: Callable[[Inbox, T], bool]
) -> tuple[Inbox, T]:
    """Return the inbox, and what `check` says of it; once more with the inbox of now where that does not fit a recent
    one: its secret or its number may have been changed."""
    recent = recent_inboxes().find(name)
    if recent is not None and fits(recent, checked := await check(recent)):
        return recent, checked
    inbox = await _read(request, name)
    return inbox, await check(inbox)


def _verified_call(
    inbox: Inbox, transport: Transport, incoming: WebhookRequest, request_id: str
) -> IncomingCall | None:
    """Return what was sent, parsed; None when it is not signed."""
    if not transport.verify(inbox.config, incoming):
        return None
    query = clean(incoming.query)[:LONGEST_QUERY]
    return provider_call(inbox, incoming.body, query=query, request_id=request_id)


@json_errors("POST")
async def generic_webhook(request: HttpRequest) -> HttpResponse:
    """``{"sender", "content", "id"?}`` from any system that holds the inbox's webhook secret."""
    body = request.body

    async def allowed(inbox: Inbox) -> bool:
        return _generic_allowed(request, inbox, body)

    inbox, is_allowed = await _checked(request, request.GET.get("inbox"), allowed, lambda _, yes: yes)
    if not is_allowed:
        await _count_forgery(request)
        raise _unsigned("generic")
    outcome = await ingest().submit(generic_call(inbox, body, request_id=_request_id(request)))
    if not outcome.messages:
        raise Overloaded("The message could not be stored.", code="unavailable")
    ((sender, receiver, content, at),) = await _in_thread(_STORED.rows, outcome.messages[:1])
    stored = {"sender": sender, "receiver": receiver, "content": content, "timestamp": utc_text(at)}
    return JsonResponse({"message": "Webhook received asynchronously", "data": stored})


async def _read(request: HttpRequest, name: Name) -> Inbox:
    """Return the inbox as it is now. An id that is made up counts as a wrong signature: else whoever goes through the
    numbers would learn which inboxes there are, as fast as they like."""
    try:
        inbox = await _in_thread(read_inbox, name)
    except UnknownInbox:
        await _in_thread(throttles.WEBHOOKS.failed, _address(request))
        raise
    recent_inboxes().keep(name, inbox)
    return inbox


def _generic_allowed(request: HttpRequest, inbox: Inbox, body: bytes) -> bool:
    headers = _headers(request)
    if settings.DEMO and transports.generic_webhook.HEADER not in headers and _is_local(request):
        return True
    return transports.generic_webhook.verify(inbox.config.get("webhook_secret", ""), headers, body)


def _is_local(request: HttpRequest) -> bool:
    return is_local_program(_address(request), request.headers)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


async def _count_forgery(request: HttpRequest) -> None:
    """Raise `TooMany` where an address brings wrong signatures or made-up ids all the time. One that brings no
    signature proves nothing and is not counted, but refused alike: a 401 would say that the inbox exists. What is
    signed right is never counted."""
    signed = any("signature" in name.lower() for name in request.headers)
    count = throttles.WEBHOOKS.failed if signed else throttles.WEBHOOKS.check
    await _in_thread(count, _address(request))


async def _handshake(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    answer = transports.whatsapp_cloud.handshake(inbox.config, request.GET.dict())
    if answer is None:
        await _in_thread(throttles.WEBHOOKS.failed, _address(request))
        raise BadVerifyToken("The verify token is not the one of this inbox.")
    return HttpResponse(answer, content_type="text/plain")


class BadVerifyToken(ConsoleError):
    status = 403
    code = "bad_verify_token"


async def _in_thread(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    return await runtime().pool("webhooks").run(fn, *args, **kwargs)


def _unsigned(source: str) -> BadSignature:
    metrics.WEBHOOK_CALLS.labels(source, "refused").inc()
    return BadSignature("The signature is missing or wrong.")


def _incoming(request: HttpRequest) -> WebhookRequest:
    query, body = str(request.META.get("QUERY_STRING", "")), request.body
    return WebhookRequest(body=body, headers=_headers(request), path=request.path, query=query)


def _headers(request: HttpRequest) -> dict[str, str]:
    """Return what `request.headers` has, in lower case, without making that."""
    return {
        name.removeprefix(_PREFIX).replace("_", "-").lower(): value
        for name, value in request.META.items()
        if name.startswith(_PREFIX) or name in _OF_THE_BODY
    }


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
