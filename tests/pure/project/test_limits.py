"""The body limit: with a length, without one, and one byte below."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from support_console.limits import BodyLimit

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


def ask(*chunks: bytes, length: bytes | None = None) -> tuple[int, bytes]:
    """Status and body of the answer to a POST in these chunks."""
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
    asyncio.run(BodyLimit(reading, LIMIT)({"type": "http", "headers": headers}, receive, send))
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


@pytest.mark.parametrize("length", [b"", b"-1", b"abc", "٣".encode(), b"9" * 30])
def test_a_nonsense_length_does_not_help(length: bytes) -> None:
    assert ask(b"x" * LIMIT, b"y", length=length)[0] == 413
