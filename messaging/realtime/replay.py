"""Reading the log for one socket, in threads of its own: many that come back must not slow those that are here."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from messaging import feed, metrics
from messaging.awaiting import turn
from messaging.errors import Forbidden, Overloaded
from messaging.limits import FEED_PAGE
from messaging.models import Agent
from messaging.realtime.permission_check import visible_inboxes
from messaging.realtime.protocol import Sub
from messaging.realtime.together import Together
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


# Subscriptions that are opened in one turn. What they read is mostly the same.
OPENED_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """Where an inbox stands, the cursor from which this socket goes on, and the first page after it."""

    head: feed.Head
    cursor: int
    page: feed.Burst


Asked = tuple[Agent, Sub]


async def open_log(agent: Agent, request: Sub) -> Opening:
    """Return where a subscription begins. Raises `Forbidden`, `feed.Reset` or `Overloaded`."""
    return await runtime().loop_part(_Openings, _Openings).ask((agent, request), PATIENCE)


class _Openings(Together[Asked, Opening]):
    """Subscriptions that wait to be opened."""

    def __init__(self) -> None:
        super().__init__(lambda asked: in_turn(open_logs, asked), calls=AT_ONCE, most=OPENED_TOGETHER)


def open_logs(asked: Sequence[Asked]) -> list[Opening | Exception]:
    """Read where subscriptions begin: an `Opening` for each, or `Forbidden` or `feed.Reset` in its place. The heads are
    read before the rows. Touches the database."""
    visible = visible_inboxes((agent.pk, request.inbox) for agent, request in asked)
    heads = feed.heads({request.inbox for _, request in asked})
    pages: dict[Sub, feed.Burst | feed.Reset] = {}
    found: list[Opening | Exception] = []
    for agent, request in asked:
        if (agent.pk, request.inbox) in visible:
            found.append(_opening(request, heads.get(request.inbox, feed.Head(0, "")), pages))
        else:
            found.append(Forbidden("There is no such inbox, or you are not a member of it."))
    return found


def _opening(
    request: Sub, head: feed.Head, pages: dict[Sub, feed.Burst | feed.Reset]
) -> Opening | feed.Reset:
    if request.since is None:
        return Opening(head, head.seq, feed.Burst())
    if request not in pages:
        pages[request] = _first_page(request, request.since, head)
    page = pages[request]
    return page if isinstance(page, feed.Reset) else Opening(head, request.since, page)


def _first_page(request: Sub, since: int, head: feed.Head) -> feed.Burst | feed.Reset:
    try:
        return read_page(request.inbox, since, request.epoch, head)
    except feed.Reset as reset:
        return reset


def read_page(inbox: int, cursor: int, epoch: str | None = None, head: feed.Head | None = None) -> feed.Burst:
    """Return at most `FEED_PAGE` events; fewer mean that the log's end was reached. Raises `feed.Reset`."""
    texts = runtime().part(feed.RecentTexts)
    items = texts.page(inbox, cursor, epoch=epoch, limit=FEED_PAGE, head=head)
    metrics.REPLAYED.inc(len(items))
    return feed.Burst(items)


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
