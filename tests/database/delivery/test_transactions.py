from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from messaging.actions.outgoing import retry_message
from messaging.actions.updates.receipts import apply_receipts
from messaging.delivery.lanes import lane_leases, transactions
from messaging.errors import FailureClass, SendRefused
from messaging.models import FeedEvent, Message, OutboxLane
from messaging.transports.base import Accepted, Receipt
from tests.database.delivery.conftest import fresh, lane_of, lease_of, statuses, timeline
from tests.factories import BY, an_inbox

pytestmark = pytest.mark.django_db

BUSY = SendRefused("131016", "Busy", failure=FailureClass.RETRY)


def end_lease(message: Message) -> None:
    OutboxLane.objects.filter(conversation=message.conversation_id).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def make_due(message: Message) -> None:
    past = timezone.now() - timedelta(seconds=1)
    OutboxLane.objects.filter(conversation=message.conversation_id).update(due_at=past)
    Message.objects.filter(conversation=message.conversation_id).exclude(next_attempt_at=None).update(
        next_attempt_at=past
    )


def test_claim_marks_the_oldest_message_and_holds_the_lane(queue):
    message = queue(an_inbox(), "one", "two")
    attempt = transactions.claim(lease_of(message))
    assert attempt is not None
    assert attempt.marked
    assert attempt.message.content == "one"
    assert (attempt.message.attempts, attempt.request.outgoing.content) == (1, "one")
    assert statuses(message.inbox) == ["sending", "queued"]
    lane = lane_of(message)
    assert lane.lease_token is not None
    assert timedelta(seconds=18) < lane.lease_until - timezone.now() <= timedelta(seconds=20)


def test_second_claim_finds_the_lane_taken(queue):
    message = queue(an_inbox(), "one")
    assert transactions.claim(lease_of(message))
    assert transactions.claim(lease_of(message)) is None
    assert fresh(message).attempts == 1


def test_repeated_claim_goes_on_where_its_lost_answer_left_it(queue):
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    first, second = transactions.claim(lease), transactions.claim(lease)
    assert first.message.pk == second.message.pk
    assert fresh(message).status == "sending"
    assert fresh(message).attempts == 1


def test_claim_repeated_after_a_long_outage_is_still_our_own(queue):
    """Nobody else took the lane, so what is marked there was marked by us and never sent."""
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    transactions.claim(lease)
    end_lease(message)
    assert transactions.claim(lease).message.content == "one"
    assert fresh(message).status == "sending"


def test_nothing_due_is_nothing_to_claim(queue):
    message = queue(an_inbox(), "one")
    OutboxLane.objects.update(due_at=timezone.now() + timedelta(seconds=30))
    assert transactions.claim(lease_of(message)) is None
    OutboxLane.objects.update(due_at=None)
    assert transactions.claim(lease_of(message)) is None
    assert fresh(message).status == "queued"


def test_finish_hands_out_the_next_in_the_same_step(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    second = transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=True)
    assert second.message.content == "two"
    assert statuses(message.inbox) == ["sent", "sending"]
    assert transactions.finish_and_next(lease, second.message, Accepted("wamid.2"), go_on=True) is None
    lane = lane_of(message)
    assert (lane.due_at, lane.lease_token, lane.lease_until) == (None, None, None)
    assert statuses(message.inbox) == ["sent", "sent"]


def test_finish_repeated_after_a_lost_answer_changes_nothing(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    again = [
        transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=True) for _ in range(2)
    ]
    assert {attempt.message.content for attempt in again} == {"two"}
    assert {attempt.message.attempts for attempt in again} == {1}
    assert timeline(first.message) == ["queued", "sending", "sent"]


def test_stopping_gives_the_lane_back_and_it_stays_due(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    assert transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=False) is None
    assert statuses(message.inbox) == ["sent", "queued"]
    assert transactions.claim(lease_of(message)).message.content == "two"


def test_message_queued_while_the_lane_is_held_is_found_by_its_holder(queue):
    inbox = an_inbox()
    message = queue(inbox, "one")
    lease = lease_of(message)
    first = transactions.claim(lease)
    queue(inbox, "two")
    assert (
        transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=True).message.content
        == "two"
    )


