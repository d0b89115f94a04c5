"""The feed's numbers under concurrent processes, (docs/design/realtime.md §4.7)."""

from __future__ import annotations

import pytest

from tests.conftest import MakeSetup
from tests.proofs import checks


def test_a_reader_sees_every_number_once_and_in_order(any_setup: MakeSetup) -> None:
    checks.numbers_are_gapless(any_setup())


@pytest.mark.timeout(600)
def test_control_numbers_of_their_own_transaction_are_missed(any_setup: MakeSetup) -> None:
    checks.the_same_reader_sees_holes_in(any_setup, "naive", "naive", inboxes=1)


@pytest.mark.timeout(600)
@pytest.mark.engine("postgresql")
def test_control_id_greater_than_the_last_misses_rows(any_setup: MakeSetup) -> None:
    """The usual cursor, over several inboxes: a lower id may become visible after a higher one. SQLite has one
    writer at a time, so that it holds there."""
    checks.the_same_reader_sees_holes_in(any_setup, "log", "by-id", inboxes=4)
