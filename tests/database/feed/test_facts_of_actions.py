"""For every action: its events say who did it and what was before, and a conversation's history has it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from messaging.actors import ACTOR_KINDS
from messaging.feed import log, positions
from messaging.models import Activity, Inbox
from tests.database.feed.replica import READ_AGAIN, snapshot
from tests.database.feed.test_snapshot_and_events import STEPS, busy, shared_busy, take

__all__ = ["busy", "shared_busy"]
pytestmark = pytest.mark.django_db

# What an event need not say of before: other resources with events of their own, and lists that belong to the
# message and keep themselves what was.
WITHOUT_WAS = {
    "conversation": {"last_message"},
    "message": {"attachments", "reactions", "reply_to", "timeline", "error"},
}
# What nobody may change without a row of activity.
KEPT = {"status", "snoozed_until", "assignee", "priority"}
# Of these it is known that they change something that is told: the proof must have seen it.
SEEN = {
    "set_conversation_status": "status",
    "assign_conversation": "assignee",
    "set_priority": "priority",
    "receive_message": "unread",
    "send_message": "last_reply_at",
    "mark_sending": "status",
    "apply_receipts": "status",
}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_an_action_says_who_and_what_was_before(busy: Inbox, name: str) -> None:
    rng, seen = random.Random(name), set()
    # As of the first step; after it each event says what its row is now.
    rows = snapshot(busy).rows
    for _ in range(5):
        head = positions.heads()[busy.pk].seq
        last = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        take(STEPS[name], rng, busy)
        done = set(Activity.objects.filter(pk__gt=last).values_list("conversation", flat=True))
        for event in positions.since(busy.pk, head):
            assert event.by["kind"] in ACTOR_KINDS, name
            assert event.by["name"], name
            noun = event.kind.partition(".")[0]
            # What was done never changes; of what is only said to have changed there is nothing that was.
            if noun == "activity" or noun in READ_AGAIN:
                continue
            changed = check_was(noun, rows.get(noun, {}).get(event.payload["id"]), event)
            seen |= changed
            if noun == "conversation" and changed & KEPT:
                assert event.payload["id"] in done, (name, changed)
            rows.setdefault(noun, {})[event.payload["id"]] = event.payload
    assert SEEN.get(name) in {None, *seen}


def fields_left_out(noun: str, resource: dict[str, Any]) -> set[str]:
    """Which fields of a note no event says as they were: what was deleted, and what a note keeps by itself."""
    if noun == "contact_note":
        return {"content"} if resource["deleted_at"] else set()
    if noun != "message" or resource["kind"] != "note":
        return set()
    return {"revisions", "content", "payload"} if resource["revoked_at"] else {"revisions"}


def check_was(noun: str, before: dict[str, Any] | None, event: log.Event) -> set[str]:
    """Which fields changed; each of them must be told as it was, and nothing else."""
    if before is None or event.was is None:
        assert event.was is None or before is not None or event.kind.endswith("updated")
        return set()
    secret = fields_left_out(noun, event.payload)
    assert not secret & event.was.keys()
    changed = {field for field in before if before[field] != event.payload[field]}
    changed -= WITHOUT_WAS.get(noun, set()) | secret
    assert changed <= event.was.keys(), (event.kind, changed, event.was)
    assert event.was == {field: before[field] for field in event.was}
    assert changed == event.was.keys() - WITHOUT_WAS.get(noun, set())
    return changed
