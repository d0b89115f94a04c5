"""What messages cost: taken from receipts and from stored calls, counted by month, shown over REST and in the admin."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from messaging import ingest
from messaging.actions.outgoing import Draft, send_to
from messaging.actions.updates import mark_sending, mark_sent
from messaging.billing import bills
from messaging.feed.positions import heads
from messaging.models import FeedEvent, Inbox, Message
from messaging.transports import Accepted, Identity
from tests.factories import BY, meta_body, status_item

pytestmark = pytest.mark.django_db
SERVICE = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
FREE = {
    "billable": False,
    "pricing_model": "PMP",
    "type": "free_entry_point",
    "category": "referral_conversion",
}


def sent(inbox: Inbox, wamid: str, **fields: Any) -> Message:
    message = send_to(inbox, Identity("phone", "447700900123"), Draft(author=None, content="Hello"), by=BY)
    mark_sending(message, by=BY)
    mark_sent(message, Accepted(wamid), by=BY)
    if fields:
        Message.objects.filter(pk=message.pk).update(**fields)
        # Written past the actions, which would have charged it.
        call_command("rebuild_bills", stdout=StringIO())
    return message


def report(inbox: Inbox, wamid: str, status: str, **more: Any) -> None:
    body = json.dumps(meta_body(inbox, statuses=[status_item(wamid, status, **more)])).encode()
    (outcome,) = ingest.commit_each([ingest.provider_call(inbox, body)])
    assert isinstance(outcome, ingest.Outcome)
    assert not outcome.failed


def pricing(message: Message) -> Any:
    message.refresh_from_db()
    return message.pricing


def test_a_receipt_tells_what_the_message_costs(api: Client, inbox: Inbox) -> None:
    message = sent(inbox, "wamid.1")
    assert api.get(f"/api/messages/{message.pk}/").json()["pricing"] is None
    report(inbox, "wamid.1", "sent", pricing=SERVICE)
    shown = {
        "billable": True,
        "category": "service",
        "type": "regular",
        "model": "PMP",
        "amount": "",
        "currency": "",
    }
    assert api.get(f"/api/messages/{message.pk}/").json()["pricing"] == shown
    event = FeedEvent.objects.latest("pk")
    assert (event.kind, event.payload["pricing"], event.was) == ("message.updated", shown, {"pricing": None})


def test_an_arrival_outweighs_the_sending_in_any_order(inbox: Inbox) -> None:
    message = sent(inbox, "wamid.1")
    report(inbox, "wamid.1", "delivered", pricing=FREE)
    report(inbox, "wamid.1", "sent", pricing=SERVICE)
    report(inbox, "wamid.1", "read")
    assert pricing(message)["type"] == "free_entry_point"
    assert message.status == "read"


@pytest.mark.parametrize(
    ("reported", "kept"),
    [
        ({"category": "brand_new", "billable": "yes"}, {"billable": None, "category": "brand_new"}),
        ({"category": {"a": 1}, "type": "x" * 500, "billable": True}, {"billable": True, "category": ""}),
        ("free", None),
        ([], None),
    ],
)
def test_odd_pricing_costs_no_receipt(inbox: Inbox, reported: Any, kept: Any) -> None:
    message = sent(inbox, "wamid.1")
    report(inbox, "wamid.1", "delivered", pricing=reported)
    found = pricing(message)
    assert message.status == "delivered"
    assert found is None if kept is None else kept.items() <= found.items()


def test_stored_calls_tell_what_was_not_kept(inbox: Inbox) -> None:
    first, second = sent(inbox, "wamid.1"), sent(inbox, "wamid.2")
    report(inbox, "wamid.1", "sent", pricing=SERVICE)
    report(inbox, "wamid.2", "sent", pricing=SERVICE)
    report(inbox, "wamid.2", "delivered", pricing=FREE)
    report(inbox, "wamid.1", "failed", errors=[{"code": 131026, "title": "x"}])
    Message.objects.update(pricing=None, status="queued")
    before = heads()[inbox.pk].seq
    for line in ("3 stored calls tell of costs; 2 messages", "3 stored calls tell of costs; 0 messages"):
        call_command("fill_pricing", stdout=(printed := StringIO()))
        assert printed.getvalue().startswith(line)
    assert (pricing(first)["category"], pricing(second)["category"]) == ("service", "referral_conversion")
    assert first.status == "queued", "nothing else of the receipts is applied again"
    assert heads()[inbox.pk].seq == before + 3, "consoles learn of it"


def test_a_month_counts_what_was_sent_and_what_of_it_costs(api: Client, inbox: Inbox) -> None:
    for number, reported in enumerate((SERVICE, SERVICE, FREE)):
        sent(inbox, f"wamid.{number}")
        report(inbox, f"wamid.{number}", "delivered", pricing=reported)
    sent(inbox, "wamid.unsaid")
    sent(
        inbox,
        "wamid.template",
        kind="template",
        pricing={"billable": True, "category": "utility", "type": "regular"},
    )
    sent(inbox, "wamid.failed", status="failed")
    sent(inbox, "wamid.phone", origin="phone")
    old = timezone.now().replace(year=2025, month=12, day=31, hour=23, minute=59)
    sent(inbox, "wamid.old", timestamp=old)
    now = f"{timezone.now():%Y-%m}"
    assert api.get(f"/api/inboxes/{inbox.pk}/billing/").json() == {
        "month": now,
        "replies": 4,
        "templates": 1,
        "billable": 3,
        "free": 1,
        "unknown": 1,
        "categories": [
            {"category": "referral_conversion", "type": "free_entry_point", "messages": 1, "billable": 0},
            {"category": "service", "type": "regular", "messages": 2, "billable": 2},
            {"category": "utility", "type": "regular", "messages": 1, "billable": 1},
        ],
        "charged": [],
    }
    december = api.get(f"/api/inboxes/{inbox.pk}/billing/?month=2025-12").json()
    assert (december["replies"], december["unknown"], december["billable"]) == (1, 1, 0)
    assert api.get(f"/api/inboxes/{inbox.pk}/billing/?month=2026-01").json()["replies"] == 0


def test_sums_are_added_by_currency(api: Client, inbox: Inbox) -> None:
    words = {"category": "", "type": "", "model": ""}
    prices = [("0.00500", "USD"), ("0.00750", "USD"), ("-0.00250", "USD"), ("0.01", "EUR"), ("0", "EUR")]
    for number, (amount, currency) in enumerate(prices):
        price = {"billable": amount != "0", **words, "amount": amount, "currency": currency}
        sent(inbox, f"wamid.{number}", pricing=price)
    bill = api.get(f"/api/inboxes/{inbox.pk}/billing/").json()
    assert bill["charged"] == [
        {"currency": "EUR", "amount": "0.01", "messages": 2},
        {"currency": "USD", "amount": "0.01", "messages": 3},
    ]
    assert (bill["billable"], bill["free"], bill["unknown"]) == (4, 1, 0)
    assert bill["categories"] == [{"category": "", "type": "", "messages": 5, "billable": 4}]


def test_any_number_of_months_is_one_query(inbox: Inbox, django_assert_num_queries: Any) -> None:
    begins = {"2025-12": (2025, 12, 1, 0, 0), "2026-01": (2026, 1, 31, 23, 59), "2026-02": (2026, 2, 1, 0, 0)}
    for name, moment in begins.items():
        sent(inbox, f"wamid.{name}", timestamp=dt.datetime(*moment, tzinfo=dt.UTC))
    with django_assert_num_queries(1):
        found = bills(inbox, until=dt.date(2026, 2, 28), months=12)
    assert [one.month for one in found[:3]] == ["2026-02", "2026-01", "2025-12"]
    assert [one.replies for one in found] == [1, 1, 1, *[0] * 9]


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "2026-1", "٢٠٢٦-01", "2026-11-01"])
def test_a_month_is_written_in_one_way(api: Client, inbox: Inbox, month: str) -> None:
    answer = api.get(f"/api/inboxes/{inbox.pk}/billing/", {"month": month})
    assert answer.status_code == 400
    assert "month" in answer.json()["errors"]


def test_the_admin_shows_the_months(admin_client: Client, inbox: Inbox) -> None:
    page = f"/admin/messaging/inbox/{inbox.pk}/change/"
    assert "not said yet" not in admin_client.get(page).content.decode()
    sent(inbox, "wamid.1", pricing={"billable": True, "category": "service", "type": "regular"})
    shown = admin_client.get(page).content.decode()
    assert f'<th scope="row">{timezone.now():%Y-%m}</th><td>1</td><td>0</td><td>1</td>' in shown
    price = {"billable": True, "category": "", "type": "", "amount": "0.00500", "currency": "USD"}
    sent(inbox, "wamid.2", pricing=price)
    assert "<td>0.005 USD</td>" in admin_client.get(page).content.decode()
