"""What fails before Django has a request is answered, too."""

from __future__ import annotations

import errno
import json
from typing import Any

import pytest

from support_console.outages import OutagesOfTheServer


async def answer_of(app: Any, path: str = "/api/attachments", accept: bytes = b"*/*") -> list[dict[str, Any]]:
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", accept)],
    }
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await OutagesOfTheServer(app)(scope, None, send)  # type: ignore[arg-type]
    return sent


async def no_room(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_body_that_finds_no_room_on_the_disk_is_a_503() -> None:
    start, body = await answer_of(no_room)
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert start["status"] == 503
    assert json.loads(body["body"])["reason"] == "disk_full"
    assert int(headers["retry-after"]) > 0
    assert int(headers["content-length"]) == len(body["body"])


async def test_people_read_a_page() -> None:
    start, body = await answer_of(no_room, "/admin/", b"text/html")
    assert start["status"] == 503
    assert b"A disk of this server is full." in body["body"]


async def test_a_bug_is_left_to_the_server_and_an_answer_that_began_alone() -> None:
    async def bug(*_: Any) -> None:
        raise ValueError

    async def begun(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await no_room()

    with pytest.raises(ValueError):  # noqa: PT011
        await answer_of(bug)
    with pytest.raises(OSError, match="No space left"):
        await answer_of(begun)
