"""Who looks and who types: told to colleagues, stored nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.feed import doorbell
from messaging.models import Agent, FeedEvent, Inbox
from messaging.realtime import presence
from messaging.realtime.presence import PresenceCache, PresenceSignal
from tests.factories import an_agent, an_inbox, from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import Database


@pytest.fixture
def colleague(inbox: Inbox) -> Agent:
    return an_agent(username="ben", first_name="Ben", inboxes=[inbox])


@pytest.mark.parametrize(("mode", "ttl"), [("typing", 6), ("viewing", 30)])
async def test_colleagues_are_told_and_oneself_is_not(  # noqa: PLR0917 (fixtures)
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    mode: str,
    ttl: int,
) -> None:
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    await mine.send(op=mode, conversation=message.conversation_id)
    assert await theirs.expect("presence") == {
        "op": "presence",
        "inbox": inbox.pk,
        "conversation": message.conversation_id,
        "agent": {"id": agent.pk, "name": "Mia"},
        "mode": mode,
        "ttl": ttl,
    }
    assert await theirs.silent(), "the layer's copy of our own signal must not double it"
    assert await mine.silent()


async def test_nothing_of_it_is_logged(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    before = await database(FeedEvent.objects.count)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    await mine.send(op="typing", conversation=message.conversation_id)
    await theirs.expect("presence")
    assert await database(FeedEvent.objects.count) == before


async def test_one_who_comes_later_is_told_what_is_still_true(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    await mine.send(op="viewing", conversation=message.conversation_id)
    await theirs.expect("presence")
    late = await open_console(colleague)
    await late.sub(inbox.pk)
    assert (await late.expect("presence"))["agent"]["id"] == agent.pk


async def test_other_inboxes_hear_nothing(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    elsewhere = await database(an_inbox, colleague)
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(elsewhere.pk)
    await mine.send(op="typing", conversation=message.conversation_id)
    await database(from_customer, elsewhere)
    assert (await theirs.expect("ev"))["i"] == elsewhere.pk


async def test_a_conversation_of_others_is_not_there(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    foreign = await database(from_customer, await database(an_inbox))
    console = await open_console(agent)
    await console.sub(inbox.pk)
    for conversation in (foreign.conversation_id, 10**9):
        await console.send(op="typing", conversation=conversation)
        assert (await console.expect("error"))["code"] == "not_found"


async def test_too_many_signals_are_dropped_without_a_word(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "RATE", 0.001)
    monkeypatch.setattr(presence, "BURST", 2)
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    for _ in range(2):
        await mine.send(op="typing", conversation=message.conversation_id)
        await theirs.expect("presence")
    for _ in range(5):
        await mine.send(op="typing", conversation=message.conversation_id)
    await mine.sub(inbox.pk)  # after it, all of them have been read
    await database(from_customer, inbox)
    assert (await theirs.frame())["op"] == "ev"


async def test_another_process_is_seen(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    note = PresenceSignal(message.conversation_id, 77, "Ada", "typing", origin="another process")
    doorbell.presence(inbox.pk, note.plain())
    assert (await console.expect("presence"))["agent"] == {"id": 77, "name": "Ada"}


async def test_the_board_forgets_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(presence.time, "monotonic", lambda: now)
    monkeypatch.setattr(presence, "MAX_KEPT", 3)
    board, fields = PresenceCache(), {"agent": 1, "name": "Mia", "origin": "x"}

    def keep(conversation: int, mode: Any) -> None:
        board.keep(7, PresenceSignal(conversation, mode=mode, **fields))

    keep(1, "typing")
    keep(2, "viewing")
    assert [note.conversation for note in board.now(7)] == [1, 2]
    assert board.now(8) == []
    now += 7
    assert [note.conversation for note in board.now(7)] == [2]
    for conversation in range(10):
        keep(conversation, "viewing")
    assert len(board.now(7)) == 3
