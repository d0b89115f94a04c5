"""Followers on the running loop: woken by the doorbell, and by a look at the heads when that was lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar

from messaging.awaiting import wait_until_set
from messaging.feed import ChannelLayerClient, LayerClient, Membership, doorbell
from messaging.followers.cursors import PAGE, advance, behind, ensure_cursors
from messaging.followers.kinds import FOLLOWERS, FollowerKind
from messaging.models import Inbox
from messaging.runtime import runtime

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

# Seconds between two looks at the heads: the longest delay of a change whose doorbell was lost.
LOOK = 2.0
# Changes come in bursts; one page takes them together.
GATHER = 0.25


class Followers:
    """Made and stopped on its loop. Several processes may run the same followers: each page is one's."""

    def __init__(
        self,
        kinds: Sequence[FollowerKind] = FOLLOWERS,
        *,
        make_client: Callable[[], LayerClient] = ChannelLayerClient,
        look: float = LOOK,
    ) -> None:
        self._kinds = {kind.name: kind for kind in kinds}
        self._look = look
        self._woken = asyncio.Event()
        self._client = make_client()
        self._inboxes: set[int] = set()
        self._membership = Membership(self._client, self._groups, self._woken.set, retry=look)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to read; a database or a layer that is away is asked again."""
        work = (self._listen(), self._membership.keep(), self._read())
        self._tasks = [asyncio.ensure_future(one) for one in work]

    async def stop(self) -> None:
        """End after the page in hand."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._client.close()
        await self._membership.leave_all()

    def _groups(self) -> set[str]:
        return {doorbell.feed_group(pk) for pk in self._inboxes}

    async def _listen(self) -> None:
        while True:
            try:
                await self._client.receive()
                self._woken.set()
            except Exception:
                # The look at the heads finds what the doorbell missed; the membership says that the layer is away.
                await asyncio.sleep(self._look)

    async def _read(self) -> None:
        failing = False
        while True:
            try:
                await self._catch_up()
                failing = False
            except Exception as failure:
                if not failing:  # one line when it begins, not one every two seconds
                    log.warning("Followers cannot read", extra={"failure": repr(failure)})
                failing = True
            await wait_until_set(self._woken, self._look)
            await asyncio.sleep(GATHER)

    async def _catch_up(self) -> None:
        """Move every follower to the head that it had when this began, or further."""
        kinds = tuple(self._kinds.values())
        await _database(ensure_cursors, kinds)
        await self._follow_inboxes()
        for name, pk in await _database(behind, kinds):
            # Less than a page is all that there was; what came meanwhile comes together with what comes next.
            while await _database(advance, self._kinds[name], pk) >= PAGE:
                pass

    async def _follow_inboxes(self) -> None:
        inboxes = set(await _database(lambda: list(Inbox.objects.values_list("pk", flat=True))))
        if inboxes != self._inboxes:
            self._inboxes = inboxes
            self._membership.changed.set()


async def _database(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` in the threads of delivery, which is where followers live."""
    return await runtime().pool("delivery").run(fn, *args, **kwargs)


async def startup() -> None:
    """Run the followers of this process, unless they run already."""
    runtime().loop_part(Followers, _started)


def _started() -> Followers:
    followers = Followers()
    followers.start()
    return followers


async def shutdown() -> None:
    """Stop the followers of this process."""
    followers = runtime().forget_on_this_loop(Followers)
    if followers is not None:
        await followers.stop()
