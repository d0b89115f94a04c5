"""The relay's proofs on SQLite (docs/design/realtime.md §4.7 c and g)."""

from __future__ import annotations

import pytest

from tests.conftest import MakeSetup
from tests.proofs import checks


@pytest.mark.parametrize("seed", [1, 2])
def test_every_client_sees_every_number(sqlite_setup: MakeSetup, seed: int) -> None:
    checks.every_client_sees_every_number(sqlite_setup(), seed)


def test_pruning_during_a_replay_is_a_reset(sqlite_setup: MakeSetup) -> None:
    checks.pruning_during_a_replay_is_a_reset(sqlite_setup())
