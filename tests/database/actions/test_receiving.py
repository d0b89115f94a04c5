"""Where an inbound message stands, and what it opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from messaging.actions.receiving import order_key
from messaging.models import Contact, Inbox
from messaging.transports.base import Identity
from tests.desk import an_inbox, from_customer

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "arrived", "stands"),
    [
        (None, NOON, NOON),
        (NOON, NOON + timedelta(seconds=0.4), NOON + timedelta(seconds=0.4)),
        (NOON, NOON + timedelta(hours=1), NOON.replace(microsecond=999_999)),
        (NOON + timedelta(hours=1), NOON, NOON),
    ],
)
def test_order_key(written: datetime | None, arrived: datetime, stands: datetime) -> None:
    assert order_key(written, arrived) == stands


@pytest.mark.django_db
def test_the_window_is_24_hours_from_when_it_was_written(inbox: Inbox) -> None:
    written = timezone.now() - timedelta(hours=3)
    conversation = from_customer(inbox, sent_at=written).conversation
    assert conversation.window_closes_at == written + timedelta(hours=24)
    older = from_customer(inbox, sent_at=written - timedelta(hours=5)).conversation
    assert older.window_closes_at == written + timedelta(hours=24)


@pytest.mark.django_db
def test_a_clock_that_is_ahead_promises_no_more_than_24_hours(inbox: Inbox) -> None:
    conversation = from_customer(inbox, sent_at=timezone.now() + timedelta(days=400)).conversation
    assert conversation.window_closes_at <= timezone.now() + timedelta(hours=24)


@pytest.mark.django_db
def test_one_customer_by_either_identity(inbox: Inbox) -> None:
    phone, bsuid = Identity("phone", "447700900123"), Identity("bsuid", "GB.1349120865530274")
    first = from_customer(inbox, identities=(phone,))
    both = from_customer(inbox, identities=(bsuid, phone))
    only_bsuid = from_customer(inbox, identities=(bsuid,), name="")
    assert {first.conversation, both.conversation} == {only_bsuid.conversation}
    assert Contact.objects.count() == 1
    assert only_bsuid.sender == bsuid.value


@pytest.mark.django_db
def test_one_customer_of_two_inboxes_has_two_conversations(inbox: Inbox) -> None:
    first, second = from_customer(inbox), from_customer(an_inbox())
    assert first.conversation.contact == second.conversation.contact
    assert first.conversation != second.conversation
