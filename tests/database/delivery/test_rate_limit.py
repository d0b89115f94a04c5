from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from messaging.delivery.lanes import rate_limit, transactions
from messaging.delivery.lanes.rate_limit import Bucket
from messaging.models import Message, RateLimit
from tests.database.delivery.conftest import lane_of, lease_of
from tests.factories import an_inbox

pytestmark = pytest.mark.django_db
# On PostgreSQL the database's own clock counts, which cannot be stopped: see test_row_locks.
stopped_clock = pytest.mark.engine("sqlite")


@pytest.fixture
def clock(monkeypatch):
    """``clock(seconds)`` lets time pass; without a call it stands still."""
    now = timezone.now()

    def move(seconds: float = 0.0) -> None:
        nonlocal now
        now += timedelta(seconds=seconds)
        monkeypatch.setattr(rate_limit.timezone, "now", lambda: now)

    move()
    return move


PAIR = Bucket("test", interval=6.0, burst=3)


@stopped_clock
def test_a_burst_goes_at_once_and_then_one_at_a_time(clock):
    assert [rate_limit.reserve(PAIR) for _ in range(3)] == pytest.approx([0, 0, 0], abs=1e-3)
    assert rate_limit.reserve(PAIR) == pytest.approx(6, abs=1e-3)


@stopped_clock
def test_wait_beyond_patience_reserves_nothing(clock):
    for _ in range(3):
        rate_limit.reserve(PAIR)
    assert [rate_limit.reserve(PAIR) for _ in range(3)] == pytest.approx([6, 6, 6], abs=1e-3)
    clock(4.5)
    assert rate_limit.reserve(PAIR) == pytest.approx(1.5, abs=1e-3)
    assert rate_limit.reserve(PAIR) == pytest.approx(7.5, abs=1e-3), "the place after that was taken"


@stopped_clock
def test_an_idle_bucket_fills_up_again_but_not_beyond_its_size(clock):
    for _ in range(3):
        rate_limit.reserve(PAIR)
    clock(3600)
    assert [rate_limit.reserve(PAIR) for _ in range(4)] == pytest.approx([0, 0, 0, 6], abs=1e-3)


@stopped_clock
@override_settings(MESSAGES_PER_SECOND=50)
def test_a_number_keeps_its_rate(clock):
    number = rate_limit.number(1)
    waits = [rate_limit.reserve(number) for _ in range(40)]
    assert waits[:3] == pytest.approx([0, 0, 0], abs=1e-3)
    assert waits[-1] == pytest.approx(37 / 50, abs=1e-3)
    clock(1)
    assert rate_limit.reserve(number) == pytest.approx(0, abs=1e-3)


@stopped_clock
def test_pairs_are_forty_five_at_once_and_then_one_in_six_seconds(clock):
    pair = rate_limit.pair(1, 2)
    assert [rate_limit.reserve(pair) for _ in range(46)] == pytest.approx([0] * 45 + [6], abs=1e-3)
    assert rate_limit.reserve(rate_limit.pair(1, 3)) == 0


@stopped_clock
def test_hold_closes_the_bucket_for_so_long(clock):
    rate_limit.reserve(PAIR)
    rate_limit.pause(PAIR, 30)
    assert rate_limit.reserve(PAIR) == pytest.approx(30, abs=1e-3)
    rate_limit.pause(PAIR, 5)
    assert rate_limit.reserve(PAIR) == pytest.approx(30, abs=1e-3), "a shorter hold does not open it"
    clock(30)
    assert rate_limit.reserve(PAIR) == pytest.approx(0, abs=1e-3)


@stopped_clock
def test_hold_works_on_a_bucket_that_was_never_used(clock):
    rate_limit.pause(PAIR, 5)
    assert rate_limit.reserve(PAIR) == pytest.approx(5, abs=1e-3)


@stopped_clock
def test_the_longest_wait_counts(clock):
    rate_limit.pause(Bucket("a", 0.01, 1), 1.0)
    assert rate_limit.reserve(Bucket("a", 0.01, 1), Bucket("b", 6.0, 1)) == pytest.approx(1, abs=1e-3)
    assert rate_limit.reserve(Bucket("a", 0.01, 1), Bucket("b", 6.0, 1)) == pytest.approx(6, abs=1e-3)


@stopped_clock
def test_buckets_that_nobody_uses_are_forgotten(clock):
    rate_limit.reserve(PAIR)
    assert rate_limit.prune_full_buckets() == 0
    clock(25 * 3600)
    assert rate_limit.prune_full_buckets() == 1


def test_throttled_lane_is_given_back_and_its_message_stays_queued(queue):
    message = queue(an_inbox(), "one")
    rate_limit.pause(rate_limit.pair(message.inbox_id, message.conversation.contact_id), 20)
    assert transactions.claim(lease_of(message)) is None
    lane = lane_of(message)
    assert lane.lease_token is None
    assert 18 < (lane.due_at - timezone.now()).total_seconds() <= 20
    row = Message.objects.get(pk=message.pk)
    assert (row.status, row.attempts, row.next_attempt_at) == ("queued", 0, None)


def test_short_wait_keeps_the_lane_but_marks_nothing_until_it_is_over(queue):
    """A crash while waiting for the turn must leave nothing in doubt."""
    message = queue(an_inbox(), "one")
    rate_limit.pause(rate_limit.number(message.inbox_id), 1.5)
    lease = lease_of(message)
    attempt = transactions.claim(lease)
    assert 1 < attempt.wait <= 1.5
    assert not attempt.marked
    assert Message.objects.get(pk=message.pk).status == "queued"
    assert transactions.begin(lease).marked
    assert Message.objects.get(pk=message.pk).status == "sending"


def test_waiting_lane_of_a_process_that_stops_is_given_back_untouched(queue):
    message = queue(an_inbox(), "one")
    rate_limit.pause(rate_limit.number(message.inbox_id), 1.5)
    lease = lease_of(message)
    transactions.claim(lease)
    assert transactions.begin(lease, go_on=False) is None
    assert Message.objects.get(pk=message.pk).status == "queued"
    assert lane_of(message).lease_token is None
    assert RateLimit.objects.exists()


@stopped_clock
@override_settings(MESSAGES_PER_SECOND=10)
@pytest.mark.parametrize("before", [0, 3, 20])
def test_many_places_are_those_of_one_after_the_other(clock, before):
    """Some beyond the patience, some pairs that wait, one pair twice."""
    waits = []
    for inbox_id, at_once in ((1, True), (2, False)):
        for _ in range(before):
            rate_limit.reserve(rate_limit.number(inbox_id))
        rate_limit.pause(rate_limit.pair(inbox_id, 3), 1.0)
        rate_limit.pause(rate_limit.pair(inbox_id, 4), 30.0)
        wanted = [
            (rate_limit.number(inbox_id), rate_limit.pair(inbox_id, contact_id))
            for contact_id in (1, 2, 3, 4, 3, *range(5, 30))
        ]
        found = rate_limit.reserve_all(wanted) if at_once else [rate_limit.reserve(*one) for one in wanted]
        waits.append((found, rate_limit.reserve(rate_limit.number(inbox_id))))
    assert waits[0][0] == pytest.approx(waits[1][0], abs=1e-3)
    assert waits[0][1] == pytest.approx(waits[1][1], abs=1e-3)
