"""What a delivery process fetched because a webhook may have been lost, on its way to those who take calls in.

Delivery and ingest stand side by side and do not see each other; this is the floor below both.
"""

from __future__ import annotations

from collections.abc import Iterable

from messaging.actions.core import status_reached, statuses_below
from messaging.models import Message
from messaging.runtime import runtime


def messages_behind(inbox_id: int, reported: Iterable[tuple[str, str]]) -> set[str]:
    """Return which messages of ours, by external id, have not come as far as the provider reports."""
    by_status: dict[Message.Status, list[str]] = {}
    for external_id, status in reported:
        by_status.setdefault(status_reached(status), []).append(external_id)
    ours = Message.objects.outbound().filter(inbox=inbox_id)
    found: set[str] = set()
    for status, ids in by_status.items():
        rows = ours.filter(external_id__in=ids, status__in=statuses_below(status))
        found.update(name for name in rows.values_list("external_id", flat=True) if name)
    return found


def messages_unpriced(inbox_id: int, external_ids: Iterable[str]) -> set[str]:
    """Return which of these messages of ours, by external id, nobody has said the cost of."""
    ours = Message.objects.outbound().filter(inbox=inbox_id, external_id__in=external_ids)
    return {name for name in ours.filter(pricing__isnull=True).values_list("external_id", flat=True) if name}


def handle_poll(inbox_id: int, body: bytes) -> int:
    """Give a poll's body to the handler that ingest has set, and return how much of it was new; raises what the
    handler raises, `RuntimeError` without one."""
    handler = runtime().poll_handler
    if handler is None:
        raise RuntimeError("Nobody takes polled messages in: import messaging.ingest in this process.")
    return handler(inbox_id, body)
