"""Texts of events that many sockets ask for at once: the log's own words, read once, for a while."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.feed import RecentTexts, Reset, log, positions, renew_epochs
from messaging.feed.burst import Item
from messaging.feed.encoding import encode
from messaging.models import FeedEvent, Inbox
from tests.factories import BY

pytestmark = pytest.mark.django_db


def write(inbox: Inbox, events: int) -> int:
    """Record so many; return where the feed stands."""
    for _ in range(events):
        with log.recording(by=BY):
            log.record("inbox.updated", inbox.pk, inbox_id=inbox.pk)
    return positions.heads()[inbox.pk].seq


def from_the_log(inbox: Inbox, cursor: int) -> list[Item]:
    return [Item(event.seq, event.kind, encode(event)) for event in positions.since(inbox.pk, cursor)]


def test_a_page_is_what_the_log_says_and_is_read_once(inbox: Inbox, django_assert_num_queries: Any) -> None:
    texts, head = RecentTexts(), write(inbox, 5)
    first = texts.page(inbox.pk, 0)
    assert first == from_the_log(inbox, 0)
    assert [item.seq for item in first] == list(range(1, head + 1))
    with django_assert_num_queries(1):  # where the feed stands
        again = texts.page(inbox.pk, 2)
    assert all(one.text is other.text for one, other in zip(again, first[2:], strict=True))


def test_only_what_is_missing_is_read(inbox: Inbox) -> None:
    texts, head = RecentTexts(), write(inbox, 3)
    early = texts.page(inbox.pk, 0)
    write(inbox, 2)
    assert texts.page(inbox.pk, 0) == from_the_log(inbox, 0)
    assert texts.page(inbox.pk, 0)[:head] == early
    assert [item.seq for item in texts.page(inbox.pk, 1, limit=2)] == [2, 3]


def test_another_epoch_is_another_log(inbox: Inbox) -> None:
    texts = RecentTexts()
    write(inbox, 2)
    texts.page(inbox.pk, 0)
    renew_epochs()
    FeedEvent.objects.filter(inbox=inbox).update(kind="inbox.renamed")
    assert {item.kind for item in texts.page(inbox.pk, 0)} == {"inbox.renamed"}


def test_what_the_log_cannot_continue_is_a_reset(inbox: Inbox) -> None:
    head = write(inbox, 4)
    FeedEvent.objects.filter(inbox=inbox, seq__lte=2).delete()
    for cursor, epoch, why in [(0, None, "too_old"), (head + 1, None, "epoch"), (head, "other", "epoch")]:
        with pytest.raises(Reset) as reset:
            RecentTexts().page(inbox.pk, cursor, epoch=epoch)
        assert (reset.value.why, reset.value.head) == (why, head)
    assert RecentTexts().page(inbox.pk, head) == []


def test_what_is_kept_is_bounded_and_forgotten(inbox: Inbox) -> None:
    now = [0.0]
    write(inbox, 6)
    size = max(len(item.text) for item in from_the_log(inbox, 0))
    texts = RecentTexts(most_chars=3 * size, seconds=10, clock=lambda: now[0])
    assert texts.page(inbox.pk, 0) == from_the_log(inbox, 0)
    assert texts._chars == sum(len(item.text) for _, item in texts._kept.values()) <= 3 * size
    now[0] = 11.0
    FeedEvent.objects.filter(inbox=inbox, seq=6).update(kind="inbox.renamed")
    assert texts.page(inbox.pk, 5)[0].kind == "inbox.renamed"
