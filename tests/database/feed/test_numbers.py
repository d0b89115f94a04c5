"""The feed's numbers under concurrent processes, on SQLite (docs/design/realtime.md §4.7)."""

from __future__ import annotations

from tests.conftest import MakeSetup
from tests.proofs import checks


def test_a_reader_sees_every_number_once_and_in_order(sqlite_setup: MakeSetup) -> None:
    checks.numbers_are_gapless(sqlite_setup())


def test_control_numbers_of_their_own_transaction_are_missed(sqlite_setup: MakeSetup) -> None:
    """SQLite has one writer at a time, so even `id > since` holds there; numbers taken early do not."""
    checks.the_same_reader_sees_holes_in(sqlite_setup(), "naive", "naive", inboxes=1)
