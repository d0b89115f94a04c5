"""The relay's proofs (docs/design/realtime.md §4.7 c and g)."""

from __future__ import annotations

import pytest

from tests.conftest import MakeSetup
from tests.proofs import checks


@pytest.mark.parametrize("seed", [1, 2])
def test_every_client_sees_every_number(any_setup: MakeSetup, seed: int) -> None:
    checks.every_client_sees_every_number(any_setup(), seed)


def test_pruning_during_a_replay_is_a_reset(any_setup: MakeSetup) -> None:
    checks.pruning_during_a_replay_is_a_reset(any_setup())
