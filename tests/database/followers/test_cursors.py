"""Followers: nothing lost, nothing doubled, wherever they end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from messaging.feed import log, positions, retention
from messaging.feed.types import INBOX_UPDATED, Event
from messaging.followers import cursors
from messaging.followers.kinds import FollowerKind
from messaging.models import FeedEvent, FeedHead, Follower, Inbox, Label, new_epoch
from tests.factories import BY

pytestmark = pytest.mark.django_db(transaction=True)


def touch(inbox: Inbox, times: int = 1) -> None:
    for _ in range(times):
        with log.recording(by=BY):
            log.record("inbox.updated", inbox.pk, inbox_id=inbox.pk)


def effect(event: Event) -> None:
    """Leave a trace that two of the same would collide with."""
    Label.objects.create(name=f"event {event.inbox_id}.{event.seq}")


def _apply_each(events: Sequence[Event]) -> None:
    for event in events:
        effect(event)


def a_follower(apply: Callable[[Sequence[Event]], None] | None = None) -> FollowerKind:
    return FollowerKind("tests", frozenset({INBOX_UPDATED}), apply or _apply_each)


def row_of(inbox: Inbox) -> Follower:
    return Follower.objects.get(name="tests", inbox=inbox)


def follow(kind: FollowerKind) -> int:
    """Catch up as the running follower does; return how many events that were."""
    cursors.ensure_cursors([kind])
    passed = 0
    for _, pk in cursors.behind([kind]):
        while count := cursors.advance(kind, pk):
            passed += count
    return passed


def numbers(inbox: Inbox) -> list[int]:
    names = Label.objects.values_list("name", flat=True)
    return sorted(int(name.rpartition(".")[2]) for name in names if name.startswith(f"event {inbox.pk}."))


def wanted(inbox: Inbox) -> list[int]:
    return sorted(FeedEvent.objects.filter(inbox=inbox, kind=INBOX_UPDATED).values_list("seq", flat=True))


def test_every_event_is_applied_once_in_pages(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursors, "PAGE", 3)
    touch(inbox, 8)
    assert follow(a_follower()) == positions.heads()[inbox.pk].seq
    assert numbers(inbox) == wanted(inbox)
    assert follow(a_follower()) == 0
    touch(inbox)
    assert follow(a_follower()) == 1
    assert numbers(inbox) == wanted(inbox)


def test_what_fails_leaves_neither_effect_nor_cursor_and_is_tried_again_later(inbox: Inbox) -> None:
    def breaks(events: Sequence[Event]) -> None:
        effect(events[0])
        raise ValueError("no room")

    touch(inbox, 2)
    assert follow(a_follower(breaks)) == 0
    row = row_of(inbox)
    assert (numbers(inbox), row.seq, row.attempts, row.error) == ([], 0, 1, "ValueError: no room")
    assert row.lease_token is None
    assert row.due_at > timezone.now()
    assert follow(a_follower()) == 0  # it waits
    Follower.objects.update(due_at=timezone.now())
    follow(a_follower())
    row.refresh_from_db()
    assert (numbers(inbox), row.attempts, row.error) == (wanted(inbox), 0, "")


def test_a_process_that_died_with_the_lease_is_followed_by_another(inbox: Inbox) -> None:
    touch(inbox, 2)
    kind = a_follower()
    cursors.ensure_cursors([kind])
    with log.recording(by=BY):
        assert cursors.TABLE.take(cursors.Lease(row_of(inbox).pk))
    assert follow(kind) == 0  # somebody has it
    Follower.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    follow(kind)
    assert numbers(inbox) == wanted(inbox)


def test_who_lost_the_lease_writes_nothing(inbox: Inbox) -> None:
    """It slept for longer than its lease; another one reads the page now."""
    touch(inbox, 2)
    kind = a_follower()
    cursors.ensure_cursors([kind])
    sleeper, other = (cursors.Lease(row_of(inbox).pk) for _ in range(2))
    with log.recording(by=BY):
        assert cursors.TABLE.take(sleeper)
        Follower.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert cursors.TABLE.take(other)
    assert cursors._page(kind, sleeper) == 0
    assert numbers(inbox) == []
    assert cursors._page(kind, other) == positions.heads()[inbox.pk].seq
    assert numbers(inbox) == wanted(inbox)


def test_two_processes_at_once_double_nothing(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursors, "PAGE", 2)
    touch(inbox, 20)
    kind = a_follower()
    cursors.ensure_cursors([kind])
    failures: list[BaseException] = []

    def race() -> None:
        try:
            while positions.heads()[inbox.pk].seq > row_of(inbox).seq:
                follow(kind)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    racers = [threading.Thread(target=race) for _ in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert failures == []
    assert numbers(inbox) == wanted(inbox)
    assert row_of(inbox).attempts == 0


def test_a_renewed_epoch_loses_and_repeats_nothing(inbox: Inbox) -> None:
    touch(inbox, 2)
    follow(a_follower())
    FeedHead.objects.update(epoch=new_epoch())
    touch(inbox)
    follow(a_follower())
    assert numbers(inbox) == wanted(inbox)
    assert row_of(inbox).epoch == positions.heads()[inbox.pk].epoch


@pytest.mark.parametrize("seq", ["ahead of the log", "pruned"])
def test_a_cursor_that_the_log_cannot_continue_starts_again_at_the_head(
    inbox: Inbox, seq: str, caplog: pytest.LogCaptureFixture
) -> None:
    touch(inbox, 4)
    follow(a_follower())
    before = numbers(inbox)
    if seq == "pruned":
        Follower.objects.update(seq=1)
        FeedEvent.objects.filter(inbox=inbox, seq__lte=3).delete()
    else:
        Follower.objects.update(seq=1000)
    follow(a_follower())
    assert "starts again at the head" in caplog.text
    assert row_of(inbox).seq == positions.heads()[inbox.pk].seq
    touch(inbox)
    follow(a_follower())
    assert len(numbers(inbox)) == len(before) + 1


def test_pruning_waits_for_the_slowest_follower_within_a_limit(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = a_follower()
    touch(inbox, 3)
    follow(kind)
    read = row_of(inbox).seq
    touch(inbox, 5)
    retention.prune(inbox.pk, kept_for=timedelta(0), kept_newest=1)
    oldest = FeedEvent.objects.filter(inbox=inbox).order_by("seq").values_list("seq", flat=True)
    assert oldest[0] == read + 1
    follow(kind)
    assert numbers(inbox)[-5:] == [read + 1, read + 2, read + 3, read + 4, read + 5]
    Follower.objects.update(seq=read)
    touch(inbox, 5)
    monkeypatch.setattr(retention, "WAITED_EVENTS", 2)
    retention.prune(inbox.pk, kept_for=timedelta(0), kept_newest=1)
    assert oldest.all()[0] == positions.heads()[inbox.pk].seq - 1
