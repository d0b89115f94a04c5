"""How fast the fake provider is. Seconds throughout; tests set them to 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from messaging.backoff import Backoff

# Meta gives a webhook up after a week (docs/design/providers.md §0, fact 3).
GIVE_UP_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timing:
    """``sent``, ``delivered``, ``read``: how long each status waits after the one before.

    A webhook that was not answered by 200 is posted again at once, then after ``retry`` seconds,
    then after twice as long each time, at most ``longest_retry``. ``timeout``: for one post.
    """

    sent: float = 0.2
    delivered: float = 0.7
    read: float = 1.6
    retry: float = 1.0
    longest_retry: float = 60.0
    timeout: float = 10.0

    @classmethod
    def from_settings(cls) -> Timing:
        """``SIMULATOR_TIMING`` in the settings overrides any of the fields; unknown names raise TypeError."""
        return cls(**getattr(settings, "SIMULATOR_TIMING", {}))

    def before(self, status: str) -> timedelta:
        """Return how long a message waits for ``status`` when receipts are automatic."""
        seconds = {"sent": self.sent, "delivered": self.delivered, "read": self.read}
        return timedelta(seconds=seconds[status])

    def after_attempt(self, attempts: int) -> timedelta:
        """Return how long to wait after the ``attempts``-th post (1, 2, …) was refused."""
        if attempts <= 1:
            return timedelta()
        backoff = Backoff(self.retry / 4, cap=self.longest_retry)
        return timedelta(seconds=backoff.seconds(attempts))
