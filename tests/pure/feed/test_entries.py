"""Several changes of one resource in one transaction are one event, with what was before all of them."""

from __future__ import annotations

from typing import Any

from messaging.actors import Actor
from messaging.feed.entries import Entry, coalesce, earlier_values

MIA = Actor("agent", 1, "Mia")
SYSTEM = Actor.system("snooze")


def entry(kind: str = "conversation.updated", by: Actor = MIA, pk: int = 5, **was: Any) -> Entry:
    return Entry(7, kind, pk, pk, by, was)


def test_the_earliest_value_of_each_field_wins() -> None:
    (one,) = coalesce([entry(status="open"), entry(status="snoozed", unread=3)])
    assert one.was == {"status": "open", "unread": 3}


def test_whoever_was_first_did_it() -> None:
    (one,) = coalesce([entry(), entry(by=SYSTEM, status="open")])
    assert one.by == MIA


def test_what_was_created_meanwhile_has_no_earlier_values() -> None:
    (one,) = coalesce([entry(status="open"), entry("conversation.created"), entry(status="pending")])
    assert one.kind == "conversation.created"
    assert earlier_values(one, {"status": "pending"}) is None


def test_resources_keep_the_order_in_which_they_were_first_changed() -> None:
    merged = coalesce([entry(pk=2), entry(pk=1), entry(pk=2, status="open")])
    assert [one.pk for one in merged] == [2, 1]


def test_only_what_changed_is_told() -> None:
    one = entry(status="open", unread=3, secret="not in the resource")
    assert earlier_values(one, {"status": "resolved", "unread": 3}) == {"status": "open"}
    assert earlier_values(entry(), {"status": "open"}) == {}
