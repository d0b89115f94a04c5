"""Making the search index anew from the rows that it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from messaging.actors import Actor
from messaging.feed import recording
from messaging.search import rebuild_contacts, rebuild_messages

Step = Callable[..., int]


def rebuild_search_index(*, by: Actor) -> Iterator[tuple[str, int]]:
    """Write every entry anew in short transactions, beside whatever else is written; yield after each of them of what it
    was ("messages", "contacts") and the last id."""
    for name, step in (("messages", rebuild_messages), ("contacts", rebuild_contacts)):
        last = 0
        while last := _take(step, last, by):
            yield name, last


def _take(step: Step, after: int, by: Actor) -> int:
    with recording(by=by):
        return step(after=after)
