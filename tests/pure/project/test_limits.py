"""The body limit: with a length, without one, and one byte below."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from support_console import limits
from support_console.limits import UPLOAD, BodyLimit

LIMIT = 1024 * 1024


async def reading(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An application that reads everything, then answers 200 with the number of bytes."""
    total, more = 0, True
    while more:
        message = await receive()
        total += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(total).encode()})


def ask(*chunks: bytes, length: bytes | None = None, path: str = "/", form: bytes = b"") -> tuple[int, bytes]:
    """Status and body of the answer to a POST in these chunks; `form`: its content type."""
    sent: list[dict[str, Any]] = []
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": place < len(chunks)}
        for place, chunk in enumerate(chunks, start=1)
    ]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-length", length)] if length is not None else []
    headers += [(b"content-type", form)] if form else []
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    asyncio.run(BodyLimit(reading, LIMIT)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


def test_a_body_within_the_limit_passes() -> None:
    assert ask(b"x" * LIMIT, length=str(LIMIT).encode()) == (200, str(LIMIT).encode())


def test_a_larger_length_is_refused_before_anything_is_read() -> None:
    status, body = ask(b"", length=str(LIMIT + 1).encode())
    assert status == 413
    assert json.loads(body) == {"code": "too_large", "detail": "The body is larger than 1 MiB.", "errors": {}}


def test_a_body_without_a_length_is_counted() -> None:
    assert ask(b"x" * LIMIT, b"y")[0] == 413
    assert ask(b"x" * (LIMIT - 1), b"y")[0] == 200


def test_a_nonsense_length_does_not_help(subtests: pytest.Subtests) -> None:
    for length in [b"", b"-1", b"abc", "٣".encode(), b"9" * 30]:
        with subtests.test(length=length):
            assert ask(b"x" * LIMIT, b"y", length=length)[0] == 413


FORM = b"Multipart/Form-Data; boundary=x"


def test_a_form_with_a_file_may_be_larger_where_files_come_in(subtests: pytest.Subtests) -> None:
    for path in [
        "/api/attachments",
        "/api/attachments/",
        "/api/conversations/7/messages",
        "/simulator/graph/v26.0/1/media",
    ]:
        with subtests.test(path=path):
            assert ask(b"x" * LIMIT, b"y", path=path, form=FORM)[0] == 200
            assert ask(b"", length=str(UPLOAD).encode(), path=path, form=FORM)[0] == 200
            status, body = ask(b"", length=str(UPLOAD + 1).encode(), path=path, form=FORM)
            assert (status, json.loads(body)["detail"]) == (413, "The body is larger than 101 MiB.")


def test_nothing_else_may(subtests: pytest.Subtests) -> None:
    for path, form in [
        ("/api/attachments", b"application/json"),
        ("/api/attachments", b""),
        ("/api/attachments/7/retry", FORM),
        ("/api/conversations/x/messages", FORM),
        ("/webhooks/whatsapp/1/", FORM),
        ("/api/conversations", FORM),
        ("/", FORM),
    ]:
        with subtests.test(path=path, form=form):
            assert ask(b"x" * LIMIT, b"y", path=path, form=form)[0] == 413


# --- time, and all bodies together ----------------------------------------------------------------


async def silence() -> dict[str, Any]:
    """A client that sends nothing more."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError


def test_a_body_that_stops_coming_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GRACE", 0.0)
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    asyncio.run(BodyLimit(reading, LIMIT)(scope, silence, send))
    assert (sent[0]["status"], json.loads(sent[1]["body"])["code"]) == (408, "too_slow")
    assert (b"connection", b"close") in sent[0]["headers"]


def test_all_bodies_together_are_bounded_and_their_room_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_IN_FLIGHT", 1000)
    statuses: list[int] = []

    async def holding(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await scope["go_on"].wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def all_of_them() -> None:
        app, go_on = BodyLimit(holding, LIMIT), asyncio.Event()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"x" * 600, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "go_on": go_on}
        first = asyncio.create_task(app(scope, receive, send))
        await asyncio.sleep(0)
        await app(scope, receive, send)
        go_on.set()
        await first
        await app(scope, receive, send)

    asyncio.run(all_of_them())
    assert statuses == [503, 200, 200]
