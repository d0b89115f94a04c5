"""The ordinary steps of a lane, as values: what many lanes ask for at a time is done in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from messaging.actors import Actor
from messaging.delivery.lanes import transactions
from messaging.delivery.lanes.attempts import Attempt
from messaging.leases import Lease
from messaging.models import Message
from messaging.transports import Accepted


@dataclass(frozen=True, slots=True)
class Claim:
    """See `transactions.claim`."""

    lease: Lease
    go_on: bool = True

    def alone(self) -> Attempt | None:
        return transactions.claim(self.lease)


@dataclass(frozen=True, slots=True)
class Begin:
    """See `transactions.begin`."""

    lease: Lease
    go_on: bool
    tried: int | None = None

    def alone(self) -> Attempt | None:
        return transactions.begin(self.lease, go_on=self.go_on, tried=self.tried)


@dataclass(frozen=True, slots=True)
class Finish:
    """See `transactions.finish_and_next`."""

    lease: Lease
    message: Message
    accepted: Accepted
    go_on: bool
    by: Actor

    def alone(self) -> Attempt | None:
        return transactions.finish_and_next(
            self.lease, self.message, self.accepted, go_on=self.go_on, by=self.by
        )


Step = Claim | Begin | Finish
