"""The log is pruned while a socket replays it. Prints what the client saw.

See docs/design/realtime.md §4.7 g.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

from tests.proofs.start import say  # first: makes this a Django process

# isort: split
from django.db import transaction

from messaging.feed import log, retention
from messaging.feed.relay import Relay
from messaging.models import FeedEvent, Inbox
from messaging.realtime import inbox_subscription, replay
from messaging.realtime.authentication import Login
from messaging.realtime.connection import Connection
from messaging.realtime.presence import PresenceCache
from messaging.realtime.protocol import Sub
from messaging.runtime import runtime
from messaging.threads import DatabaseThreads
from tests.factories import an_agent, an_inbox

EVENTS = 900
PAGE = 50
KEPT = 100


class SlowClient:
    """Reads until it has 60 events, then waits until it may go on."""

    direct = None

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.waits = asyncio.Event()
        self.go_on = asyncio.Event()
        self.over = asyncio.Event()

    async def send(self, text: str) -> None:
        self.frames.append(json.loads(text))
        if len(self.frames) == 60:
            self.waits.set()
            await self.go_on.wait()
        if self.frames[-1]["op"] in {"live", "reset"}:
            self.over.set()

    async def close(self, code: int) -> None:
        raise AssertionError(code)


def fill(inbox: Inbox) -> None:
    with transaction.atomic():
        last = log.allot(inbox.pk, EVENTS)
        FeedEvent.objects.bulk_create(
            FeedEvent(inbox=inbox, seq=seq, kind="contact.updated", payload={}) for seq in range(1, last + 1)
        )


async def prove() -> dict[str, Any]:
    replay.FEED_PAGE = inbox_subscription.FEED_PAGE = PAGE
    ask = DatabaseThreads("proof", threads=1, deadline=30)
    agent, inbox = await ask.run(an_agent, "supervisor"), await ask.run(an_inbox)
    await ask.run(fill, inbox)
    client, relay = SlowClient(), Relay(ask)
    connection = Connection(Login(agent, None, ""), client, relay, PresenceCache())
    connection.sub(Sub(inbox.pk, 0))
    async with asyncio.timeout(20):
        await client.waits.wait()
        await ask.run(retention.prune, inbox.pk, kept_for=timedelta(0), kept_newest=KEPT)
        client.go_on.set()
        await client.over.wait()
    await connection.end()
    await relay.stop()
    ask.close()
    runtime().pool("replay").close()
    return {
        "seqs": [frame["s"] for frame in client.frames if frame["op"] == "ev"],
        "last": client.frames[-1],
        "kept": EVENTS - KEPT,
    }


if __name__ == "__main__":
    say(asyncio.run(prove()))
