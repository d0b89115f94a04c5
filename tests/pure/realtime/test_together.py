"""Questions that wait are answered together, each with its own answer."""

from __future__ import annotations

import asyncio

import pytest

from messaging.errors import Overloaded
from messaging.realtime.together import Together


class Library:
    """Answers when it is let; remembers what it was asked at once."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.open = asyncio.Event()

    async def answer_all(self, questions: list[int]) -> list[str | Exception]:
        self.asked.append(questions)
        await self.open.wait()
        return [ValueError(number) if number < 0 else f"{number}" for number in questions]


async def test_who_comes_while_all_are_busy_is_answered_with_the_next() -> None:
    library = Library()
    together = Together(library.answer_all, calls=2, most=3)
    asking = [asyncio.create_task(together.ask(number, 5)) for number in range(7)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert library.asked == [[0, 1, 2], [3, 4, 5]]
    library.open.set()
    assert await asyncio.gather(*asking) == [f"{number}" for number in range(7)]
    assert library.asked[2:] == [[6]]
    assert await together.ask(9, 5) == "9"


async def test_who_asks_when_all_have_just_ended_is_answered() -> None:
    library = Library()
    together = Together(library.answer_all, calls=2, most=1)

    async def twice() -> str:
        await together.ask(0, 5)
        return await together.ask(2, 5)

    asking = [asyncio.create_task(twice()), asyncio.create_task(together.ask(1, 5))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    library.open.set()
    assert await asyncio.wait_for(asyncio.gather(*asking), 1) == ["2", "1"]


async def test_what_is_wrong_with_one_is_its_own() -> None:
    library = Library()
    library.open.set()
    together = Together(library.answer_all, calls=1, most=9)
    answers = await asyncio.gather(*(together.ask(n, 5) for n in (1, -2, 3)), return_exceptions=True)
    assert (answers[0], answers[2]) == ("1", "3")
    assert isinstance(answers[1], ValueError)


async def test_what_fails_as_a_whole_is_everybodys_and_the_next_go_on() -> None:
    failures = [RuntimeError("away")]

    async def answer_all(questions: list[int]) -> list[int]:
        if failures:
            raise failures.pop()
        return questions

    together = Together(answer_all, calls=1, most=9)
    answers = await asyncio.gather(*(together.ask(n, 5) for n in (1, 2)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [RuntimeError, RuntimeError]
    assert await together.ask(3, 5) == 3


async def test_who_has_left_or_waited_too_long_is_not_asked_for() -> None:
    library = Library()
    together = Together(library.answer_all, calls=1, most=9)
    first = asyncio.create_task(together.ask(1, 5))
    gone = asyncio.create_task(together.ask(2, 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    left = asyncio.create_task(together.ask(3, 5))
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await together.ask(4, 0.001)
    left.cancel()
    last = asyncio.create_task(together.ask(5, 5))
    await asyncio.sleep(0)
    library.open.set()
    assert await asyncio.gather(first, gone, last) == ["1", "2", "5"]
    assert library.asked == [[1, 2], [5]]
