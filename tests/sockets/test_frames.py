"""Frames that are wrong, too large, too many; and handlers that fail."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from messaging.models import Agent, Inbox
from messaging.realtime import consumer, hub
from tests.factories import from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Console, Database


@pytest.fixture
async def console(open_console: OpenConsole, agent: Agent) -> Console:
    return await open_console(agent)


@pytest.mark.parametrize("text", ["hello", "[]", "{}", '{"op":1}', '"sub"'])
async def test_garbage_closes_with_4400(console: Console, text: str) -> None:
    await console.send_text(text)
    closed = await console.closed()
    assert closed.code == 4400
    assert closed.frames[-1]["code"] == "garbage"


async def test_binary_closes_with_4400(console: Console) -> None:
    await console.wire.send_to(bytes_data=b"\x00\x01")
    assert (await console.closed()).code == 4400


async def test_a_wrong_frame_is_answered_and_the_socket_stays(console: Console, inbox: Inbox) -> None:
    await console.send(op="sub", inbox="seven")
    error = await console.expect("error")
    assert (error["code"], error["detail"]) == ("invalid", '"inbox" must be a whole number of at least 1.')
    await console.send(op="dance")
    assert (await console.expect("error"))["code"] == "unknown_op"
    await console.sub(inbox.pk)


async def test_a_client_that_gets_it_wrong_again_and_again_is_closed(console: Console) -> None:
    for _ in range(consumer.MAX_STRIKES + 1):
        await console.send(op="dance")
    closed = await console.closed()
    assert closed.code == 4400
    assert len(closed.frames) <= consumer.MAX_STRIKES + 1


@pytest.mark.parametrize("letter", ["x", "ü"])
async def test_a_frame_is_at_most_64_kib_of_utf8(console: Console, letter: str) -> None:
    def padded(size: int) -> str:
        frame = json.dumps({"op": "dance", "pad": ""}, ensure_ascii=False)
        room = size - len(frame.encode())
        return frame.replace('""', '"' + letter * (room // len(letter.encode())) + '"')

    await console.send_text(padded(64 * 1024))
    assert (await console.expect("error"))["code"] == "unknown_op"
    await console.send_text(padded(64 * 1024 + 2))
    closed = await console.closed()
    assert (closed.code, closed.frames[-1]["code"]) == (1009, "too_big")


async def test_too_many_frames_close_with_4429(
    open_console: OpenConsole, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "BURST", 5)
    monkeypatch.setattr(consumer, "RATE", 0.001)
    console = await open_console(agent)
    for _ in range(6):
        await console.send(op="ack", i=1, s=1)
    closed = await console.closed()
    assert (closed.code, closed.frames[-1]["code"]) == (4429, "rate")


async def test_an_opening_console_may_follow_many_inboxes_at_once(console: Console) -> None:
    for number in range(150):
        await console.send(op="ack", i=1, s=number)
    await console.send(op="dance")
    assert (await console.expect("error"))["code"] == "unknown_op"


async def test_acknowledging_what_is_not_followed_is_harmless(console: Console, inbox: Inbox) -> None:
    await console.send(op="ack", i=inbox.pk, s=5)
    await console.send(op="ack", i=10**9, s=10**9)
    await console.sub(inbox.pk)


# --- the consumer itself -------------------------------------------------------------------------


async def test_a_handler_that_fails_closes_with_1011_and_leaves_nothing_behind(
    console: Console, inbox: Inbox, realtime: hub.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await console.sub(inbox.pk)

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(consumer, "parse", fail)
    await console.send(op="ack", i=1, s=1)
    assert (await console.closed()).code == 1011
    await console.wire.wait(20)
    assert not realtime._connections
    assert not realtime._relay.listeners(inbox.pk)


async def test_a_client_that_goes_leaves_nothing_behind(
    console: Console, inbox: Inbox, realtime: hub.Hub
) -> None:
    await console.sub(inbox.pk)
    assert len(realtime._relay.listeners(inbox.pk)) == 1
    await console.close()
    assert not realtime._connections
    assert not realtime._relay.listeners(inbox.pk)
    assert not realtime._tasks


async def test_the_layer_has_one_member_per_process_and_not_per_socket(
    open_console: OpenConsole, agent: Agent, inbox: Inbox
) -> None:
    for _ in range(3):
        await (await open_console(agent)).sub(inbox.pk)
    groups = get_channel_layer().groups
    assert {name: len(members) for name, members in groups.items()} == {
        f"console.feed.{inbox.pk}": 1,
        "console.access": 1,
        "console.availability": 1,
    }


async def test_events_pass_while_the_shared_thread_of_the_process_is_busy(
    console: Console, inbox: Inbox, database: Database
) -> None:
    """Channels' own dispatch hops into it before every event (docs/design/realtime.md §2.1)."""
    await console.sub(inbox.pk)
    release, busy = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def block() -> None:
        loop.call_soon_threadsafe(busy.set)
        release.wait(30)

    blocking = asyncio.create_task(sync_to_async(block, thread_sensitive=True)())
    try:
        await busy.wait()
        await database(from_customer, inbox)
        assert (await console.expect("ev"))["k"]
        await console.send(op="dance")
        while (await console.frame())["op"] != "error":
            pass
    finally:
        release.set()
        await blocking
