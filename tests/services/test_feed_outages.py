"""PostgreSQL + Redis, several servers, and what breaks in operation.

See docs/design/realtime.md §4.7 d and e.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import redis

from messaging.feed.doorbell import feed_group
from tests.conftest import MakeSetup
from tests.live import LiveServer, Setup
from tests.proofs.children import prove
from tests.servers import Redis, wait_until
from tests.sockets.clients import Reader, post_webhook

Start = Callable[..., LiveServer]


class Listening(LiveServer):
    """Finds no event by looking: what it tells has been rung."""

    program = ("-m", "tests.services.listening")


class Customer:
    """Writes all the time, to whichever server lives; `sent` counts what was answered with 200."""

    def __init__(self, servers: list[LiveServer], secret: str) -> None:
        self._servers = servers
        self._secret = secret
        self.sent = 0

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._write())
        yield
        task.cancel()
        await asyncio.wait([task])

    async def sends(self, more: int) -> None:
        """Until so many more messages were taken."""
        enough = self.sent + more
        await asyncio.to_thread(wait_until, lambda: self.sent >= enough, f"{more} more messages")

    async def _write(self) -> None:
        while True:
            for server in self._servers:
                if server.alive:
                    await self._try(server)
            await asyncio.sleep(0.02)

    async def _try(self, server: LiveServer) -> None:
        with contextlib.suppress(OSError):
            status = await asyncio.to_thread(post_webhook, server, self._secret, f"message {self.sent}")
            assert status == 200, status
            self.sent += 1


async def head_of(server: LiveServer, people: dict[str, Any]) -> int:
    path = f"/api/feed?inbox={people['inbox']}&since=0"
    answer = await asyncio.to_thread(server.request, "GET", path, token=people["token"])
    assert answer.status == 200, answer.body
    return int(answer.json["head"] if "head" in answer.json else answer.json["reset"]["head"])


def is_subscribed(redis_server: Redis, inbox: int) -> bool:
    """Whether some process has joined the inbox's group."""
    with redis.Redis.from_url(redis_server.url) as client:
        return any(name.endswith(feed_group(inbox).encode()) for name in client.pubsub_channels())


def two_servers(setup: Setup, start: Start) -> tuple[list[LiveServer], dict[str, Any]]:
    people: dict[str, Any] = prove(setup, "people")
    return [start(setup), start(setup)], people


async def test_redis_killed_in_mid_run_delays_and_loses_nothing(
    postgres_setup: MakeSetup, private_redis: Redis, start_server: Start
) -> None:
    setup = postgres_setup(REDIS_URL=private_redis.url)
    servers, people = two_servers(setup, start_server)
    customer = Customer(servers, people["secret"])
    async with contextlib.AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(Reader([server], people["token"], people["inbox"]))
            for server in (*servers, *servers)
        ]
        async with customer.writing():
            await asyncio.gather(*(reader.until(20) for reader in readers))
            private_redis.stop(signal.SIGKILL)
            await customer.sends(20)
            before = await head_of(servers[0], people)
            await asyncio.gather(*(reader.until(before) for reader in readers))
            private_redis.start()
        head = await head_of(servers[0], people)
        await asyncio.gather(*(reader.until(head) for reader in readers))
    assert [reader.faults for reader in readers] == [[]] * 4
    assert [reader.connections for reader in readers] == [1] * 4, "nobody had to reconnect"
    assert head >= customer.sent >= 10


async def test_a_redis_that_is_away_at_the_start_is_found_later(
    postgres_setup: MakeSetup, private_redis: Redis, start_server: Start
) -> None:
    private_redis.stop()
    setup = postgres_setup(REDIS_URL=private_redis.url, DELIVERY="embedded")
    people = prove(setup, "people")
    server = start_server(setup)
    async with Reader([server], people["token"], people["inbox"]) as reader:
        await asyncio.to_thread(post_webhook, server, people["secret"], "without Redis")
        await reader.until(await head_of(server, people))
        private_redis.start()
        await asyncio.to_thread(
            wait_until, lambda: is_subscribed(private_redis, people["inbox"]), "the group"
        )
        await asyncio.to_thread(post_webhook, server, people["secret"], "with Redis")
        await reader.until(await head_of(server, people))
    assert reader.faults == []


async def test_a_server_killed_in_mid_run_costs_its_clients_nothing(
    scaled_setup: MakeSetup, start_server: Start
) -> None:
    setup = scaled_setup()
    servers, people = two_servers(setup, start_server)
    customer = Customer(servers, people["secret"])
    victim, survivor = servers
    async with contextlib.AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(Reader(order, people["token"], people["inbox"]))
            for order in ([victim, survivor], [victim, survivor], [survivor, victim])
        ]
        async with customer.writing():
            await asyncio.gather(*(reader.until(30) for reader in readers))
            victim.kill()
            await asyncio.gather(*(reader.until(readers[2].last + 40) for reader in readers))
        head = await head_of(survivor, people)
        await asyncio.gather(*(reader.until(head) for reader in readers))
    assert [reader.faults for reader in readers] == [[]] * 3
    assert [reader.connections for reader in readers] == [2, 2, 1]
    assert head >= customer.sent >= 20


async def test_a_server_that_looks_at_no_head_hears_the_events_of_another_by_the_doorbell(
    scaled_setup: MakeSetup, start_server: Start
) -> None:
    setup = scaled_setup()
    people = prove(setup, "people")
    writing = start_server(setup)
    with Listening(setup) as listening:
        async with Reader([listening], people["token"], people["inbox"]) as reader:
            for number in range(10):
                await asyncio.to_thread(post_webhook, writing, people["secret"], f"{number}")
                await reader.until(await head_of(writing, people))
    assert reader.faults == []
