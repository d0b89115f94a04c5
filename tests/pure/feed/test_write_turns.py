"""The one writer: fair turns by kind of work, in order within one, and again by the same thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from messaging.feed.write_turns import WriteTurns
from tests.servers import wait_until


def run(*threads: threading.Thread) -> None:
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def waiting(turns: WriteTurns) -> int:
    return sum(map(len, turns._waiting.values()))


def queue_up(turns: WriteTurns, names: list[str], work: Callable[[str], None]) -> list[threading.Thread]:
    """Threads that wait in this order."""
    threads = []
    for place, name in enumerate(names):

        def one(name: str = name) -> None:
            with turns:
                work(name)

        threads.append(threading.Thread(target=one, name=f"{name}_{place}"))
        threads[-1].start()
        wait_until(lambda place=place: waiting(turns) == place + 1, "its waiting")  # type: ignore[misc]
    return threads


def test_a_crowd_of_one_kind_leaves_every_other_kind_its_turn() -> None:
    turns, order = WriteTurns(), list[str]()
    with turns:
        threads = queue_up(turns, ["ingest"] * 4 + ["delivery"] * 2 + ["request"], order.append)
    run(*threads)
    assert order == ["ingest", "delivery", "request", "ingest", "delivery", "ingest", "ingest"]


def test_who_writes_all_the_time_does_not_overtake_who_waits() -> None:
    """Python's own lock is taken again by whoever lets go, before a sleeper is awake."""
    turns, order = WriteTurns(), list[str]()
    with turns:
        threads = queue_up(turns, ["delivery"], order.append)
    for _ in range(3):
        with turns:
            order.append("ingest")
    run(*threads)
    assert order == ["delivery", "ingest", "ingest", "ingest"]


def test_a_thread_may_take_its_turn_once_more_and_a_failure_hands_it_on() -> None:
    turns = WriteTurns()
    try:
        with turns, turns:
            assert turns.is_taken
            raise ValueError("of the work")
    except ValueError:
        assert not turns.is_taken
    with turns:
        with turns:
            pass
        assert turns.is_taken
