"""Reading the log for one socket, in threads of its own: many that come back must not slow those that are here."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from messaging import feed, metrics
from messaging.awaiting import turn
from messaging.errors import Forbidden, Overloaded
from messaging.limits import FEED_PAGE
from messaging.models import Agent, Inbox
from messaging.realtime.protocol import Sub
from messaging.runtime import runtime

P = ParamSpec("P")
T = TypeVar("T")

# After a restart everybody comes back at once: wait one's turn here rather than reconnect again. As many read as
# there are threads; what they read is not held for those who only wait.
AT_ONCE = 2
PATIENCE = 30.0
# A database that is busy is asked again meanwhile.
TRIES = 5
PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an inbox stands, the cursor from which this socket goes on, and the first page after it."""

    head: feed.Head
    cursor: int
    page: list[feed.Item]


def open_log(agent: Agent, request: Sub) -> Opening:
    """Read where a subscription begins. Raises `Forbidden` or `feed.Reset`. The head is read before the rows."""
    if not Inbox.objects.visible_to(agent).filter(pk=request.inbox).exists():
        raise Forbidden("There is no such inbox, or you are not a member of it.")
    head = feed.heads([request.inbox]).get(request.inbox, feed.Head(0, ""))
    if request.since is None:
        return Opening(head, head.seq, [])
    return Opening(head, request.since, read_page(request.inbox, request.since, request.epoch))


def read_page(inbox: int, cursor: int, epoch: str | None = None) -> list[feed.Item]:
    """Return at most `FEED_PAGE` events; fewer mean that the log's end was reached. Raises `feed.Reset`."""
    items = runtime().part(feed.RecentTexts).page(inbox, cursor, epoch=epoch, limit=FEED_PAGE)
    metrics.REPLAYED.inc(len(items))
    return items


class _Turns(asyncio.Semaphore):
    """Who reads next, in the order in which they came. Belongs to one loop."""


async def in_turn(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` in a replay thread when it is this socket's turn; raises `Overloaded` when that takes too long."""
    async with turn(runtime().loop_part(_Turns, lambda: _Turns(AT_ONCE)), PATIENCE):
        return await _patiently(fn, *args, **kwargs)


async def _patiently(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` in a replay thread, trying again while the database is busy; raises `Overloaded` in the end."""
    for attempt in range(1, TRIES):
        try:
            return await runtime().pool("replay").run(fn, *args, **kwargs)
        except Overloaded:
            await asyncio.sleep(PAUSE * attempt * random.uniform(0.5, 1.5))  # noqa: S311 (jitter)
    return await runtime().pool("replay").run(fn, *args, **kwargs)
