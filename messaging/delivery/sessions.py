"""One HTTP session per event loop: made when first needed, never before a fork, closed by its loop."""

from __future__ import annotations

import asyncio
import weakref

import aiohttp

MOST_CONNECTIONS = 200
# Below the 5 s after which common servers close an idle connection: a message written into a
# connection that is just being closed would have an unknown outcome.
KEPT_ALIVE = 4.0
# The limit of one hand-over; well below the lease of a lane.
REQUEST_LIMIT = 10.0
CONNECT_LIMIT = 3.0

_sessions: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, aiohttp.ClientSession] = (
    weakref.WeakKeyDictionary()
)


def session() -> aiohttp.ClientSession:
    """The session of the running loop."""
    loop = asyncio.get_running_loop()
    found = _sessions.get(loop)
    if found is None or found.closed:
        found = _sessions[loop] = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=KEPT_ALIVE),
            timeout=aiohttp.ClientTimeout(total=REQUEST_LIMIT, connect=CONNECT_LIMIT),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
    return found


async def close() -> None:
    """Close the session of the running loop, if it has one."""
    found = _sessions.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
