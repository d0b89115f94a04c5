"""Writers, a layer that loses, doubles and delays, two relays, and clients that come, go and dawdle
(docs/design/realtime.md §4.7 c). ``<seed> <seconds>``; prints what every client saw."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import sys
import threading
import time
from collections import Counter
from typing import Any

from tests.proofs.start import say  # first: makes this a Django process

# isort: split
from django.db import connections

from messaging import metrics
from messaging.feed import log, positions
from messaging.feed.layer_client import ChannelLayerClient
from messaging.feed.relay import Relay
from messaging.models import Agent, Contact, Inbox
from messaging.realtime.authentication import Login
from messaging.realtime.connection import Connection
from messaging.realtime.frame_writer import FrameWriter
from messaging.realtime.presence import PresenceCache
from messaging.realtime.protocol import Ack, Sub
from messaging.realtime.send_buffer import SendBuffer
from messaging.runtime import runtime
from messaging.threads import DatabaseThreads
from tests.factories import BY, an_agent, an_inbox
from tests.sockets.decoding import Decoder

WRITERS = 4
INBOXES = 3
CLIENTS = 12
RELAYS = 2
# More than a doorbell carries, so that some only announce a head.
LARGE = 80

# A proof in which nothing went wrong proves nothing.
FAILURES = ("in frames", "lost", "doubled", "disconnected", "closed 4408", "gap", "tail")
PATIENCE = 30.0

stats: Counter[str] = Counter()


class LossyLayer(ChannelLayerClient):
    """Loses 15 %, doubles 10 %, and delays what is left by up to 50 ms, each by itself."""

    deaf = False

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng
        self._late: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None

    async def receive(self) -> dict[str, Any]:
        self._pump = self._pump or asyncio.create_task(self._spoil())
        return await self._late.get()

    async def _spoil(self) -> None:
        while True:
            message = await super().receive()
            if self.deaf or self._rng.random() < 0.15:
                stats["lost"] += 1
                continue
            copies = 2 if self._rng.random() < 0.1 else 1
            stats["doubled"] += copies - 1
            for _ in range(copies):
                asyncio.get_running_loop().call_later(
                    self._rng.random() * 0.05, self._late.put_nowait, message
                )


class Client:
    """A browser: remembers the last number, acknowledges, reconnects; `faults` is what must stay empty. `frames`: its
    server takes frames, too."""

    def __init__(
        self, inbox: int, agent: Agent, rng: random.Random, *, lazy: bool, frames: bool = False
    ) -> None:
        self.inbox = inbox
        self.last = 0
        self.faults: list[str] = []
        self._agent = agent
        self._rng = rng
        self.lazy = lazy
        self.direct = FrameWriter(self.write, deflate=True) if frames else None
        self._decoder = Decoder(deflate=True)
        self._awake = asyncio.Event()
        self._closed = asyncio.Event()
        self._connection: Connection | None = None

    async def live(self, relay: Relay, seconds: float) -> None:
        """One connection, until it is closed or the time is over."""
        self._closed.clear()
        self._awake.set()
        self._connection = Connection(
            Login(self._agent, None, ""),
            self,
            relay,
            PresenceCache(),
            buffer=SendBuffer(max_frames=20 if self.lazy else 100),
        )
        self._connection.sub(Sub(self.inbox, self.last))
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            stats["disconnected"] += 1
        await self._connection.end()
        stats[f"closed {self._connection.close_code}"] += 1

    async def send(self, text: str) -> None:
        await self._awake.wait()
        self._take(text)

    def write(self, frames: bytes) -> bool:
        if not self._awake.is_set():
            return False
        for text in self._decoder.texts(frames):
            stats["in frames"] += 1
            self._take(text)
        return True

    def _take(self, text: str) -> None:
        frame = json.loads(text)
        if frame["op"] == "ev":
            self._apply(frame["s"])
        elif frame["op"] in {"reset", "error"} and frame.get("code") != "too_slow":
            self.faults.append(text)
        # Dawdling in a replay only makes the replay slow; dawdling when live fills the queue.
        if self.lazy and frame["op"] == "live":
            self._awake.clear()
            asyncio.get_running_loop().call_later(self._rng.uniform(0, 1.5), self._awake.set)

    def _apply(self, seq: int) -> None:
        if seq != self.last + 1:
            self.faults.append(f"{seq} after {self.last}")
        self.last = seq
        if seq % 50 == 0 and self._connection is not None:
            self._connection.ack(Ack(self.inbox, seq))

    async def close(self, code: int) -> None:
        self._closed.set()


def write(inboxes: list[Inbox], contacts: list[int], over: threading.Event, rng: random.Random) -> None:
    while not over.is_set():
        count = LARGE if rng.random() < 0.02 else rng.choice([1, 1, 1, 5])
        with log.recording(by=BY):
            for contact in rng.sample(contacts, count):
                log.record("contact.updated", contact, inbox_id=rng.choice(inboxes).pk)
        time.sleep(rng.random() * 0.01)
    connections.close_all()


async def haunt(client: Client, relays: list[Relay], over: threading.Event, rng: random.Random) -> None:
    while not over.is_set():
        await client.live(rng.choice(relays), rng.uniform(0.1, 1.3) + client.lazy)


async def catch_up(client: Client, relay: Relay, head: int) -> None:
    """What a page that is open at the end, and has nothing else to do, sees."""
    client.lazy = False
    for _ in range(20):
        if client.last == head:
            return
        await client.live(relay, 0.5)


async def arrive(residents: list[Client], heads: dict[int, positions.Head]) -> None:
    """Those who were connected all the time need no reconnecting to get to the end."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            while any(one.last < heads[one.inbox].seq for one in residents):  # noqa: ASYNC110
                await asyncio.sleep(0.01)


