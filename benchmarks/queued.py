"""Messages that wait in their lanes."""

from __future__ import annotations

from typing import Any

from benchmarks.webhook_bodies import phone


def queue_messages(inbox: Any, customers: int, each: int) -> None:
    """So many to each of so many new customers; the text of each is its place in the order of its customer."""
    from messaging.actions.outgoing import Draft, send_to
    from messaging.feed import recording
    from messaging.transports import Identity
    from tests.factories import BY

    with recording(by=BY):
        for _ in range(customers):
            to = Identity("phone", phone())
            for place in range(each):
                send_to(inbox, to, Draft(author=None, content=str(place)), by=BY)
