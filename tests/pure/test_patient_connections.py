"""Waiting for PostgreSQL in several turns: the same work goes on."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from psycopg.waiting import READY_NONE, READY_R, READY_W, WAIT_RW

from support_console.postgresql.connections import _resumed


def sending(readiness: list[int]) -> Generator[int, int, str]:
    """As psycopg sends a statement that fills the socket: it looks at what it hears of it."""
    for _ in range(4):
        ready = yield WAIT_RW
        readiness.append(ready | READY_NONE)
    return "sent"


def test_a_statement_that_was_sent_half_goes_on() -> None:
    readiness: list[int] = []
    work = sending(readiness)
    # What a wait does: begin with `next`, tell of the socket, and give up when its time is over.
    assert next(work) == WAIT_RW
    for _ in range(2):
        assert next(_resumed(work)) == WAIT_RW
    last = _resumed(work)
    assert next(last) == WAIT_RW
    with pytest.raises(StopIteration) as done:
        last.send(READY_R | READY_W)
    assert done.value.value == "sent"
    assert readiness == [READY_NONE, READY_NONE, READY_NONE, READY_R | READY_W]
