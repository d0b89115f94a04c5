"""How long to wait after a failure, and when to give up: one rule for lanes, jobs and the simulator's posts."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from messaging.errors import FailureClass, SendRefused

HIGHEST_POWER = 12  # keeps the powers finite whatever the budget
ATTEMPTS = 10
# No wait is longer, in seconds, whatever a provider asks for. So a time that lies further ahead comes from a clock
# that was set back since (`LeaseTable.recall`).
LONGEST_WAIT = 1800.0

Random = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that grow: ``base * factor ** attempt`` seconds up to `cap`, each spread by chance.

    `spread`: the least and the most that a wait is multiplied with. Downwards, many that failed together do
    not come back together; upwards, none comes earlier than was asked for. `cap` holds in both cases.
    """

    base: float
    factor: float = 2.0
    cap: float = math.inf
    spread: tuple[float, float] = (1.0, 1.0)

    def seconds(self, attempt: int, uniform: Random = random.random) -> float:
        """Return the seconds until the next try after `attempt` tries; `uniform` gives a number in [0, 1)."""
        least, most = self.spread
        plain = min(self.cap, self.base * self.factor ** min(attempt, HIGHEST_POWER))
        return min(self.cap, plain * (least + (most - least) * uniform()))


# A message that the provider refused for now: 0.6 s, 1.2 s, … half a minute.
MESSAGE = Backoff(0.3, cap=30.0, spread=(0.5, 1.0))
# Meta's own advice for 131056, too many messages to one customer: 4^X seconds.
PAIR = Backoff(0.25, factor=4.0, cap=LONGEST_WAIT)
# A limit of the number is shared by its lanes, and earlier is too early.
NUMBER = Backoff(0.5, cap=60.0, spread=(1.0, 1.25))
# An inbox that cannot send at all is tried again about this often, by messages and by jobs.
INBOX_PAUSE = Backoff(30.0, factor=1.0, spread=(1.0, 1.5))


def message_delay(refused: SendRefused, attempt: int, uniform: Random = random.random) -> float | None:
    """Return the seconds until a message is tried again after ``attempt`` tries; None: give up."""
    return delay_of(_backoff(refused), refused, attempt, tries=ATTEMPTS, uniform=uniform)


def delay_of(
    backoff: Backoff, refused: SendRefused, attempt: int, *, tries: int, uniform: Random = random.random
) -> float | None:
    """Return the seconds until the next try after ``attempt`` tries (1 = the first one just failed).

    None means give up: the refusal is final, or its budget of tries is spent. What the provider
    itself named (`retry_after`) is not undercut, up to `LONGEST_WAIT`.
    """
    if not refused.retryable or attempt >= (refused.budget or tries):
        return None
    return at_least(refused, backoff.seconds(attempt, uniform))


def at_least(refused: SendRefused, seconds: float) -> float:
    """Return `seconds`, or what the provider asked for if that is longer; `LONGEST_WAIT` at the most."""
    return min(LONGEST_WAIT, max(refused.retry_after or 0.0, seconds))


def _backoff(refused: SendRefused) -> Backoff:
    if refused.failure is not FailureClass.LIMIT:
        return MESSAGE
    return PAIR if refused.scope == "pair" else NUMBER
