"""Real sockets on both servers: what only a real server shows."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from messaging.realtime.protocol import PRIVATE_TWIN
from tests.live import Setup
from tests.proofs.children import prove
from tests.sockets.clients import (
    UNHURRIED,
    Frame,
    Impatient,
    Reader,
    by_ticket,
    next_frame,
    post_webhook,
    ticket,
    until_closed,
)


@pytest.fixture(scope="module", params=["serve", "daphne"])
def server(
    request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Impatient]:
    var_dir = tmp_path_factory.mktemp("var")
    shutil.copy(migrated_sqlite, var_dir)
    with Impatient(Setup(var_dir), request.param) as server:
        yield server


@pytest.fixture(scope="module")
def people(server: Impatient) -> dict[str, Any]:
    """``inbox, secret, token, cookie``"""
    made: dict[str, Any] = prove(server.setup, "people")
    return made


async def by_cookie(server: Impatient, cookie: str, origin: str | None) -> ClientConnection:
    return await connect(server.ws_url, origin=origin, additional_headers={"Cookie": cookie}, **UNHURRIED)  # type: ignore[arg-type]


async def followed(socket: ClientConnection, inbox: int, **more: Any) -> Frame:
    """The `subbed` frame; the replay must be over."""
    await socket.send(json.dumps({"op": "sub", "inbox": inbox, **more}))
    subbed = await next_frame(socket)
    assert subbed["op"] == "subbed", subbed
    assert (await next_frame(socket))["op"] == "live"
    return subbed


async def test_a_browser_of_this_site_follows_and_hears(server: Impatient, people: dict[str, Any]) -> None:
    async with await by_cookie(server, people["cookie"], server.url) as socket:
        subbed = await followed(socket, people["inbox"])
        assert await asyncio.to_thread(post_webhook, server, people["secret"], "Grüße 👋") == 200
        frame = await next_frame(socket)
        assert frame["s"] == subbed["head"] + 1
        while frame["k"] != "message.created":
            frame = await next_frame(socket)
        assert frame["d"]["content"] == "Grüße 👋"


async def test_a_program_comes_in_by_ticket_once(server: Impatient, people: dict[str, Any]) -> None:
    one_time = await ticket(server, people["token"])
    protocols: Any = ["desk.v1", f"ticket.{one_time}"]
    async with connect(server.ws_url, subprotocols=protocols, **UNHURRIED) as socket:
        assert socket.subprotocol == "desk.v1"
        await followed(socket, people["inbox"])
    async with connect(server.ws_url, subprotocols=protocols, **UNHURRIED) as socket:
        code, frames = await until_closed(socket)
    assert (code, frames[-1]["code"]) == (4401, "ticket_invalid")


@pytest.mark.parametrize(
    ("cookie", "origin", "code"),
    [("", "own", 4401), ("good", "https://evil.example", 4403), ("good", None, 4403)],
)
async def test_a_browser_sees_why_it_may_not(
    server: Impatient, people: dict[str, Any], cookie: str, origin: str | None, code: int
) -> None:
    """A refused handshake would be 1006 to it, whatever the reason."""
    own = server.url if origin == "own" else origin
    socket = await by_cookie(server, people["cookie"] if cookie else "theme=dark", own)
    seen, frames = await until_closed(socket)
    assert (seen, frames[-1]["op"]) == (code, "error")


@pytest.mark.parametrize(("text", "code"), [("hello", 4400), (b"\x00", 4400), ("x" * 70_000, 1009)])
async def test_codes_reach_the_client(
    server: Impatient, people: dict[str, Any], text: str | bytes, code: int
) -> None:
    socket = await by_ticket(server, people["token"])
    await socket.send(text)
    if server.kind == "daphne":
        code = PRIVATE_TWIN.get(code, code)
    assert (await until_closed(socket))[0] == code


async def test_compression_is_for_who_offers_it(server: Impatient, people: dict[str, Any]) -> None:
    """daphne has none."""
    async with await by_cookie(server, people["cookie"], server.url) as socket:
        assert [one.name for one in socket.protocol.extensions] == (
            ["permessage-deflate"] if server.kind == "serve" else []
        )
        await followed(socket, people["inbox"])
    async with await by_ticket(server, people["token"]) as socket:
        assert socket.protocol.extensions == []


async def test_a_mixed_crowd_is_shown_the_same_as_the_log_says(
    server: Impatient, people: dict[str, Any]
) -> None:
    """With compression and without, live and out of the log."""
    inbox = people["inbox"]
    async with (
        await by_cookie(server, people["cookie"], server.url) as compressed,
        await by_ticket(server, people["token"]) as plain,
    ):
        head = (await followed(compressed, inbox))["head"]
        await followed(plain, inbox)
        for number in range(4):
            await asyncio.to_thread(
                post_webhook, server, people["secret"], f"{number}: " + "Grüße 👋 " * 40 * number
            )
        path = f"/api/feed/?inbox={inbox}&since={head}"
        answer = await asyncio.to_thread(server.request, "GET", path, token=people["token"])
        events = [{"op": "ev", **event} for event in answer.json["events"]]
        assert len(events) >= 8
        for socket in (compressed, plain):
            assert [await next_frame(socket) for _ in events] == events
        async with await by_cookie(server, people["cookie"], server.url) as late:
            await late.send(json.dumps({"op": "sub", "inbox": inbox, "since": head}))
            assert (await next_frame(late))["op"] == "subbed"
            assert [await next_frame(late) for _ in events] == events


async def test_a_small_frame_that_unpacks_to_megabytes_is_1009(
    server: Impatient, people: dict[str, Any]
) -> None:
    if server.kind == "daphne":
        return  # not compressed there: the size on the wire decides
    before = server.megabytes
    async with await by_cookie(server, people["cookie"], server.url) as socket:
        await socket.send("x" * 50_000_000)
        assert (await until_closed(socket))[0] == 1009
    assert server.megabytes - before < 20


async def test_a_flood_of_frames_is_4429(server: Impatient, people: dict[str, Any]) -> None:
    socket = await by_ticket(server, people["token"])
    # It may be closed before the last of them.
    with suppress(ConnectionClosed):
        for _ in range(400):
            await socket.send('{"op":"ack","i":1,"s":1}')
    assert (await until_closed(socket))[0] == 4429


async def test_a_client_that_never_reads_is_closed_and_not_kept_in_memory(
    server: Impatient, people: dict[str, Any]
) -> None:
    socket = await by_ticket(server, people["token"])
    subbed = await followed(socket, people["inbox"])
    before = server.megabytes
    # 24 MB: more than the kernel keeps for both ends.
    await asyncio.to_thread(prove, server.setup, "flood", people["inbox"], 4000, 6000)
    await asyncio.to_thread(server.wait_for_log, '"code": 4408')
    assert server.megabytes - before < 60
    code, frames = await until_closed(socket)
    seqs = [frame["s"] for frame in frames if frame["op"] == "ev"]
    assert seqs == list(range(subbed["head"] + 1, subbed["head"] + 1 + len(seqs)))
    assert len(seqs) < 4000
    # Coming back, it goes on after the last that it has seen.
    since = subbed["head"] + 3500
    async with await by_ticket(server, people["token"]) as again:
        await again.send(json.dumps({"op": "sub", "inbox": people["inbox"], "since": since}))
        assert (await next_frame(again))["head"] == since + 500
        assert [(await next_frame(again))["s"] for _ in range(500)] == list(range(since + 1, since + 501))
    # Through a connection that takes nothing uvicorn cannot send a close frame at all, and daphne's protocol
    # gives up waiting for the answer to it: whoever reads too late may find the connection cut.
    assert code in {4408, 1006}


async def test_a_restart_is_survived_without_loss(server: Impatient, people: dict[str, Any]) -> None:
    head = (await asyncio.to_thread(prove, server.setup, "flood", people["inbox"], 250, 10)) - 250
    reader = Reader([server], people["token"], people["inbox"])
    reader.last = head
    async with reader:
        await reader.until(head + 250)
        socket = await by_ticket(server, people["token"])
        leaving = asyncio.create_task(until_closed(socket))
        await asyncio.to_thread(server.stop, signal.SIGTERM)
        code, frames = await leaving
        if server.kind == "serve":
            assert (code, [frame["op"] for frame in frames]) == (1012, ["bye"])
            assert 0 <= frames[0]["in"] <= 10
        await asyncio.to_thread(prove, server.setup, "flood", people["inbox"], 250, 10)
        await asyncio.to_thread(server.start)
        await reader.until(head + 500)
    assert reader.faults == []
    assert reader.connections == 2
    assert "Traceback" not in server.log