def one_more(inboxes: list[Inbox], contact: int) -> None:
    for inbox in inboxes:
        with log.recording(by=BY):
            log.record("contact.updated", contact, inbox_id=inbox.pk)


async def failures_enough(seconds: float) -> None:
    """So long, and on a busy machine until everything has gone wrong once."""
    begun = time.monotonic()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while time.monotonic() < begun + seconds or not all(counted()[one] for one in FAILURES):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def counted() -> Counter[str]:
    for why in ("gap", "tail"):
        stats[why] = int(metrics.RELAY_CATCH_UPS.labels(why)._value.get())
    return stats


async def prove(seed: int, seconds: float) -> dict[str, Any]:
    rng = random.Random(seed)
    ask = DatabaseThreads("proof", threads=2, deadline=30)
    agent = await ask.run(an_agent, "supervisor")
    inboxes = [await ask.run(an_inbox) for _ in range(INBOXES)]
    contacts = await ask.run(lambda: [Contact.objects.create(name=f"{n}").pk for n in range(LARGE)])
    relays = [Relay(ask, make_client=lambda: LossyLayer(rng), poll=0.3, patience=0.03) for _ in range(RELAYS)]
    clients = [
        Client(
            inboxes[n % INBOXES].pk, agent, random.Random(seed * 100 + n), lazy=n % 4 == 0, frames=n % 8 < 4
        )
        for n in range(CLIENTS)
    ]
    residents = [
        Client(inbox.pk, agent, rng, lazy=False, frames=frames)
        for inbox in inboxes
        for frames in [False, True] * (RELAYS // 2)
    ]
    staying = [
        asyncio.create_task(one.live(relays[place % RELAYS], 600)) for place, one in enumerate(residents)
    ]
    over = threading.Event()
    writers = [
        asyncio.to_thread(write, inboxes, contacts, over, random.Random(seed * 1000 + n))
        for n in range(WRITERS)
    ]
    writing = asyncio.gather(*writers)
    haunting = asyncio.gather(*(haunt(client, relays, over, rng) for client in clients))
    await failures_enough(seconds)
    over.set()
    await writing
    await haunting
    LossyLayer.deaf = True  # the last doorbell is always lost
    await ask.run(one_more, inboxes, contacts[0])
    heads = await ask.run(positions.heads)
    await arrive(residents, heads)
    for task in staying:
        task.cancel()
    await asyncio.gather(*(catch_up(one, rng.choice(relays), heads[one.inbox].seq) for one in clients))
    for relay in relays:
        await relay.stop()
    ask.close()
    runtime().pool("replay").close()
    stats["holes"] = int(metrics.HOLES._value.get())
    return {
        "heads": {pk: head.seq for pk, head in heads.items()},
        "faults": [fault for client in (*clients, *residents) for fault in client.faults[:3]],
        "behind": [heads[one.inbox].seq - one.last for one in clients if heads[one.inbox].seq != one.last],
        "residents_behind": [heads[one.inbox].seq - one.last for one in residents],
        "residents_closed": sum(task.done() and not task.cancelled() for task in staying),
        "stats": counted(),
        "failures": FAILURES,
    }


if __name__ == "__main__":
    say(asyncio.run(prove(int(sys.argv[1]), float(sys.argv[2]))))
