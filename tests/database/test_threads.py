"""The bounded executor between asynchronous code and the ORM."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from messaging import pools
from messaging.errors import Overloaded
from messaging.models import Agent
from messaging.threads import DatabaseThreads
from tests.factories import an_agent

Make = Callable[..., DatabaseThreads]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[DatabaseThreads] = []

    def make(**options: float) -> DatabaseThreads:
        made.append(DatabaseThreads(f"test{len(made)}", **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for threads in made:
        threads.close()


class Gate:
    """Work that waits to be let through."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.open = threading.Event()
        self.passed = 0

    def __call__(self) -> None:
        self.begun.release()
        assert self.open.wait(60)
        self.passed += 1

    async def entered(self) -> None:
        assert await asyncio.to_thread(self.begun.acquire, timeout=60)


async def test_it_answers_and_raises_what_the_work_does(make: Make) -> None:
    threads = make()
    assert await threads.run(divmod, 7, 2) == (3, 1)
    assert await threads.run(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        await threads.run(divmod, 7, 0)
    assert threads.pending == 0


@pytest.mark.django_db(transaction=True)
async def test_it_reaches_the_database(make: Make) -> None:
    threads = make()
    agent = await threads.run(an_agent, username="mia")
    assert await threads.run(Agent.objects.get, pk=agent.pk) == agent


async def test_the_waiting_list_is_bounded(make: Make) -> None:
    threads, gate = make(threads=1, waiting=2), Gate()
    running = [asyncio.create_task(threads.run(gate)) for _ in range(3)]
    await gate.entered()
    with pytest.raises(Overloaded) as refused:
        await threads.run(gate)
    assert refused.value.retry_after >= 1
    gate.open.set()
    await asyncio.gather(*running)
    assert gate.passed == 3
    assert await threads.run(int, "7") == 7


async def test_no_answer_in_time_is_overloaded_and_waiting_work_is_withdrawn(make: Make) -> None:
    threads, gate = make(threads=1, deadline=0.05), Gate()
    running = asyncio.create_task(threads.run(gate))
    await gate.entered()
    with pytest.raises(Overloaded):
        await threads.run(gate)
    with pytest.raises(Overloaded):
        await running
    assert threads.pending == 1, "what has begun still holds its place"
    gate.open.set()
    assert await threads.run(int, "7") == 7
    assert gate.passed == 1, "what had not begun never ran"


async def test_a_timeout_of_the_work_itself_is_passed_on(make: Make) -> None:
    def late() -> None:
        raise TimeoutError("of the work")

    with pytest.raises(TimeoutError, match="of the work"):
        await make().run(late)


def hold_the_loop_up(threads: DatabaseThreads) -> None:
    """Until the answer is there and the deadline is over."""
    while threads.pending:
        time.sleep(0.001)
    time.sleep(threads.deadline)


async def test_an_answer_that_is_there_at_the_deadline_is_given(make: Make) -> None:
    threads = make(deadline=0.05)
    running = asyncio.create_task(threads.run(int, "7"))
    await asyncio.sleep(0)
    hold_the_loop_up(threads)
    assert await running == 7


async def test_a_caller_who_goes_away_withdraws_what_has_not_begun(make: Make) -> None:
    threads, gate = make(threads=1), Gate()
    first = asyncio.create_task(threads.run(gate))
    await gate.entered()
    second = asyncio.create_task(threads.run(gate))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    gate.open.set()
    await first
    assert (gate.passed, threads.pending) == (1, 0)


async def test_the_work_sees_the_callers_context(make: Make) -> None:
    request: contextvars.ContextVar[str] = contextvars.ContextVar("request")
    request.set("abc")
    assert await make().run(request.get) == "abc"


def test_several_loops_may_share_it(make: Make) -> None:
    threads = make()

    async def ask() -> int:
        return await threads.run(int, "7")

    assert [asyncio.run(ask()) for _ in range(3)] == [7, 7, 7]


async def test_after_closing_it_starts_afresh(make: Make) -> None:
    threads = make(threads=2)
    names = {await threads.run(lambda: threading.current_thread().name)}
    await asyncio.to_thread(threads.close)
    await asyncio.to_thread(threads.close)
    assert not [one for one in threading.enumerate() if one.name in names]
    assert await threads.run(int, "7") == 7


@pytest.mark.django_db(transaction=True)
async def test_closing_closes_every_threads_connection(make: Make) -> None:
    threads, gate = make(threads=2), Gate()
    seen: list[object] = []

    def work() -> None:
        gate()
        Agent.objects.count()
        seen.append(connection.connection)
        connection.inc_thread_sharing()
        seen.append(connections["default"])

    both = [asyncio.create_task(threads.run(work)) for _ in range(2)]
    await gate.entered()
    await gate.entered()
    gate.open.set()
    await asyncio.gather(*both)
    await asyncio.to_thread(threads.close)
    assert len(seen) == 4
    assert all(one.connection is None for one in seen[1::2])  # type: ignore[attr-defined]


async def test_closing_does_not_wait_for_ever_for_a_thread_that_hangs(make: Make) -> None:
    threads, gate = make(threads=2, deadline=0.1), Gate()
    with pytest.raises(Overloaded):
        await threads.run(gate)
    async with asyncio.timeout(60):
        await asyncio.to_thread(threads.close)
    gate.open.set()


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
async def test_sqlite_keeps_its_connection_and_a_broken_one_is_dropped(make: Make) -> None:
    threads = make(threads=1)

    def raw() -> int:
        Agent.objects.count()
        return id(connection.connection)

    def broken() -> None:
        connection.cursor().execute("SELECT nonsense FROM nowhere")

    first = await threads.run(raw)
    assert await threads.run(raw) == first
    with pytest.raises(Exception, match="nowhere"):
        await threads.run(broken)
    assert await threads.run(Agent.objects.count) == 0


@pytest.mark.engine("sqlite")
@pytest.mark.django_db
def test_the_caches_of_all_threads_of_a_process_together_stay_small() -> None:
    """Each connection of SQLite fills its own as the file grows, for hours: 16 MB each let a server grow and grow."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (size,) = cursor.fetchone()
    threads = sum(pool.size for pool in pools.TABLE) + pools.FOR_REQUESTS
    assert 0 < -size * threads <= 48_000, "kibibytes; a positive size would count pages"
