"""What a browser has to fetch before anybody sees a list."""

from __future__ import annotations

import pytest

from benchmarks.console.first_load import MOST_KIB, kib, scripts


@pytest.mark.usefixtures("collected_static")
def test_the_scripts_of_the_first_load_keep_their_budget() -> None:
    found = scripts()
    largest = sorted(found.items(), key=lambda one: -one[1])[:5]
    assert kib(found) <= MOST_KIB, (
        f"what only a key or a click needs is loaded later; the largest are {largest}"
    )
    assert not [name for name in found if "ThreadPane" in name or "Details" in name]
