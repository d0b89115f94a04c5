"""What the socket tier shares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from channels.layers import channel_layers

from messaging.feed import relay
from messaging.models import Agent, Inbox
from messaging.realtime import hub
from tests.factories import an_agent, an_inbox
from tests.sockets.console import ORIGIN, Console, Database, cookie_of

OpenConsole = Callable[..., Awaitable[Console]]


@pytest.fixture
def agent(transactional_db: None) -> Agent:
    return an_agent(username="mia", first_name="Mia")


@pytest.fixture
def inbox(agent: Agent) -> Inbox:
    """`agent` is its member."""
    return an_inbox(agent)


@pytest.fixture
def database(transactional_db: None) -> Iterator[Database]:
    database = Database()
    yield database
    database.close()


@pytest.fixture
async def realtime(transactional_db: None) -> AsyncIterator[hub.Hub]:
    """The hub of this test's loop, with its relay and a fresh in-memory layer."""
    channel_layers.backends.clear()
    yield hub.current()
    await hub.shutdown()
    await relay.shutdown()
    channel_layers.backends.clear()


@pytest.fixture
async def open_console(realtime: hub.Hub, database: Database) -> AsyncIterator[OpenConsole]:
    """``await open_console(agent)``: an open socket of a browser in which the agent is logged in."""
    consoles: list[Console] = []

    async def make(agent: Agent, **options: object) -> Console:
        console = Console([ORIGIN, await database(cookie_of, agent)], **options)
        consoles.append(console)
        return await console.open()

    yield make
    for console in consoles:
        await console.close()
