"""The worker of the fake provider: advances statuses in time and posts webhooks until they are accepted."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

import aiohttp
from django.utils import timezone

from messaging.threads import DatabaseThreads
from simulator import wakeup
from simulator.sending import posts, statuses
from simulator.sending.posts import Post
from simulator.sending.timing import Timing

log = logging.getLogger(__name__)

MAX_POSTS = 4  # posts in flight; each is another number's
# A wake-up only hurries: work of another process, which does not wake this one, is found this late.
POLL_SECONDS = 2.0
RETRY_SECONDS = 1.0


# What Twilio does with the answer to a webhook: (webhook, content type, text).
TakeAnswer = Callable[[int, str, str], Awaitable[None]]


class SimulatorWorker:
    """Work on one loop between `start` and `stop`; everything to remember is in the database."""

    def __init__(
        self, database: DatabaseThreads, timing: Timing, take_answer: TakeAnswer | None = None
    ) -> None:
        self._database = database
        self._pace = timing
        self._take_answer = take_answer
        self._lanes: set[asyncio.Task[None]] = set()
        self._runner: asyncio.Task[None] | None = None
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        await self._database.run(posts.release_leases)
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._pace.timeout),
            connector=aiohttp.TCPConnector(limit=MAX_POSTS),
            headers={"User-Agent": "facebookexternalua", "Accept": "*/*"},
        )
        self._runner = asyncio.create_task(self._run(), name="simulator")

    async def stop(self) -> None:
        """Cancel the posts in flight; their rows stay, and the next start posts them again."""
        tasks = [task for task in (self._runner, *self._lanes) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http:
            await self._http.close()
        self._runner = self._http = None

    async def _run(self) -> None:
        with wakeup.work().subscribe() as waiter:
            while True:
                await waiter.wait(within=await self._guarded_turn())

    async def _guarded_turn(self) -> float:
        try:
            return await self._turn()
        except Exception:  # a database that is away must not end the simulator
            log.exception("The simulator failed and goes on")
            return RETRY_SECONDS

    async def _turn(self) -> float:
        """Do what is due and start a lane for each number with a post; return seconds until more is due."""
        due, wait = await self._database.run(_claim_due, self._pace, MAX_POSTS - len(self._lanes))
        for post in due:
            self._start_lane(post)
        return wait

    def _start_lane(self, post: Post) -> None:
        lane = asyncio.create_task(self._lane(post), name=f"simulated number {post.number_id}")
        self._lanes.add(lane)
        lane.add_done_callback(self._end_lane)

    def _end_lane(self, lane: asyncio.Task[None]) -> None:
        self._lanes.discard(lane)
        if not lane.cancelled() and (failure := lane.exception()):
            log.error("A webhook could not be settled", exc_info=failure)
        wakeup.work().notify()

    async def _lane(self, first: Post) -> None:
        """Post one number's webhooks in their order until none is due."""
        post: Post | None = first
        while post:
            answer = await self._answer(post)
            if answer != posts.ACCEPTED:
                log.warning(
                    "A webhook was not accepted", extra={"answer": answer, "attempt": post.attempts + 1}
                )
            post = await self._database.run(posts.settle, post, answer, self._pace)

    async def _answer(self, post: Post) -> str:
        """``"200"``, or a short line that says what came instead."""
        try:
            return await self._handshake(post) or await self._deliver(post)
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            return f"{posts.NO_ANSWER} ({type(failure).__name__})"

    async def _handshake(self, post: Post) -> str:
        """Have the URL echo a challenge before its first webhook; return the failure, empty on success.

        See docs/design/providers.md A1.
        """
        if not post.handshake:
            return ""
        challenge = str(secrets.randbelow(10**10))
        request = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": post.verify_token,
        }
        async with self._session.get(post.url, params=request, allow_redirects=False) as answer:
            echoed = await answer.text()
        if answer.status != 200 or echoed != challenge:  # noqa: PLR2004
            return f"handshake: {answer.status}"
        await self._database.run(posts.mark_verified, post)
        return ""

    async def _deliver(self, post: Post) -> str:
        async with self._session.post(
            post.url, data=post.body, headers=dict(post.headers), allow_redirects=False
        ) as answer:
            text = await answer.text(errors="replace")  # so that the connection is used again
            status, content_type = str(answer.status), answer.content_type
        if post.answers and status == posts.ACCEPTED and self._take_answer:
            await self._take_answer(post.webhook_ids[0], content_type, text)
        return status

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("The simulator was not started.")
        return self._http


def _claim_due(timing: Timing, free_lanes: int) -> tuple[list[Post], float]:
    """Do one turn's database work; return the posts to make, and seconds until more may be due."""
    now = timezone.now()
    next_status = statuses.apply_due_statuses(timing, now)
    due = posts.claim(free_lanes, now) if free_lanes else []
    # Without a free lane the next look is when one ends: that rings.
    next_post = posts.next_due(now) if free_lanes > len(due) else None
    moments = [moment for moment in (next_status, next_post) if moment]
    soonest = min(((moment - now).total_seconds() for moment in moments), default=POLL_SECONDS)
    return due, min(POLL_SECONDS, max(0.0, soonest))
