"""The clock was an hour ahead and was set back: nothing waits for that hour."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.actions.core import enqueue_job
from messaging.backoff import LONGEST_WAIT, message_delay
from messaging.clock import database_now
from messaging.delivery import jobs, lanes
from messaging.delivery.jobs import job_leases
from messaging.delivery.lanes import rate_limit, transactions
from messaging.delivery.processes import periodic
from messaging.errors import FailureClass, SendRefused
from messaging.followers.cursors import behind, ensure_cursors
from messaging.followers.kinds import FOLLOWERS
from messaging.models import Follower, Inbox, Job, Message, OutboxLane, RateLimit
from tests.database.delivery.conftest import fresh, lane_of, lease_of
from tests.factories import BY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def an_hour_ahead() -> object:
    return database_now() + HOUR


def test_lane_and_message_that_wait_for_that_hour_are_due_now(meta_inbox, queue, caplog):
    message = queue(meta_inbox, "one")
    Message.objects.update(next_attempt_at=an_hour_ahead())
    OutboxLane.objects.update(due_at=an_hour_ahead())
    assert transactions.claim(lease_of(message)) is None
    periodic.recall()
    assert fresh(message).next_attempt_at is None
    assert transactions.claim(lease_of(message)).message == message
    assert "The clock was set back" in caplog.text


def test_lane_that_was_handed_out_in_that_hour_is_handed_out_now(meta_inbox, queue):
    message = queue(meta_inbox, "one")
    OutboxLane.objects.update(woken_at=an_hour_ahead())
    assert lanes.sweep(10) == []
    periodic.recall()
    assert lanes.sweep(10) == [message.conversation_id]


def test_lease_that_ends_in_that_hour_ends_now_and_its_living_holder_goes_on(meta_inbox, queue):
    message = queue(meta_inbox, "one")
    lease = lease_of(message)
    assert transactions.claim(lease)
    OutboxLane.objects.update(lease_until=an_hour_ahead())
    periodic.recall()
    assert lane_of(message).lease_until <= database_now()
    assert transactions.renew(lease)


def test_pause_of_a_number_until_that_hour_is_over(meta_inbox):
    number, pair = rate_limit.number(meta_inbox.pk), rate_limit.pair(meta_inbox.pk, 1)
    for bucket in (number, pair):
        rate_limit.pause(bucket, 5)
    RateLimit.objects.update(tat=an_hour_ahead().timestamp() + pair.tolerance)
    assert rate_limit.reserve(number) > rate_limit.PATIENCE
    periodic.recall()
    assert rate_limit.reserve(number, pair) == 0


def test_job_that_waits_for_that_hour_is_taken_now(meta_inbox):
    enqueue_job(Job.Kind.SYNC_TEMPLATES, meta_inbox.pk, inbox=meta_inbox, by=BY)
    Job.objects.update(due_at=an_hour_ahead(), lease_token=uuid.uuid4(), lease_until=an_hour_ahead())
    room = {Job.Kind.SYNC_TEMPLATES: 1}
    assert job_leases.claim(room) == []
    periodic.recall()
    Job.objects.update(
        lease_until=database_now() - timedelta(seconds=1)
    )  # the moment in which it ended is over
    assert len(job_leases.claim(room)) == 1


def test_templates_that_were_fetched_in_that_hour_are_fetched_now(meta_inbox):
    Inbox.objects.update(templates_synced_at=timezone.now() + HOUR)
    assert jobs.enqueue_template_syncs() == 1


def test_follower_that_waits_for_that_hour_reads_now(meta_inbox, queue):
    ensure_cursors(FOLLOWERS)
    queue(meta_inbox, "one")
    Follower.objects.update(due_at=an_hour_ahead())
    assert behind(FOLLOWERS) != []


def test_the_longest_waits_there_are_stay(meta_inbox, queue):
    queue(meta_inbox, "one")
    latest = database_now() + timedelta(seconds=LONGEST_WAIT)
    Message.objects.update(next_attempt_at=latest)
    OutboxLane.objects.update(due_at=latest)
    rate_limit.pause(rate_limit.pair(meta_inbox.pk, 1), LONGEST_WAIT)
    periodic.recall()
    assert Message.objects.get().next_attempt_at == latest
    assert OutboxLane.objects.get().due_at == latest
    assert RateLimit.objects.count() == 1


def test_no_provider_can_ask_for_a_longer_wait():
    refused = SendRefused("131048", "Slower", failure=FailureClass.LIMIT, retry_after=86_400)
    assert message_delay(refused, 1) == LONGEST_WAIT
