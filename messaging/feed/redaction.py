"""Taking out of the log what was deleted on purpose: who replays it must not read what nobody shall read any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.models import FeedEvent, FeedHead, update_rows

# No index leads from a resource to its events, and a column for that would cost every event: the newest are looked through
# by number, as many as the log keeps at least. Older ones, of a busy inbox or kept for a follower, stay until they are pruned.
NEWEST = 10_000


def redact(inbox_id: int, noun: str, pk: int, fields: Mapping[str, Any]) -> None:
    """Let the events of one resource among an inbox's newest say these values of fields, and nothing of what they were.
    Inside `recording()`, by whoever has locked the resource: its events are all committed then."""
    head = FeedHead.objects.filter(inbox=inbox_id).values_list("seq", flat=True).first() or 0
    rows = FeedEvent.objects.filter(
        inbox=inbox_id,
        seq__gt=head - NEWEST,
        kind__in=[f"{noun}.created", f"{noun}.updated"],
        payload__id=pk,
    )
    # In the order in which pruning takes them.
    events = list(rows.order_by("seq").select_for_update(no_key=True))
    for event in events:
        event.payload = {**event.payload, **fields}
        if event.was is not None:
            event.was = {name: value for name, value in event.was.items() if name not in fields}
    update_rows(events, ["payload", "was"])