def test_backoff_keeps_the_order(queue):
    inbox = an_inbox()
    message = queue(inbox, "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    transactions.retry_later(lease, first.message, BUSY, 30)
    assert statuses(inbox) == ["queued", "queued"]
    queue(inbox, "three")  # makes the lane due no sooner
    assert transactions.claim(lease_of(message)) is None
    assert lane_leases.sweep(10) == []
    lane, head = lane_of(message), fresh(first.message)
    assert lane.due_at == head.next_attempt_at
    assert timedelta(seconds=28) < lane.due_at - timezone.now() <= timedelta(seconds=30)
    assert head.error["code"] == "131016"
    make_due(message)
    retried = transactions.claim(lease_of(message))
    assert (retried.message.content, retried.message.attempts) == ("one", 2)


def test_lane_that_comes_too_early_waits_for_its_head(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    transactions.retry_later(lease, transactions.claim(lease).message, BUSY, 30)
    OutboxLane.objects.update(due_at=timezone.now())
    assert transactions.claim(lease_of(message)) is None
    assert lane_of(message).due_at > timezone.now() + timedelta(seconds=25)
    assert statuses(message.inbox) == ["queued", "queued"]


def test_refused_message_fails_with_its_reason_and_the_lane_goes_on(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    error = {"code": "131026", "title": "No", "detail": "", "action": ""}
    second = transactions.fail_and_next(lease, first.message, error, go_on=True)
    assert second.message.content == "two"
    assert statuses(message.inbox) == ["failed", "sending"]
    assert fresh(first.message).error == error


def test_head_under_an_expired_lease_is_unconfirmed_and_never_sent_again(queue):
    message = queue(an_inbox(), "one", "two")
    dead = transactions.claim(lease_of(message))
    assert transactions.claim(lease_of(message)) is None
    end_lease(message)
    survivor = transactions.claim(lease_of(message))
    assert survivor.message.content == "two"
    assert statuses(message.inbox) == ["unconfirmed", "sending"]
    assert fresh(dead.message).error["code"] == "interrupted"


def test_late_answer_of_a_worker_that_lost_its_lane_is_recorded_and_it_stops(queue):
    message = queue(an_inbox(), "one", "two", "three")
    slow = lease_of(message)
    first = transactions.claim(slow)
    end_lease(message)
    transactions.claim(lease_of(message))
    assert transactions.finish_and_next(slow, first.message, Accepted("wamid.1"), go_on=True) is None
    assert statuses(message.inbox) == ["sent", "sending", "queued"]


def test_worker_that_lost_its_lane_does_not_begin(queue):
    message = queue(an_inbox(), "one")
    slow = lease_of(message)
    transactions.claim(slow)
    end_lease(message)
    transactions.claim(lease_of(message))
    assert transactions.begin(slow) is None


def test_begin_renews_the_lease_and_counts_nothing_twice(queue):
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    transactions.claim(lease)
    end_lease(message)
    again = transactions.begin(lease)
    assert (again.message.pk, again.message.attempts, again.marked) == (message.pk, 1, True)
    assert lane_of(message).lease_until > timezone.now() + timedelta(seconds=15)


def test_freed_lanes_leave_their_heads_in_doubt(queue):
    message = queue(an_inbox(), "one", "two")
    transactions.claim(lease_of(message))
    assert lane_leases.release_all() == 1
    assert lane_leases.sweep(10) == [message.conversation_id]
    assert transactions.claim(lease_of(message)).message.content == "two"
    assert statuses(message.inbox) == ["unconfirmed", "sending"]


def test_receipt_that_beats_our_own_record_wins(queue):
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    first = transactions.claim(lease)
    receipt = Receipt(message.inbox.route, "wamid.1", "delivered", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [receipt], by=BY)
    assert transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=True) is None
    assert (fresh(message).status, fresh(message).external_id) == ("delivered", "wamid.1")


def test_head_settled_by_a_receipt_is_not_sent(queue):
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    transactions.retry_later(lease, transactions.claim(lease).message, BUSY, 1)
    receipt = Receipt(message.inbox.route, "wamid.1", "sent", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [receipt], by=BY)
    make_due(message)
    assert transactions.claim(lease_of(message)) is None
    assert fresh(message).status == "sent"
    assert lane_of(message).due_at is None


def sent_again(queue):
    """A message that failed by a receipt, was sent again by an agent, and is being sent."""
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    transactions.finish_and_next(lease, transactions.claim(lease).message, Accepted("wamid.1"), go_on=True)
    failed = Receipt(message.inbox.route, "wamid.1", "failed", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [failed], by=BY)
    assert fresh(message).status == "failed"
    retry_message(fresh(message), by=BY)
    second = lease_of(message)
    return message, second, transactions.claim(second), failed


def test_late_failed_receipt_of_the_earlier_hand_over_does_not_fail_the_new_one(queue):
    message, lease, attempt, failed = sent_again(queue)
    apply_receipts(message.inbox, [failed], by=BY)
    assert fresh(message).status == "sending"
    transactions.finish_and_next(lease, attempt.message, Accepted("wamid.2"), go_on=True)
    apply_receipts(message.inbox, [failed], by=BY)
    assert (fresh(message).status, fresh(message).external_id) == ("sent", "wamid.2")
    assert fresh(message).superseded_ids == ["wamid.1"]


def test_answer_of_the_hand_over_that_failed_does_not_settle_the_one_an_agent_asked_for(queue):
    """The request of the first try was so slow that its "failed" came first and the agent acted on it."""
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    first = transactions.claim(lease)
    failed = Receipt(message.inbox.route, "wamid.1", "failed", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [failed], by=BY)
    retry_message(fresh(message), by=BY)
    following = transactions.finish_and_next(lease, first.message, Accepted("wamid.1"), go_on=True)
    assert (following.message.pk, following.message.attempts) == (message.pk, 2)
    transactions.finish_and_next(lease, following.message, Accepted("wamid.2"), go_on=True)
    assert (fresh(message).status, fresh(message).external_id) == ("sent", "wamid.2")


def test_failed_receipt_of_an_unconfirmed_hand_over_does_not_fail_the_next(queue):
    """Nobody knew the id of the first attempt, so its receipt is found by our own and teaches it."""
    message = queue(an_inbox(), "one")
    transactions.claim(lease_of(message))
    end_lease(message)
    assert transactions.claim(lease_of(message)) is None
    retry_message(fresh(message), by=BY)
    lease = lease_of(message)
    second = transactions.claim(lease)
    failed = Receipt(message.inbox.route, "wamid.1", "failed", callback_data=str(message.client_id))
    apply_receipts(message.inbox, [failed], by=BY)
    transactions.finish_and_next(lease, second.message, Accepted("wamid.2"), go_on=True)
    assert (fresh(message).status, fresh(message).external_id) == ("sent", "wamid.2")
    assert fresh(message).error is None
    apply_receipts(message.inbox, [failed], by=BY)
    assert fresh(message).status == "sent"


def test_refusal_of_an_earlier_attempt_does_not_fail_the_one_that_runs(queue):
    message = queue(an_inbox(), "one")
    slow = lease_of(message)
    first = transactions.claim(slow)
    end_lease(message)
    transactions.claim(lease_of(message))  # unconfirmed
    retry_message(fresh(message), by=BY)
    lease = lease_of(message)
    second = transactions.claim(lease)
    error = {"code": "x", "title": "", "detail": "", "action": ""}
    transactions.fail_and_next(slow, first.message, error, go_on=True)
    transactions.unconfirmed_and_next(slow, first.message, error, go_on=True)
    transactions.retry_later(slow, first.message, BUSY, 5)
    assert (fresh(message).status, fresh(message).attempts) == ("sending", 2)
    transactions.finish_and_next(lease, second.message, Accepted("wamid.2"), go_on=True)
    assert fresh(message).status == "sent"


def test_one_id_given_to_two_messages_does_not_stop_the_lane(queue):
    message = queue(an_inbox(), "one", "two")
    lease = lease_of(message)
    first = transactions.claim(lease)
    second = transactions.finish_and_next(lease, first.message, Accepted("wamid.same"), go_on=True)
    transactions.finish_and_next(lease, second.message, Accepted("wamid.same"), go_on=True)
    assert statuses(message.inbox) == ["sent", "sent"]


def test_refusal_of_the_channel_keeps_the_message_and_counts_no_try(queue):
    message = queue(an_inbox(), "one")
    token = SendRefused("190", "Token", failure=FailureClass.INBOX)
    for _ in range(3):
        lease = lease_of(message)
        transactions.retry_later(lease, transactions.claim(lease).message, token, 0)
        make_due(message)
    assert (fresh(message).status, fresh(message).attempts) == ("queued", 0)
    assert timeline(message) == ["queued", "sending", "queued"]


def test_steps_tell_the_feed(queue):
    message = queue(an_inbox(), "one")
    lease = lease_of(message)
    transactions.finish_and_next(lease, transactions.claim(lease).message, Accepted("wamid.1"), go_on=True)
    events = FeedEvent.objects.filter(inbox=message.inbox, kind="message.updated").order_by("seq")
    assert [event.payload["status"] for event in events] == ["sending", "sent"]


def test_sweep_hands_each_lane_out_once(queue):
    inbox = an_inbox()
    lanes = {queue(inbox, "x", phone=f"44770090{n:04}").conversation_id for n in range(5)}
    first = lane_leases.sweep(3)
    second = lane_leases.sweep(10)
    assert len(first) == 3
    assert set(first) | set(second) == lanes
    assert lane_leases.sweep(10) == []
    assert lane_leases.sweep(0) == []


def test_sweep_hands_out_again_what_nobody_claimed(queue):
    message = queue(an_inbox(), "one")
    lane_leases.sweep(1)
    OutboxLane.objects.update(woken_at=timezone.now() - timedelta(seconds=6))
    assert lane_leases.sweep(1) == [message.conversation_id]


def test_sweep_leaves_held_lanes_alone(queue):
    message = queue(an_inbox(), "one")
    transactions.claim(lease_of(message))
    assert lane_leases.sweep(1) == []
    end_lease(message)
    assert lane_leases.sweep(1) == [message.conversation_id]


def test_lane_released_by_a_backoff_is_found_the_moment_it_is_due(queue):
    """Handed out, claimed and postponed within a second: the sweep must not think it is being looked after."""
    message = queue(an_inbox(), "one")
    lane_leases.sweep(1)
    lease = lease_of(message)
    transactions.retry_later(lease, transactions.claim(lease).message, BUSY, 0)
    assert lane_leases.sweep(1) == [message.conversation_id]


def test_age_of_the_oldest_due_message(queue):
    assert lane_leases.oldest_due_seconds() == 0
    queue(an_inbox(), "one")
    OutboxLane.objects.update(due_at=timezone.now() - timedelta(seconds=42))
    assert lane_leases.oldest_due_seconds() == pytest.approx(42, abs=1)


@pytest.mark.django_db(transaction=True)
def test_of_many_claims_at_once_one_has_the_lane(queue):
    message = queue(an_inbox(), "one", "two")
    together = threading.Barrier(8)
    found = []

    def race() -> None:
        together.wait()
        try:
            found.append(transactions.claim(lease_of(message)))
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [attempt for attempt in found if attempt]
    assert len(found) == 8
    assert [attempt.message.content for attempt in winners] == ["one"]
    assert statuses(message.inbox) == ["sending", "queued"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_between_emptying_a_lane_and_filling_it(queue, monkeypatch):
    """Sender and worker race for the lane's last moment, fifty times."""
    monkeypatch.setattr(transactions.rate_limit, "reserve", lambda *_: 0.0)
    inbox = an_inbox()
    message = queue(inbox, "first")
    filled = threading.Event()

    def fill() -> None:
        try:
            for number in range(50):
                queue(inbox, f"{number}")
        finally:
            connection.close()
            filled.set()

    thread = threading.Thread(target=fill)
    thread.start()
    count = 0
    while not (filled.is_set() and lane_of(message).due_at is None):
        lease = lease_of(message)
        attempt = transactions.claim(lease)
        while attempt is not None:
            count += 1
            attempt = transactions.finish_and_next(
                lease, attempt.message, Accepted(f"wamid.{count}"), go_on=True
            )
    thread.join()
    assert set(statuses(inbox)) == {"sent"}
    assert count == 51
