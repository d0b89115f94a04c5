"""What only a database with row locks and a clock of its own can show."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from messaging.actions.contact.identities import add_addresses
from messaging.actions.conversation.held import cancel_message
from messaging.actions.outgoing import Draft, TemplateChoice, send_message, send_to
from messaging.actions.updates.receipts import apply_receipts
from messaging.delivery.lanes import lane_leases, rate_limit, transactions
from messaging.models import Conversation, Message
from messaging.transports.base import Accepted, Identity, Receipt
from tests.database.delivery.conftest import fresh, lane_of, lease_of, statuses
from tests.factories import BY, a_template, an_inbox, close_window, from_customer
from tests.row_locks import somebody_waits_for_a_lock
from tests.servers import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


def in_thread(call, *args):
    """A started thread and the list that will hold the result."""
    result = []

    def run() -> None:
        try:
            result.append(call(*args))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, result


def test_head_that_a_receipt_settles_while_we_wait_for_it_does_not_hide_what_is_behind(queue):
    message = queue(an_inbox(), "one", "two")
    first = Message.objects.get(content="one")
    with transaction.atomic():
        receipt = Receipt(message.inbox.route, "wamid.1", "sent", callback_data=str(first.client_id))
        apply_receipts(message.inbox, [receipt], by=BY)
        thread, claimed = in_thread(transactions.claim, lease_of(message))
        wait_until(somebody_waits_for_a_lock, "the claim waits for the receipt")
    thread.join(10)
    assert [attempt.message.content for attempt in claimed] == ["two"]
    assert statuses(message.inbox) == ["sent", "sending"]


def test_two_sweeps_at_once_share_the_lanes(queue):
    inbox = an_inbox()
    lanes = {queue(inbox, "x", phone=f"4477009004{n:02}").conversation_id for n in range(6)}
    with transaction.atomic():
        mine = lane_leases.sweep(3)
        thread, others = in_thread(lane_leases.sweep, 10)
        thread.join(5)
        assert not thread.is_alive(), "it does not wait for us"
    assert set(mine) | set(others[0]) == lanes
    assert not set(mine) & set(others[0])


@pytest.mark.parametrize("skew", [-3600, 3600])
def test_the_clock_of_this_machine_does_not_matter(queue, monkeypatch, skew):
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=skew))
    message = queue(an_inbox(), "one")
    assert lane_leases.sweep(1) == [message.conversation_id]
    lease = lease_of(message)
    attempt = transactions.claim(lease)
    assert 15 < (lane_of(message).lease_until - real()).total_seconds() <= 20
    assert transactions.claim(lease_of(message)) is None, "the lease is not over"
    assert rate_limit.reserve(rate_limit.number(message.inbox_id)) < 1
    transactions.finish_and_next(lease, attempt.message, Accepted("wamid.1"), go_on=True)
    assert fresh(message).status == "sent"


def test_a_number_is_paced_by_the_databases_clock():
    number = rate_limit.Bucket("n", 0.25, 2)
    waits = [rate_limit.reserve(number) for _ in range(4)]
    assert waits[:2] == [0, 0]
    assert waits[2:] == pytest.approx([0.25, 0.5], abs=0.2)
    rate_limit.pause(number, 30)
    assert rate_limit.reserve(number) == pytest.approx(30, abs=1)


def test_cancelled_in_the_conversation_that_it_was_in_before_a_merge_it_stays_cancelled():
    """Who cancels has read the message before two contacts became one, and locks another conversation than
    the customer's reply does."""
    inbox = an_inbox()
    a_template(inbox)
    by_phone, by_id = Identity("phone", "447700900123"), Identity("bsuid", "GB.1")
    asked = send_to(
        inbox, by_phone, Draft(author=None, template=TemplateChoice("go_on", "en", {"body.1": "Ann"})), by=BY
    )
    held = send_message(asked.conversation, Draft(author=None, content="The answer", hold=True), by=BY)
    as_read = Message.objects.select_related("conversation").get(pk=held.pk)
    other = close_window(from_customer(inbox, identities=(by_id,)).conversation)
    Conversation.objects.filter(pk=other.pk).update(last_activity_at=timezone.now())
    add_addresses(asked.conversation.contact, inbox.transport, [by_id, by_phone], by=BY)
    assert fresh(held).conversation == other
    with transaction.atomic():
        cancel_message(as_read, by=BY)
        thread, _ = in_thread(lambda: from_customer(inbox, "Yes", identities=(by_id,)))
        wait_until(somebody_waits_for_a_lock, "the reply waits for the cancelling")
    thread.join(10)
    assert (fresh(held).status, fresh(held).lane_position) == ("failed", None)
