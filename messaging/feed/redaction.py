"""Taking out of the log what was deleted on purpose: who replays it must not read what nobody shall read any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.feed.types import Event
from messaging.models import FeedEvent, Message, update_rows

NOTES = ("message", "contact_note")


def note_of(event: Event) -> int | None:
    """Return the id under which the event of a note is found again; None for an event of anything else."""
    noun = event.kind.partition(".")[0]
    is_note = noun == "contact_note" or event.payload.get("direction") == Message.Direction.NOTE
    return event.payload["id"] if is_note and noun in NOTES else None


def redact(noun: str, pk: int, fields: Mapping[str, Any]) -> None:
    """Let every event of one note say these values of fields, and nothing of what they were, in whatever inbox and however
    old it is. Inside `recording()`, by whoever has locked the note: its events are all committed then."""
    kinds = [f"{noun}.created", f"{noun}.updated"]
    rows = FeedEvent.objects.filter(note_id=pk, kind__in=kinds)
    # In the order in which pruning takes them.
    events = list(rows.order_by("inbox", "seq").select_for_update(no_key=True))
    for event in events:
        event.payload = {**event.payload, **fields}
        if event.was is not None:
            event.was = {name: value for name, value in event.was.items() if name not in fields}
    update_rows(events, ["payload", "was"])
