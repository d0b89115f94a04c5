"""Followers on a running loop: woken by the doorbell, and without it by their look at the heads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import pytest
from channels.layers import channel_layers

from messaging.feed import doorbell, log
from messaging.feed.types import INBOX_UPDATED, Event
from messaging.followers.kinds import FollowerKind
from messaging.followers.running import Followers
from messaging.models import Inbox
from messaging.runtime import runtime
from tests.factories import BY
from tests.servers import PATIENCE
from tests.sockets.console import Database

NEVER = 3600.0


class Recorder:
    """The numbers that a follower was given."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.arrived = threading.Event()

    def apply(self, events: Sequence[Event]) -> None:
        self.seqs.extend(event.seq for event in events)
        self.arrived.set()

    async def next(self) -> list[int]:
        assert await asyncio.to_thread(self.arrived.wait, PATIENCE), "the follower was told nothing"
        self.arrived.clear()
        return self.seqs


@pytest.fixture
async def bell(transactional_db: None) -> AsyncIterator[None]:
    """A process that rings on this loop, with a fresh in-memory layer."""
    channel_layers.backends.clear()
    doorbell.bind(asyncio.get_running_loop())
    yield
    doorbell.unbind(asyncio.get_running_loop())
    await asyncio.to_thread(runtime().pool("delivery").close)
    channel_layers.backends.clear()


def touch(inbox: Inbox) -> None:
    with log.recording(by=BY):
        log.record("inbox.updated", inbox.pk, inbox_id=inbox.pk)


@pytest.mark.usefixtures("bell")
async def test_the_doorbell_wakes_it(database: Database, inbox: Inbox) -> None:
    recorder = Recorder()
    followers = Followers([FollowerKind("tests", frozenset({INBOX_UPDATED}), recorder.apply)], look=NEVER)
    await database(touch, inbox)
    followers.start()
    before = len(await recorder.next())
    await database(touch, inbox)
    assert len(await recorder.next()) == before + 1
    await followers.stop()


@pytest.mark.usefixtures("bell")
async def test_a_look_at_the_heads_finds_what_no_doorbell_told(
    database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder()
    followers = Followers([FollowerKind("tests", frozenset({INBOX_UPDATED}), recorder.apply)], look=0.05)
    await database(touch, inbox)
    followers.start()
    before = len(await recorder.next())
    monkeypatch.setattr(doorbell, "ring", lambda *_: None)
    await database(touch, inbox)
    assert len(await recorder.next()) == before + 1
    await followers.stop()
