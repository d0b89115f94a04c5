"""Receipts of hand-overs that an agent has replaced, and of what is no status."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from messaging.actions.outgoing import Draft, retry_message, send_to
from messaging.actions.updates.delivery_results import mark_failed, mark_sending, mark_sent, mark_unconfirmed
from messaging.actions.updates.receipts import apply_receipts
from messaging.feed import positions
from messaging.models import Inbox, Message
from messaging.transports.base import Accepted, Identity, Receipt
from tests.factories import BY

pytestmark = pytest.mark.django_db
ERROR = {"code": "131026", "title": "t", "detail": "d", "action": "a"}


def handed_over(inbox: Inbox) -> Message:
    message = send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    return message


def report(inbox: Inbox, message: Message, wamid: str, status: str) -> None:
    error = ERROR if status == "failed" else None
    receipt = Receipt(inbox.route, wamid, status, timezone.now(), str(message.client_id), error)  # type: ignore[arg-type]
    apply_receipts(inbox, [receipt], by=BY)
    message.refresh_from_db()


def test_a_late_failed_of_the_first_try_does_not_fail_the_second(inbox: Inbox) -> None:
    message = handed_over(inbox)
    mark_sent(message, Accepted("wamid.1"), by=BY)
    report(inbox, message, "wamid.1", "failed")
    assert message.status == "failed"
    assert message.changes.latest("id").error == {"code": "131026", "title": "t", "detail": "d"}
    message = retry_message(message, by=BY)
    for status in ("failed", "sent"):
        report(inbox, message, "wamid.1", status)
        assert message.status == "queued"
    mark_sending(message, by=BY)
    mark_sent(message, Accepted("wamid.2"), by=BY)
    report(inbox, message, "wamid.1", "failed")
    assert (message.status, message.external_id) == ("sent", "wamid.2")


def test_a_refusal_of_an_unknown_id_does_not_fail_the_resend(inbox: Inbox) -> None:
    message = handed_over(inbox)
    mark_unconfirmed(message, ERROR, by=BY)
    message = retry_message(message, by=BY)
    report(inbox, message, "wamid.lost", "failed")
    assert message.status == "queued"
    mark_sending(message, by=BY)
    report(inbox, message, "wamid.lost", "failed")
    assert message.status == "sending"
    mark_sent(message, Accepted("wamid.2"), by=BY)
    message.refresh_from_db()
    assert (message.status, message.external_id) == ("sent", "wamid.2")


def test_that_the_lost_try_arrived_makes_the_resend_needless(inbox: Inbox) -> None:
    message = handed_over(inbox)
    mark_unconfirmed(message, ERROR, by=BY)
    message = retry_message(message, by=BY)
    report(inbox, message, "wamid.lost", "sent")
    assert (message.status, message.external_id) == ("sent", "wamid.lost")


def test_a_refusal_settles_an_unconfirmed_message(inbox: Inbox) -> None:
    message = handed_over(inbox)
    mark_unconfirmed(message, ERROR, by=BY)
    report(inbox, message, "wamid.lost", "failed")
    assert message.status == "failed"
    mark_failed(message, ERROR, by=BY)
    message.refresh_from_db()
    assert message.changes.filter(status="failed").count() == 1


NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


def report_at(inbox: Inbox, message: Message, status: str, minute: int) -> int:
    """The provider reports it; how many events the feed has then."""
    at = NINE + timedelta(minutes=minute)
    apply_receipts(inbox, [Receipt(inbox.route, "wamid.1", status, at)], by=BY)  # type: ignore[arg-type]
    message.refresh_from_db()
    return positions.heads()[inbox.pk].seq


def lines(message: Message) -> list[tuple[str, datetime | None]]:
    shown = message.changes.filter(status__in=["read", "played"]).order_by("provider_at")
    return list(shown.values_list("status", "provider_at"))


def test_that_it_was_listened_to_is_a_line_beside_read(inbox: Inbox) -> None:
    message = handed_over(inbox)
    mark_sent(message, Accepted("wamid.1"), by=BY)
    before = report_at(inbox, message, "read", 1)
    after = report_at(inbox, message, "played", 2)
    assert after == before + 1
    assert message.status == "read"
    assert lines(message) == [("read", NINE + timedelta(minutes=1)), ("played", NINE + timedelta(minutes=2))]
    for again in ("played", "read"):
        assert report_at(inbox, message, again, 3) == after
    assert len(lines(message)) == 2


@pytest.mark.parametrize("earlier", ["", "sent", "delivered", "failed"])
def test_what_was_listened_to_was_read(inbox: Inbox, earlier: str) -> None:
    message = handed_over(inbox)
    mark_sent(message, Accepted("wamid.1"), by=BY)
    if earlier:
        report_at(inbox, message, earlier, 0)
    report_at(inbox, message, "played", 2)
    assert (message.status, message.error) == ("read", None)
    assert lines(message) == [("played", NINE + timedelta(minutes=2))]
    report_at(inbox, message, "read", 1)
    assert message.status == "read"
    assert lines(message) == [("read", NINE + timedelta(minutes=1)), ("played", NINE + timedelta(minutes=2))]


def test_that_it_was_listened_to_waits_for_the_answer(inbox: Inbox) -> None:
    message = handed_over(inbox)
    report_at(inbox, message, "played", 2)
    assert message.status == "sending"
    mark_sent(message, Accepted("wamid.1"), by=BY)
    message.refresh_from_db()
    assert (message.status, lines(message)) == ("read", [("played", NINE + timedelta(minutes=2))])
