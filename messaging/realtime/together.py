"""What many sockets ask at the same moment, asked of the database together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar, cast

from messaging.errors import Overloaded

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Answers questions in the order in which they come, up to `most` in one call of `answer_all`, and at most `calls`
    of those at once: who comes while all are busy waits for the next, so the more there are, the less each costs.

    `answer_all` returns an answer for each question in its place, or an exception that only this one is given; what it
    raises all of them are given. Belongs to one loop.
    """

    def __init__(
        self,
        answer_all: Callable[[list[Question]], Awaitable[Sequence[Answer | Exception]]],
        *,
        calls: int,
        most: int,
    ) -> None:
        self._answer_all = answer_all
        self._calls = calls
        self._most = most
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        # asyncio holds its tasks weakly.
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Question, patience: float) -> Answer:
        """Return its answer; raises `Overloaded` when that takes longer than `patience` seconds."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, answer))
        if len(self._tasks) < self._calls:
            self._tasks.add(loop.create_task(self._work()))
        try:
            async with asyncio.timeout(patience):
                return await answer
        except TimeoutError:
            # Whoever is refused at once comes back at once and asks again; whoever waits here costs nothing.
            raise Overloaded("Too many consoles come back at once.") from None

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                # Who has left is not served before those who wait.
                await self._answer([one for one in batch if not one[1].done()])
        finally:
            # In the step that found nobody waiting: whoever asks in the next one must not count on this task.
            self._tasks.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _answer(self, batch: list[tuple[Question, asyncio.Future[Answer]]]) -> None:
        answers: Sequence[Answer | Exception]
        try:
            answers = await self._answer_all([question for question, _ in batch]) if batch else ()
        except Exception as failure:
            answers = [failure] * len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
