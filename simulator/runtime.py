"""The running simulator of this process: its database threads and its machinery.

A background part (``startup``/``shutdown``) that does nothing where ``settings.SIMULATOR`` is off,
which it is outside the demo unless the environment says otherwise.
"""

from __future__ import annotations

import asyncio

from django.conf import settings

from messaging.threads import DatabaseThreads
from simulator import wakeup
from simulator.sending.timing import Pace
from simulator.sending.worker import Exchange

# Longer than SQLite waits for its lock: a message whose caller was told "no" must not be taken after all.
database = DatabaseThreads("simulator", threads=2, waiting=200, deadline=25.0)


class _State:
    exchange: Exchange | None = None
    stopping = False


async def startup() -> None:
    """Take up the posts and statuses that the last process left."""
    _State.stopping = False
    if settings.SIMULATOR and _State.exchange is None:
        _State.exchange = Exchange(database, Pace.from_settings())
        await _State.exchange.start()


def release() -> None:
    """Let the held requests of the phone pages go: to be called before a server waits for its requests."""
    _State.stopping = True
    wakeup.changes.ring()


async def shutdown() -> None:
    """Stop; whatever is pending stays in the database."""
    release()
    exchange, _State.exchange = _State.exchange, None
    if exchange:
        await exchange.stop()
    await asyncio.to_thread(database.close)


def stopping() -> bool:
    return _State.stopping
