"""Following an inbox: from now, from a cursor, and live."""

from __future__ import annotations

import asyncio

import pytest

from messaging.feed import positions, retention
from messaging.models import Agent, FeedHead, Inbox
from messaging.realtime import replay
from messaging.runtime import runtime
from tests.factories import an_agent, an_inbox, from_customer
from tests.sockets.conftest import OpenConsole
from tests.sockets.console import AtOnce, Database


async def head_of(database: Database, inbox: Inbox) -> positions.Head:
    heads: dict[int, positions.Head] = await database(positions.heads, [inbox.pk])
    return heads[inbox.pk]


async def test_from_now_means_nothing_old(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    await database(from_customer, inbox, "before")
    head = await head_of(database, inbox)
    console = await open_console(agent)
    subbed, replayed = await console.sub(inbox.pk)
    assert subbed == {"op": "subbed", "inbox": inbox.pk, "epoch": head.epoch, "head": head.seq}
    assert replayed == []


async def test_a_new_message_comes_live_as_a_whole_resource(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await open_console(agent)
    subbed, _ = await console.sub(inbox.pk)
    message = await database(from_customer, inbox, "Guten Tag 👋")
    events = await console.events((await head_of(database, inbox)).seq - subbed["head"])
    assert [event["s"] for event in events] == list(
        range(subbed["head"] + 1, subbed["head"] + 1 + len(events))
    )
    created = next(event for event in events if event["k"] == "message.created")
    assert created["i"] == inbox.pk
    assert created["d"]["id"] == message.pk
    assert created["d"]["content"] == "Guten Tag 👋"


async def test_a_cursor_is_continued_without_hole_or_repetition(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    for number in range(5):
        await database(from_customer, inbox, f"message {number}")
    head = await head_of(database, inbox)
    console = await open_console(agent)
    subbed, replayed = await console.sub(inbox.pk, since=2, epoch=head.epoch)
    assert subbed["head"] == head.seq
    assert [event["s"] for event in replayed] == list(range(3, head.seq + 1))
    await database(from_customer, inbox, "live")
    assert (await console.expect("ev"))["s"] == head.seq + 1


async def test_a_replay_goes_over_many_pages(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.realtime.replay.FEED_PAGE", 3)
    monkeypatch.setattr("messaging.realtime.inbox_subscription.FEED_PAGE", 3)
    for number in range(8):
        await database(from_customer, inbox, f"message {number}")
    head = await head_of(database, inbox)
    console = await open_console(agent)
    _, replayed = await console.sub(inbox.pk, since=0)
    assert [event["s"] for event in replayed] == list(range(1, head.seq + 1))


async def test_following_again_starts_at_the_new_cursor(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    await database(from_customer, inbox)
    head = await head_of(database, inbox)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    _, replayed = await console.sub(inbox.pk, since=0)
    assert [event["s"] for event in replayed] == list(range(1, head.seq + 1))
    await database(from_customer, inbox)
    assert (await console.expect("ev"))["s"] == head.seq + 1


async def test_several_inboxes_are_numbered_by_themselves(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    other = await database(an_inbox, agent)
    console = await open_console(agent)
    for one in (inbox, other):
        await console.sub(one.pk)
    await database(from_customer, other)
    assert (await console.expect("ev"))["i"] == other.pk


async def test_events_of_another_inbox_do_not_come(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    other = await database(an_inbox, agent)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    await database(from_customer, other)
    await database(from_customer, inbox)
    assert (await console.expect("ev"))["i"] == inbox.pk


# --- resets --------------------------------------------------------------------------------------


async def test_another_epoch_is_a_reset(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    await database(from_customer, inbox)
    head = await head_of(database, inbox)
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk, since=0, epoch="of-a-backup")
    assert await console.expect("reset") == {
        "op": "reset",
        "inbox": inbox.pk,
        "head": head.seq,
        "epoch": head.epoch,
        "why": "epoch",
    }


async def test_a_cursor_ahead_of_the_log_is_a_reset(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk, since=10**6)
    assert (await console.expect("reset"))["why"] == "epoch"


async def test_a_pruned_cursor_is_a_reset(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    for _ in range(4):
        await database(from_customer, inbox)
    await database(retention.prune, inbox.pk, kept_for=retention.timedelta(0), kept_newest=2)
    head = await head_of(database, inbox)
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk, since=0)
    assert (await console.expect("reset"))["why"] == "too_old"
    _, replayed = await console.sub(inbox.pk, since=head.seq - 2)
    assert len(replayed) == 2


async def test_a_cursor_too_far_behind_is_a_reset(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    await database(FeedHead.objects.filter(inbox=inbox).update, seq=5000)
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk, since=3999)
    assert (await console.expect("reset"))["why"] == "limit"


async def test_after_a_reset_the_inbox_is_not_followed_until_asked_again(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    other = await database(an_inbox, agent)
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk, since=10**6)
    reset = await console.expect("reset")
    await console.sub(other.pk)
    await database(from_customer, inbox)
    await database(from_customer, other)
    assert (await console.expect("ev"))["i"] == other.pk
    await console.events((await head_of(database, other)).seq - 1)
    _, replayed = await console.sub(inbox.pk, since=reset["head"], epoch=reset["epoch"])
    assert replayed[0]["s"] == reset["head"] + 1


async def test_a_renewed_epoch_reaches_those_who_are_connected(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    console = await open_console(agent)
    await console.sub(inbox.pk)
    await database(retention.renew_epochs)
    reset = await console.expect("reset")
    assert (reset["why"], reset["epoch"]) == ("epoch", (await head_of(database, inbox)).epoch)


# --- who may -------------------------------------------------------------------------------------


async def test_an_inbox_of_others_is_refused_and_the_socket_stays(
    open_console: OpenConsole, database: Database, agent: Agent, inbox: Inbox
) -> None:
    foreign = await database(an_inbox)
    console = await open_console(agent)
    for wanted in (foreign.pk, 10**9):
        await console.send(op="sub", inbox=wanted)
        refusal = await console.expect("error")
        assert (refusal["code"], refusal["inbox"]) == ("forbidden", wanted)
    await database(from_customer, foreign)
    await console.sub(inbox.pk)
    assert await console.silent()


async def test_a_supervisor_follows_every_inbox(
    open_console: OpenConsole, database: Database, inbox: Inbox
) -> None:
    supervisor = await database(an_agent, "supervisor")
    console = await open_console(supervisor)
    subbed, _ = await console.sub(inbox.pk)
    assert subbed["inbox"] == inbox.pk


async def test_a_busy_log_is_asked_again_before_giving_up(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    run = runtime().pool("replay").run

    async def busy_twice(*args: object) -> object:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise replay.Overloaded("busy")
        return await run(*args)

    monkeypatch.setattr(runtime().pool("replay"), "run", busy_twice)
    monkeypatch.setattr(replay, "PAUSE", 0.001)
    console = await open_console(agent)
    await console.sub(inbox.pk)
    assert asked == 3


async def test_more_sockets_than_threads_wait_for_their_turn_and_are_live_at_the_first_try(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three hundred that come back at once were refused by the threads' queue, and came back once more."""
    counted = AtOnce(runtime().pool("replay").run)
    monkeypatch.setattr(runtime().pool("replay"), "run", counted)
    consoles = [await open_console(agent) for _ in range(8)]
    await asyncio.gather(*(console.sub(inbox.pk, since=0) for console in consoles))
    assert counted.most <= replay.AT_ONCE


async def test_a_log_that_stays_busy_sends_the_client_away_to_come_back(
    open_console: OpenConsole, agent: Agent, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise replay.Overloaded("busy")

    monkeypatch.setattr(runtime().pool("replay"), "run", busy)
    monkeypatch.setattr(replay, "PAUSE", 0.001)
    console = await open_console(agent)
    await console.send(op="sub", inbox=inbox.pk)
    closed = await console.closed()
    assert closed.code == 1012
    assert closed.frames[-1]["code"] == "overloaded"
