"""Meta's webhook and the one the project began with."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.serializers import DateTimeField

from messaging import metrics, transports
from messaging.errors import DeskError, NotFound, Overloaded
from messaging.ingest import ingest, provider_call, seed_call
from messaging.models import Inbox, Message
from messaging.queries import default_inbox
from messaging.threads import DatabaseThreads
from messaging.webhooks.answers import enveloped

# Reads only; a provider that sends faster than this must come back.
_threads = DatabaseThreads("webhooks", threads=2, waiting=500, deadline=10)


NUMBER = re.compile("[0-9]{1,18}")  # what fits a 64-bit column


class BadSignature(DeskError):
    """Unsigned or wrongly signed: nothing is stored but a counter."""

    status = 401
    code = "bad_signature"


@enveloped("GET", "POST")
async def whatsapp_cloud(request: HttpRequest, inbox_id: int) -> HttpResponse:
    """Meta's handshake (GET) and signed deliveries (POST) of one inbox."""
    inbox = await _threads.run(_inbox, inbox_id, Inbox.Transport.WHATSAPP_CLOUD)
    if request.method == "GET":
        return _handshake(request, inbox)
    body = request.body
    if not transports.get(inbox.transport).verify(inbox.config, _headers(request), body):
        raise _unsigned(inbox.transport)
    call = provider_call(inbox, body, request_id=_request_id(request))
    if foreign := call.batch.routes - {inbox.route}:
        routes = await _threads.run(_routes, inbox, foreign, _headers(request), body)
        call = replace(call, routes=routes)
    await ingest().submit(call)
    return HttpResponse(status=200)


@enveloped("POST")
async def seed(request: HttpRequest) -> HttpResponse:
    """``{"sender", "content", "id"?}`` from any system that holds the inbox's webhook secret."""
    body = request.body
    inbox = await _threads.run(_seed_inbox, request.GET.get("inbox"))
    if not _seed_allowed(request, inbox, body):
        raise _unsigned("seed")
    outcome = await ingest().submit(seed_call(inbox.pk, body, request_id=_request_id(request)))
    if not outcome.messages:
        raise Overloaded("The message could not be stored.", code="unavailable")
    message = await _threads.run(Message.objects.get, pk=outcome.messages[0])
    return JsonResponse({"message": "Webhook received asynchronously", "data": _seed_data(message)})


def _seed_data(message: Message) -> dict[str, str]:
    return {
        "sender": message.sender,
        "receiver": message.receiver,
        "content": message.content,
        "timestamp": str(DateTimeField().to_representation(message.timestamp)),
    }


def _inbox(inbox_id: int, transport: str) -> Inbox:
    inbox = Inbox.objects.filter(pk=inbox_id, transport=transport).first()
    if inbox is None:
        raise NotFound("There is no such inbox.")
    return inbox


def _seed_inbox(named: str | None) -> Inbox:
    """The inbox that the query names, else the default one."""
    if named is None:
        inbox = default_inbox()
        if inbox is None:
            raise NotFound("No inbox is the default one; name one with ?inbox=<id>.", code="no_default_inbox")
        return inbox
    inbox = Inbox.objects.filter(pk=int(named)).first() if NUMBER.fullmatch(named) else None
    if inbox is None:
        raise NotFound("There is no such inbox.")
    return inbox


def _seed_allowed(request: HttpRequest, inbox: Inbox, body: bytes) -> bool:
    headers = _headers(request)
    if settings.DEMO and transports.generic.HEADER not in headers and _from_here(request):
        return True
    return transports.generic.verify(inbox.config.get("webhook_secret", ""), headers, body)


def _from_here(request: HttpRequest) -> bool:
    """Whether a program of this machine sent it: through no proxy, and not a page that somebody has open,
    which could post here from anywhere in the world."""
    if not request.headers.keys().isdisjoint({"X-Forwarded-For", "Forwarded", "Origin"}):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _handshake(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    answer = transports.whatsapp_cloud.handshake(inbox.config, request.GET.dict())
    if answer is None:
        raise BadVerifyToken("The verify token is not the one of this inbox.")
    return HttpResponse(answer, content_type="text/plain")


class BadVerifyToken(DeskError):
    status = 403
    code = "bad_verify_token"


def _routes(inbox: Inbox, foreign: frozenset[str], headers: dict[str, str], body: bytes) -> dict[str, int]:
    """Which inboxes the keys of one body belong to.

    One Meta app may serve several numbers through one URL. Another inbox takes its part only if
    *its* secret verifies the body too: knowing one app's secret must not open another's inbox.
    """
    transport = transports.get(inbox.transport)
    others = Inbox.objects.filter(transport=inbox.transport, route__in=foreign)
    verified = {one.route: one.pk for one in others if transport.verify(one.config, headers, body)}
    return {inbox.route: inbox.pk, **verified}


def _unsigned(source: str) -> BadSignature:
    metrics.WEBHOOK_CALLS.labels(source, "refused").inc()
    return BadSignature("The signature is missing or wrong.")


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
