"""What is proved, on whatever installation it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.live import Setup
from tests.proofs.children import Proof, prove

WRITERS = 3
TRANSACTIONS = 60


def watched_writing(
    setup: Setup, how_written: str, how_read: str, inboxes: int
) -> tuple[dict[str, Any], int]:
    """What a reader saw of several processes writing at once, and how many events they committed."""
    reader = Proof(setup, "numbers", "read", how_read, inboxes)
    writers: list[Proof] = []
    try:
        pks = reader.wait_ready()
        writers += [
            Proof(setup, "numbers", "write", how_written, pks, TRANSACTIONS, seed) for seed in range(WRITERS)
        ]
        committed = sum(writer.result() for writer in writers)
        return reader.result(), committed
    finally:
        for child in (reader, *writers):
            child.stop()


def numbers_are_gapless(setup: Setup) -> None:
    """(a) Processes that write with pauses and rollbacks; a reader by `since` sees exactly 1..head."""
    seen, committed = watched_writing(setup, "log", "log", inboxes=3)
    assert seen["contiguous"], seen
    assert seen["seen"] == seen["events"] == committed > WRITERS * TRANSACTIONS / 2


def the_same_reader_sees_holes_in(
    make_setup: Callable[[], Setup], how_written: str, how_read: str, inboxes: int
) -> None:
    """(b) The control: were (a) blind, this would pass too. A hole is a matter of chance: three tries on a busy machine."""
    for _ in range(3):
        seen, committed = watched_writing(make_setup(), how_written, how_read, inboxes)
        assert seen["events"] == committed
        if seen["seen"] < committed:
            return
    pytest.fail("no row was missed: the proof would not notice a hole")


def every_client_sees_every_number(setup: Setup, seed: int, seconds: float = 2.5) -> None:
    """(c) A layer that loses, doubles and delays; clients that come, go and dawdle: each sees exactly 1..head."""
    found = prove(setup, "relays", seed, seconds)
    assert found["faults"] == [], found
    assert found["behind"] == [], found
    assert not any(found["residents_behind"]), found
    assert found["residents_closed"] == 0, found
    # Sockets heal what a relay got wrong; a relay that keeps its rules gives them nothing to heal.
    assert found["stats"]["holes"] == 0, found
    for failure in found["failures"]:
        assert found["stats"].get(failure), found


def pruning_during_a_replay_is_a_reset(setup: Setup) -> None:
    """(g) Never a hole: what came is contiguous, and the rest is an honest reset."""
    found = prove(setup, "pruning")
    assert found["seqs"] == list(range(1, len(found["seqs"]) + 1))
    assert 60 <= len(found["seqs"]) < found["kept"]
    assert (found["last"]["op"], found["last"]["why"]) == ("reset", "too_old")
