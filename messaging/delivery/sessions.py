"""One HTTP session per event loop: made when first needed, never before a fork, closed by its loop."""

from __future__ import annotations

import aiohttp
from django.conf import settings

from messaging.runtime import runtime
from messaging.transports.http import ProviderResolver

# The lanes' most (200 at 1000 messages a second), and the jobs'.
MOST_CONNECTIONS = 256
# Below the 5 s after which common servers close an idle connection: a message written into a
# connection that is just being closed would have an unknown outcome.
KEPT_ALIVE = 4.0
# The limit of one attempt; well below the lease of a lane.
REQUEST_LIMIT = 10.0
CONNECT_LIMIT = 3.0


def session() -> aiohttp.ClientSession:
    """Return the session of the running loop."""
    found = runtime().made_on_this_loop(aiohttp.ClientSession)
    if found is not None and found.closed:
        runtime().forget_on_this_loop(aiohttp.ClientSession)
    return runtime().loop_part(aiohttp.ClientSession, _new_session)


async def close() -> None:
    """Close the session of the running loop, if it has one."""
    found = runtime().forget_on_this_loop(aiohttp.ClientSession)
    if found is not None:
        await found.close()


def _new_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=MOST_CONNECTIONS,
            keepalive_timeout=KEPT_ALIVE,
            resolver=ProviderResolver(settings.PRIVATE_BASE_URL_HOSTS),
        ),
        timeout=aiohttp.ClientTimeout(total=REQUEST_LIMIT, connect=CONNECT_LIMIT),
        cookie_jar=aiohttp.DummyCookieJar(),
    )
