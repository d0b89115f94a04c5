"""Heartbeats, the relay's death, and the way out."""

from __future__ import annotations

from functools import partial

import pytest

from messaging import metrics
from messaging.feed import current_relay, positions, relay
from messaging.models import Agent, Inbox
from messaging.realtime import connection, hub
from messaging.realtime.flow_control import FlowControl
from tests.factories import from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Database


async def test_heartbeats_carry_the_heads(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "TICK", 0.01)
    monkeypatch.setattr(hub, "HEARTBEAT_TICKS", 2)
    console = await open_console(agent)
    assert await console.expect("hb") == {"op": "hb", "heads": {}}
    await console.sub(inbox.pk)
    await database(from_customer, inbox)
    head = (await database(positions.heads, [inbox.pk]))[inbox.pk].seq
    while (frame := await console.frame()) != {"op": "hb", "heads": {str(inbox.pk): head}}:
        assert frame["op"] in {"hb", "ev"}


async def test_a_socket_that_never_acknowledges_is_found_by_the_beat(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "TICK", 0.01)
    monkeypatch.setattr(connection, "FlowControl", partial(FlowControl, limit=2, patience=0.05))
    console = await open_console(agent)
    await console.sub(inbox.pk)
    for _ in range(3):
        await database(from_customer, inbox)
    closed = await console.closed()
    assert (closed.code, closed.frames[-1]["code"]) == (4408, "too_slow")


async def test_on_the_way_out_everybody_gets_bye_and_then_1012(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, realtime: hub.Hub
) -> None:
    consoles = [await open_console(agent) for _ in range(3)]
    for console in consoles:
        await console.sub(inbox.pk)
    await realtime.stop()
    for console in consoles:
        bye = await console.expect("bye")
        assert 0 <= bye["in"] <= 10
        assert (await console.closed()).code == 1012
    assert realtime._tasks == []


async def test_who_comes_during_the_stop_is_sent_away(
    open_console: OpenConsole, agent: Agent, realtime: hub.Hub
) -> None:
    await hub.shutdown()
    closed = await (await open_console(agent)).closed()
    assert (closed.code, closed.frames[-1]["code"]) == (1012, "restart")
    await hub.startup()
    assert hub.current() is not realtime


async def test_a_stop_without_sockets_takes_no_time(realtime: hub.Hub) -> None:
    await realtime.stop()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_when_the_relay_dies_its_sockets_are_closed_and_it_starts_again(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = await open_console(agent)
    await console.sub(inbox.pk)
    deaths = metrics.RELAY_DEATHS._value.get()

    def bug(*_: object) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(relay, "_take_in", bug)
        await database(from_customer, inbox)
        assert (await console.closed()).code == 1012
    assert metrics.RELAY_DEATHS._value.get() == deaths + 1

    console = await open_console(agent)
    subbed, _ = await console.sub(inbox.pk)
    await database(from_customer, inbox)
    assert (await console.expect("ev"))["s"] == subbed["head"] + 1


async def test_a_listener_that_fails_does_not_silence_the_others(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    broken, healthy = await open_console(agent), await open_console(agent)
    await broken.sub(inbox.pk)
    (listener,) = current_relay().listeners(inbox.pk)
    await healthy.sub(inbox.pk)

    def bug(*_: object) -> None:
        raise RuntimeError("a bug")

    listener._merger.on_live = bug  # type: ignore[attr-defined]
    await database(from_customer, inbox)
    assert (await healthy.expect("ev"))["i"] == inbox.pk
    assert (await broken.closed()).code == 1012
