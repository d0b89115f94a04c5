"""What reading costs that events show: `python -m benchmarks.feed_resources [postgresql]`; half a minute each.

A message and its conversation, and five hundred of each, by the feed's own statements and by Django's queries with
DRF's serializers. CPU of this process, in turn, in the median.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.installation import chosen_installation

MANY, ROUNDS = 500, 7
Changes = list[tuple[str, int]]
Shown = dict[tuple[str, int], dict[str, Any]]


def main() -> None:
    with chosen_installation():
        from messaging.feed import resources

        pairs = stored(MANY)
        print(f"{'ms CPU':36} {'feed':>7} {'Django':>7} {'ratio':>6}")
        for what, changes in ((f"{MANY} messages and conversations", pairs), ("one of each", pairs[:2])):
            check_equal(resources.load(changes), by_serializers(changes))
            ours, plain = in_turn(
                lambda changes=changes: resources.load(changes),
                lambda changes=changes: by_serializers(changes),
                calls=2 if changes is pairs else 40,
            )
            print(f"{what:36} {ours:7.2f} {plain:7.2f} {plain / ours:6.1f}")


def stored(count: int) -> Changes:
    """A message of each of so many customers, and its conversation, as a webhook brought them."""
    from messaging import ingest
    from messaging.models import Message
    from tests.factories import an_inbox, meta_body, text_item

    inbox = an_inbox()
    texts = [text_item(sender=f"4477{number:08}") for number in range(count)]
    ingest.commit_each([ingest.provider_call(inbox, json.dumps(meta_body(inbox, messages=texts)).encode())])
    found = Message.objects.order_by("id").values_list("id", "conversation")
    assert len(found) == count
    return [change for pk, its in found for change in (("message", pk), ("conversation", its))]


def by_serializers(changes: Changes) -> Shown:
    """What REST would answer."""
    from messaging.models import Conversation, Message
    from messaging.serializers import ConversationSerializer, MessageSerializer

    kinds: dict[str, tuple[Any, Any]] = {
        "message": (Message.objects.thread().with_resources(), MessageSerializer()),
        "conversation": (Conversation.objects.with_resources(), ConversationSerializer()),
    }
    return {
        (noun, pk): serializer.to_representation(row)
        for noun, (rows, serializer) in kinds.items()
        for pk, row in rows.in_bulk([pk for kind, pk in changes if kind == noun]).items()
    }


def check_equal(ours: Shown, plain: Shown) -> None:
    """Letter by letter: what shows less is read faster."""
    assert ours.keys() == plain.keys()
    assert all(json.dumps(ours[key]) == json.dumps(plain[key]) for key in ours)


def in_turn(*ways: Callable[[], object], calls: int) -> list[float]:
    """Milliseconds of a call of each, in the median of rounds."""
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, found in zip(ways, taken, strict=True):
            begun = time.process_time()
            for _ in range(calls):
                way()
            found.append((time.process_time() - begun) * 1000 / calls)
    return [statistics.median(found) for found in taken]


if __name__ == "__main__":
    main()
