"""The head of a lane and the request that was made for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError

from messaging.actors import DELIVERY, Actor
from messaging.delivery.lanes.outbound_requests import OutboundRequest
from messaging.delivery.outcomes import Outcome, not_prepared
from messaging.errors import SendRefused
from messaging.models import Message
from messaging.transports import Accepted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The head of a lane, to be sent after `wait` seconds.

    While it has to wait, or its file has to be given to the provider first, it is still queued: `begin`
    marks it, so that a crash meanwhile leaves nothing in doubt. A `SendRefused` in place of the request is
    why it cannot be sent at all.
    """

    message: Message
    request: OutboundRequest | SendRefused
    wait: float = 0.0

    @property
    def marked(self) -> bool:
        return self.message.status == Message.Status.SENDING

    @property
    def needs_upload(self) -> bool:
        return isinstance(self.request, OutboundRequest) and self.request.needs_upload

    def reported_by(self, outcome: Outcome) -> Actor:
        """Return the provider where the outcome is its own answer; else it was found out here."""
        answered = isinstance(outcome, Accepted) or (isinstance(outcome, SendRefused) and outcome.answered)
        if answered and isinstance(self.request, OutboundRequest):
            return Actor.provider(self.request.transport.kind)
        return DELIVERY


def request_of(head: Message, build: Callable[[], OutboundRequest]) -> OutboundRequest | SendRefused:
    """Return what `build` builds, or a refusal like a provider's when it cannot be built; the lane goes on."""
    try:
        return build()
    except DatabaseError:
        raise
    except SendRefused as refused:
        return refused
    except Exception as problem:
        log.exception("Request cannot be built", extra={"message_id": head.pk})
        return not_prepared(problem)
