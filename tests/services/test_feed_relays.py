"""The relay's proofs on PostgreSQL (docs/design/realtime.md §4.7 c and g)."""

from __future__ import annotations

import pytest

from tests.conftest import MakeSetup
from tests.proofs import checks


@pytest.mark.parametrize("seed", [3, 4])
def test_every_client_sees_every_number(postgres_setup: MakeSetup, seed: int) -> None:
    checks.every_client_sees_every_number(postgres_setup(), seed)


def test_pruning_during_a_replay_is_a_reset(postgres_setup: MakeSetup) -> None:
    checks.pruning_during_a_replay_is_a_reset(postgres_setup())
