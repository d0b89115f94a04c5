"""Wrong tries from somewhere: tokens, tickets, signatures, verify tokens, signed links.

Who proves who they are is let in, whatever others of their address did: these secrets are too long to guess, and a
neighbour must not be able to shut a program out. What is refused are the wrong ones, without work for us.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass

from messaging.errors import TooMany
from messaging.throttles.limit import Counted, Limit, count, wait
from messaging.throttles.networks import networks_of

log = logging.getLogger(__name__)

SENTENCE = "Too many wrong tries. Try again in {wait}."


def refusal(seconds: float, sentence: str = SENTENCE, code: str | None = None) -> TooMany:
    """Return the 429 that says when to come back."""
    left = max(1, math.ceil(seconds))
    return TooMany(sentence.format(wait=in_words(left)), retry_after=left, code=code)


def in_words(seconds: int) -> str:
    """Return a number of seconds as people say it."""
    number, unit = (seconds, "second") if seconds < 100 else (math.ceil(seconds / 60), "minute")  # noqa: PLR2004
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


@dataclass(frozen=True, slots=True)
class Attempts:
    """A limit for wrong tries of one kind from one network."""

    limit: Limit

    def of(self, address: str | None) -> list[Counted]:
        """Return the limit for each network of the address."""
        return [self.limit.of(network, share) for network, share in networks_of(address)]

    def check(self, address: str | None) -> None:
        """Raise `TooMany` where no more is looked at."""
        if seconds := wait(self.of(address)):
            raise refusal(seconds)

    def failed(self, address: str | None) -> None:
        """Count a wrong one; raise `TooMany` where there were too many."""
        if seconds := count(self.of(address)):
            network = networks_of(address)[0][0]
            log.info("Too many wrong tries", extra={"kind": self.limit.kind, "address": network})
            raise refusal(seconds)


SOCKETS = Attempts(Limit("socket", 60, 60))
WEBHOOKS = Attempts(Limit("webhook", 120, 60))
MEDIA = Attempts(Limit("media", 60, 60))
METRICS = Attempts(Limit("metrics", 30, 60))
# Of one agent: whoever found their screen unlocked.
PASSWORDS = Limit("password", 5, 15 * 60)
