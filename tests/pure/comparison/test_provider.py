"""What the slow provider says of what it was sent."""

from __future__ import annotations

import pytest

from benchmarks.comparison.provider import judged
from tests.fake_provider.meta import Arrival

ANN, BOB = "447700900001", "447700900002"


def arrivals(*sent: tuple[str, int]) -> list[Arrival]:
    """In this order; a message is known by its customer and its place."""
    return [
        Arrival(float(at), "1", to, f"{place}", f"{to} {place}", "t", {})
        for at, (to, place) in enumerate(sent)
    ]


def test_a_sound_course_has_no_breaks() -> None:
    found = judged(arrivals((ANN, 0), (BOB, 0), (BOB, 1), (ANN, 1)), 0)
    assert found == {"times": [0, 1, 2, 3], "breaks": 0, "doubles": 0}
    assert judged([], 0) == {"times": [], "breaks": 0, "doubles": 0}


def test_breaks_and_doubles_are_seen(subtests: pytest.Subtests) -> None:
    for what, sent, overlaps, breaks, doubles in (
        ("turned round", [(ANN, 1), (ANN, 0)], 0, 2, 0),
        ("left out", [(ANN, 0), (ANN, 2)], 0, 1, 0),
        ("twice", [(ANN, 0), (ANN, 0), (ANN, 1)], 0, 0, 1),
        ("two at once", [(ANN, 0), (ANN, 1)], 1, 1, 0),
    ):
        with subtests.test(what):
            found = judged(arrivals(*sent), overlaps)
            assert (found["breaks"], found["doubles"]) == (breaks, doubles)
