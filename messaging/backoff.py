"""How long to wait after a refusal, and when to stop trying."""

from __future__ import annotations

import random
from collections.abc import Callable

from messaging.errors import FailureClass, SendRefused

BASE, CAP = 0.3, 30.0
PAIR_BASE = 4.0  # Meta's own advice for 131056: 4^X seconds
NUMBER_CAP = 60.0
SPREAD = 0.25
ATTEMPTS = 10
HIGHEST_POWER = 12  # keeps the powers finite whatever the budget

Random = Callable[[], float]


def retry_delay(refused: SendRefused, attempt: int, uniform: Random = random.random) -> float | None:
    """Seconds until the next try after ``attempt`` tries (1 = the first one just failed).

    None means give up: the refusal is final, or its budget of tries is spent. What the provider
    itself named (`retry_after`) is never undercut. ``uniform`` gives a number in [0, 1).
    """
    if not refused.retryable or attempt >= (refused.budget or ATTEMPTS):
        return None
    return max(refused.retry_after or 0.0, _own_delay(refused, attempt, uniform()))


def _own_delay(refused: SendRefused, attempt: int, chance: float) -> float:
    power = min(attempt, HIGHEST_POWER)
    if refused.failure is not FailureClass.LIMIT:
        # Spread downwards: many lanes that failed together must not come back together.
        return (0.5 + chance / 2) * min(CAP, BASE * 2.0**power)
    if refused.scope == "pair":
        return float(PAIR_BASE ** (power - 1))
    # Spread upwards: a limit on the number is shared by its lanes, and earlier is too early.
    return min(NUMBER_CAP, 2.0 ** (power - 1) * (1 + SPREAD * chance))
