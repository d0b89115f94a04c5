"""Who looks and who types: told to colleagues, stored nowhere."""

from __future__ import annotations

from dataclasses import replace
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
    frame = await theirs.expect("presence")
    assert frame.pop("socket")
    assert frame == {
        "op": "presence",
        "inbox": inbox.pk,
        "conversation": message.conversation_id,
        "agent": {"id": agent.pk, "name": "Mia"},
        "mode": mode,
        "note": False,
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


async def test_what_is_left_and_closed_is_gone_at_once(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    await mine.send(op="typing", conversation=message.conversation_id, note=True)
    typing = await theirs.expect("presence")
    assert typing["note"] is True
    await mine.send(op="typing", conversation=None)
    assert await theirs.expect("presence") == {**typing, "ttl": 0}
    await mine.send(op="viewing", conversation=message.conversation_id)
    viewing = await theirs.expect("presence")
    assert viewing["socket"] == typing["socket"]
    await mine.close()
    assert await theirs.expect("presence") == {**viewing, "ttl": 0}
    late = await open_console(colleague)
    await late.sub(inbox.pk)
    assert await late.silent()


async def test_another_window_of_the_same_agent_is_told(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    one, other = await open_console(agent), await open_console(agent)
    await one.sub(inbox.pk)
    await other.sub(inbox.pk)
    await one.send(op="viewing", conversation=message.conversation_id)
    assert (await other.expect("presence"))["agent"]["id"] == agent.pk
    # One that comes back must not take the socket that it has just lost for another window.
    late = await open_console(agent)
    await late.sub(inbox.pk)
    assert await late.silent()


async def test_who_goes_to_another_inbox_is_gone_from_the_first(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    first = await database(from_customer, inbox)
    second = await database(from_customer, await database(an_inbox, agent))
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await mine.sub(second.inbox_id)
    await theirs.sub(inbox.pk)
    await mine.send(op="viewing", conversation=first.conversation_id)
    viewing = await theirs.expect("presence")
    await mine.send(op="viewing", conversation=second.conversation_id)
    assert await theirs.expect("presence") == {**viewing, "ttl": 0}


async def test_what_is_repeated_too_soon_is_not_passed_on(
    open_console: OpenConsole, database: Database, agent: Agent, colleague: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    await mine.send(op="viewing", conversation=message.conversation_id)
    assert (await theirs.expect("presence"))["mode"] == "viewing"
    await mine.send(op="viewing", conversation=message.conversation_id)
    await mine.send(op="typing", conversation=message.conversation_id)
    assert (await theirs.expect("presence"))["mode"] == "typing"
    await mine.send(op="typing", conversation=message.conversation_id, note=True)
    assert (await theirs.expect("presence"))["note"] is True, "that is another thing"


async def test_too_many_changes_wait_for_their_turn(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "RATE", 0.001)
    monkeypatch.setattr(presence, "BURST", 1)
    message = await database(from_customer, inbox)
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    for note in (True, False, True):
        await mine.send(op="typing", conversation=message.conversation_id, note=note)
    assert (await theirs.expect("presence"))["op"] == "presence"
    await mine.send(op="typing", conversation=message.conversation_id, note=False)
    await mine.sub(inbox.pk)  # after it, all of them have been read
    await database(from_customer, inbox)
    assert (await theirs.frame())["op"] == "ev"


async def test_a_flood_costs_colleagues_as_little_as_who_stays(
    open_console: OpenConsole,
    database: Database,
    agent: Agent,
    colleague: Agent,
    inbox: Inbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "BURST", 1)
    flipped = [await database(from_customer, inbox, phone=f"4915110000{n}") for n in range(20, 40)]
    mine, theirs = await open_console(agent), await open_console(colleague)
    await mine.sub(inbox.pk)
    await theirs.sub(inbox.pk)
    for message in flipped:
        await mine.send(op="viewing", conversation=message.conversation_id)
    for _ in range(20):
        await mine.send(op="viewing", conversation=flipped[-1].conversation_id)
    assert (await theirs.expect("presence"))["conversation"] in {one.conversation_id for one in flipped}
    # They are seen where they end.
    assert (await theirs.expect("presence"))["conversation"] == flipped[-1].conversation_id
    await mine.send(op="viewing", conversation=None)
    assert (await theirs.expect("presence"))["ttl"] == 0


async def test_another_process_is_seen(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    message = await database(from_customer, inbox)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    note = PresenceSignal(message.conversation_id, agent.pk + 1, "Ada", "typing", "another process", "a1")
    doorbell.presence(inbox.pk, note.plain())
    assert (await console.expect("presence"))["agent"] == {"id": agent.pk + 1, "name": "Ada"}
    doorbell.presence(inbox.pk, replace(note, gone=True).plain())
    assert (await console.expect("presence"))["ttl"] == 0


async def test_the_board_forgets_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(presence.time, "monotonic", lambda: now)
    monkeypatch.setattr(presence, "MAX_KEPT", 3)
    board = PresenceCache()

    def keep(conversation: int, mode: Any, socket: str = "s1", *, gone: bool = False) -> None:
        board.keep(7, PresenceSignal(conversation, 1, "Mia", mode, "x", socket, gone=gone))

    def kept() -> list[int]:
        return [signal.conversation for signal in board.now(7)]

    keep(1, "typing")
    keep(2, "viewing")
    assert kept() == [1, 2]
    assert board.now(8) == []
    now += 7
    assert kept() == [2]
    keep(3, "viewing")
    keep(2, "viewing", gone=True)
    assert kept() == [3], "an end that comes late ends nothing that began since"
    for number in range(10):
        keep(number, "viewing", f"s{number}")
    assert len(kept()) == 3
