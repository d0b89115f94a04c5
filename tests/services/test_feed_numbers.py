"""The feed's numbers under concurrent processes, on PostgreSQL (docs/design/realtime.md §4.7)."""

from __future__ import annotations

from tests.conftest import MakeSetup
from tests.proofs import checks


def test_a_reader_sees_every_number_once_and_in_order(postgres_setup: MakeSetup) -> None:
    checks.numbers_are_gapless(postgres_setup())


def test_control_numbers_of_their_own_transaction_are_missed(postgres_setup: MakeSetup) -> None:
    checks.the_same_reader_sees_holes_in(postgres_setup(), "naive", "naive", inboxes=1)


def test_control_id_greater_than_the_last_misses_rows(postgres_setup: MakeSetup) -> None:
    """The usual cursor, over several inboxes: a lower id may become visible after a higher one."""
    checks.the_same_reader_sees_holes_in(postgres_setup(), "log", "by-id", inboxes=4)
