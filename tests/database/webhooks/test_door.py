"""Webhooks reach their views past Django's middleware: whoever posts notices no difference."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from messaging.actions.inbox import configure_inbox
from messaging.models import Inbox, Message, WebhookCall
from messaging.outages import Outage, Reason
from messaging.webhooks import views
from support_console.webhook_door import WebhookDoor
from tests.factories import APP_SECRET, BY, WEBHOOK_SECRET, meta_body, signature, text_item

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def _asked(app: Any, scope: dict[str, Any], messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    coming = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def no_django(*_: Any) -> None:
    raise AssertionError("This went to Django.")


def ask(
    method: str,
    path: str,
    body: bytes = b"",
    *,
    query: str = "",
    raw_query: bytes = b"",
    messages: Any = None,
    **headers: str,
) -> Answer | None:
    """Ask the door; None when it answers nothing."""
    given = {"host": "testserver", "content_type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": raw_query or query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 40000),
    }
    chunks = messages or [{"type": "http.request", "body": body, "more_body": False}]
    sent = async_to_sync(_asked)(WebhookDoor(no_django), scope, chunks)  # type: ignore[arg-type]
    if not sent:
        return None
    start, end = sent
    shown = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], shown, end["body"])


def signed(inbox: Inbox, secret: str = APP_SECRET) -> tuple[str, bytes, dict[str, str]]:
    body = json.dumps(meta_body(inbox, messages=[text_item()])).encode()
    return f"/webhooks/whatsapp/{inbox.pk}/", body, {"x_hub_signature_256": signature(body, secret)}


def test_what_is_posted_is_stored_and_answered(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    path, body, headers = signed(inbox)
    with caplog.at_level(logging.INFO, "support_console.requests"):
        answer = ask("POST", path, body, x_request_id="given-by-the-proxy", **headers)
    assert answer is not None
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["x-request-id"] == "given-by-the-proxy"
    assert answer.headers["content-length"] == "0"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert Message.objects.get().content == "Hello"
    assert WebhookCall.objects.get().request_id == "given-by-the-proxy"
    (line,) = [record for record in caplog.records if record.getMessage() == "request"]
    assert (line.path, line.status) == (path, 200)  # type: ignore[attr-defined]


def test_a_body_may_come_in_pieces(inbox: Inbox) -> None:
    path, body, headers = signed(inbox)
    pieces = [
        {"type": "http.request", "body": body[n : n + 50], "more_body": True} for n in range(0, len(body), 50)
    ]
    answer = ask("POST", path, messages=[*pieces, {"type": "http.request"}], **headers)
    assert answer is not None
    assert answer.status == 200
    assert Message.objects.count() == 1


def test_whoever_hangs_up_before_the_end_is_answered_nothing(inbox: Inbox) -> None:
    path, body, headers = signed(inbox)
    half = {"type": "http.request", "body": body[:50], "more_body": True}
    assert ask("POST", path, messages=[half, {"type": "http.disconnect"}], **headers) is None
    assert not WebhookCall.objects.exists()


GENERIC = json.dumps({"sender": "+447700900123", "content": "Hi", "id": "one"}).encode()
HANDSHAKE = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="


@pytest.mark.parametrize(
    ("method", "path", "more"),
    {
        "handshake": ("GET", "/webhooks/whatsapp/{pk}/", {"query": f"{HANDSHAKE}verify-me"}),
        "wrong handshake": ("GET", "/webhooks/whatsapp/{pk}", {"query": f"{HANDSHAKE}no"}),
        "unsigned": ("POST", "/webhooks/whatsapp/{pk}/", {"body": b"{}"}),
        "wrongly signed": ("POST", "/webhooks/whatsapp/{pk}/", {"body": b"{}", "x_hub_signature_256": "sha256=00"}),
        "no such inbox": ("POST", "/webhooks/whatsapp/2147483648/", {"body": b"{}"}),
        "another provider's inbox": ("POST", "/webhooks/twilio/{pk}/status", {"body": b""}),
        "method": ("PUT", "/webhooks/whatsapp/{pk}/", {}),
        "foreign host": ("POST", "/webhooks/whatsapp/{pk}/", {"host": "elsewhere.example"}),
        "a program": ("POST", "/api/webhook", {"body": GENERIC, "x_signature_256": signature(GENERIC, WEBHOOK_SECRET)}),
        "a program, unsigned": ("POST", "/api/webhook/", {"body": GENERIC}),
        "a program, no such inbox": ("POST", "/api/webhook/", {"body": GENERIC, "query": "inbox=abc"}),
        "a program, no JSON": ("POST", "/api/webhook/", {"body": b"{", "x_signature_256": signature(b"{", WEBHOOK_SECRET)}),
    }.values(),
)  # fmt: skip
def test_both_ways_answer_alike(inbox: Inbox, method: str, path: str, more: dict[str, Any]) -> None:
    path = path.format(pk=inbox.pk)
    past_middleware = ask(method, path, **more)
    given = {name.replace("_", "-"): value for name, value in more.items() if name not in {"body", "query"}}
    through_django = Client(headers={"host": "testserver", **given}).generic(
        method,
        path,
        more.get("body", b""),
        content_type="application/json",
        QUERY_STRING=more.get("query", ""),
    )
    assert past_middleware is not None
    assert past_middleware.status == through_django.status_code
    assert _timeless(past_middleware.body) == _timeless(through_django.content)
    assert past_middleware.headers["content-length"] == str(len(past_middleware.body))
    for name in ("content-type", "allow", "retry-after"):
        assert past_middleware.headers.get(name) == through_django.headers.get(name), name


def _timeless(body: bytes) -> Any:
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if isinstance(document, dict):
        document.get("data", {}).pop("timestamp", None)
    return document


@pytest.mark.parametrize(
    ("raised", "status"),
    [(Outage(Reason.DATABASE_AWAY, "The database is away."), 503), (ValueError("a bug"), 500)],
    ids=["outage", "bug"],
)
def test_what_a_view_trips_over_is_answered_in_the_envelope(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int
) -> None:
    def broken() -> None:
        raise raised

    monkeypatch.setattr(views, "ingest", broken)
    path, body, headers = signed(inbox)
    answer = ask("POST", path, body, **headers)
    assert answer is not None
    assert answer.status == status
    assert set(json.loads(answer.body)) >= {"code", "detail"}
    assert ("retry-after" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    "scope",
    [
        {"type": "http", "path": "/api/conversations/"},
        {"type": "http", "path": "/webhooks/elsewhere/1/"},
        {"type": "http", "path": "/api/webhooks/"},
        {"type": "websocket", "path": "/webhooks/whatsapp/1/"},
    ],
    ids=str,
)
def test_everything_else_goes_to_django(scope: dict[str, Any]) -> None:
    seen = []

    async def django(given: Any, *_: Any) -> None:
        seen.append(given)

    async_to_sync(_asked)(WebhookDoor(django), scope, [])
    assert seen == [scope]


# --- the inbox is read once a second -----------------------------------------------------------


def test_a_secret_that_was_changed_counts_at_once(inbox: Inbox) -> None:
    assert status_of(*signed(inbox)) == 200
    configure_inbox(inbox, {"app_secret": "another-secret-of-32-characters-xx"}, by=BY)
    assert status_of(*signed(inbox, "another-secret-of-32-characters-xx")) == 200
    assert status_of(*signed(inbox)) == 401


def test_a_number_that_was_changed_counts_at_once(inbox: Inbox) -> None:
    assert status_of(*signed(inbox)) == 200
    configure_inbox(inbox, {"phone_number_id": "4711000000"}, by=BY)
    inbox.refresh_from_db()
    assert status_of(*signed(inbox)) == 200
    assert WebhookCall.objects.latest("pk").summary == {"messages": 1}


def test_an_address_that_is_no_text_is_refused() -> None:
    answer = ask("POST", "/webhooks/whatsapp/1/", raw_query=b"\xff")
    assert answer is not None
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "invalid")


def test_an_inbox_that_was_deleted_takes_nothing(inbox: Inbox) -> None:
    assert status_of(*signed(inbox)) == 200
    path, body, headers = signed(inbox)
    Inbox.objects.all().delete()
    assert status_of(path, body, headers) >= 400
    assert not WebhookCall.objects.exists()


def test_an_inbox_is_not_read_for_every_call(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Any] = []
    read: Callable[..., Inbox] = views.read_inbox
    monkeypatch.setattr(views, "read_inbox", lambda name: reads.append(name) or read(name))
    assert [status_of(*signed(inbox)) for _ in range(3)] == [200] * 3
    assert len(reads) == 1


def status_of(path: str, body: bytes, headers: dict[str, str]) -> int:
    answer = ask("POST", path, body, **headers)
    assert answer is not None
    return answer.status
