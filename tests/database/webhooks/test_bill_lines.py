"""The lines of bills that are kept are what the messages say, whatever comes, in whatever order, from however many."""

from __future__ import annotations

import random
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.actions.core import rebuild_bills
from messaging.actions.outgoing import Draft, confirm_message, retry_message, send_to
from messaging.actions.updates import (
    apply_receipts,
    fill_pricing,
    mark_failed,
    mark_sending,
    mark_sent,
    mark_unconfirmed,
)
from messaging.billing import counted, kept
from messaging.errors import ConsoleError
from messaging.feed import recording, savepoint
from messaging.models import BillLine, Inbox, Message
from messaging.transports import Accepted, Identity, Receipt
from tests.engines import seeds
from tests.factories import BY, an_inbox, from_customer

WORDS = {"category": ["service", "utility", ""], "type": ["regular", "free_entry_point"], "model": ["PMP"]}
AMOUNTS = ["0.005", "0.00750", "-0.0025", "0", "123456789.123456"]
# The end of one month and the beginning of the next, in UTC.
ENDS = datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=UTC)


def lines(*inboxes: Inbox) -> list[Any]:
    months = {f"{at.astimezone(UTC):%Y-%m}" for at in Message.objects.values_list("timestamp", flat=True)}
    months |= set(BillLine.objects.values_list("month", flat=True))
    return [(kept(one.pk, month), counted(one.pk, month)) for one in inboxes for month in sorted(months)]


def assert_right(*inboxes: Inbox) -> None:
    for is_kept, is_counted in lines(*inboxes):
        assert is_kept == is_counted


def a_price(rng: random.Random) -> dict[str, Any] | None:
    if rng.random() < 0.3:
        return None
    price: dict[str, Any] = {"billable": rng.choice([True, False, None])}
    price |= {name: rng.choice(words) for name, words in WORDS.items()}
    if rng.random() < 0.4:
        price |= {"amount": rng.choice(AMOUNTS), "currency": rng.choice(["USD", "EUR"])}
    return price


def queued(inbox: Inbox, rng: random.Random, phone: str = "447700900123") -> Message:
    message = send_to(inbox, Identity("phone", phone), Draft(author=None, content="Hello"), by=BY)
    at = rng.choice([timezone.now(), ENDS, ENDS + timedelta(microseconds=1)])
    message.timestamp, message.kind = at, rng.choice(["text", "template", "image"])
    message.save(update_fields=["timestamp", "kind"])
    return message


def a_receipt(rng: random.Random, message: Message) -> Receipt:
    status: Any = rng.choice(["sent", "delivered", "read", "played", "failed"])
    error = {"code": "131026", "title": "t", "detail": "d", "action": "a"} if status == "failed" else None
    names = [one for one in (message.external_id, *message.superseded_ids) if one]
    name = rng.choice([*names, f"wamid.{message.pk}.{rng.randrange(3)}"])
    data = rng.choice([str(message.client_id), ""])
    at = timezone.now()
    return Receipt(message.inbox.route, name, status, at, data, error, pricing=a_price(rng))


def some(rng: random.Random) -> Message:
    return rng.choice(list(Message.objects.outbound().order_by("pk")))


def receipts(rng: random.Random) -> None:
    message = some(rng)
    batch = [a_receipt(rng, some(rng)) for _ in range(rng.randrange(1, 6))]
    batch += rng.choices(batch, k=2)
    apply_receipts(message.inbox, [one for one in batch if one.route == message.inbox.route], by=BY)


def prices(rng: random.Random) -> None:
    message = some(rng)
    fill_pricing(message.inbox, [a_receipt(rng, message) for _ in range(3)], by=BY)


def fails_halfway(rng: random.Random) -> None:
    """What a savepoint takes back is on no bill."""
    message = some(rng)
    with recording(by=BY):
        apply_receipts(message.inbox, [a_receipt(rng, message)])
        with suppress(ZeroDivisionError), savepoint():
            apply_receipts(message.inbox, [a_receipt(rng, some(rng)) for _ in range(3)])
            raise ZeroDivisionError


def begin(rng: random.Random) -> None:
    """A worker sends what is queued and nothing else."""
    if waits := list(Message.objects.filter(status="queued").order_by("pk")):
        mark_sending(rng.choice(waits), by=BY)


STEPS = (
    receipts, receipts, receipts, prices, fails_halfway,
    begin, begin,
    lambda rng: mark_sent(one := some(rng), Accepted(f"wamid.{one.pk}.{rng.randrange(3)}"), by=BY),
    lambda rng: mark_sent(one := some(rng), Accepted(f"wamid.{one.pk}.{rng.randrange(3)}"), by=BY),
    lambda rng: mark_failed(some(rng), {"code": "1"}, by=BY),
    lambda rng: mark_unconfirmed(some(rng), {"code": "1"}, by=BY),
    lambda rng: confirm_message(some(rng), by=BY),
    lambda rng: retry_message(some(rng), by=BY),
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("seed", seeds(4))
def test_what_is_kept_is_what_is_counted(inbox: Inbox, seed: int) -> None:
    rng, other = random.Random(seed), an_inbox()
    for one in (inbox, other):
        from_customer(one)
        for _ in range(4):
            queued(one, rng)
    for _ in range(80):
        with suppress(ConsoleError):  # a refusal is an answer
            rng.choice(STEPS)(rng)
        assert_right(inbox, other)
    assert BillLine.objects.exclude(messages=0).count() > 3, "the proof is not blind"
    assert not BillLine.objects.filter(messages__lt=0).exists()


@pytest.mark.django_db
def test_what_changes_no_price_costs_no_statement(inbox: Inbox) -> None:
    rng = random.Random(1)
    price = {"billable": True, "category": "service", "type": "regular"}
    messages = [queued(inbox, rng) for _ in range(8)]
    for one in messages:
        mark_sending(one, by=BY)
        mark_sent(one, Accepted(f"wamid.{one.pk}"), by=BY)

    def of_bills(status: Any) -> int:
        batch = [
            Receipt(inbox.route, f"wamid.{one.pk}", status, timezone.now(), "", pricing=price)
            for one in messages
        ]
        with CaptureQueriesContext(connection) as caught:
            apply_receipts(inbox, batch, by=BY)
        return sum(BillLine._meta.db_table in one["sql"] for one in caught.captured_queries)

    assert [of_bills(status) for status in ("sent", "delivered", "read", "read")] == [1, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_those_who_write_at_once_lose_nothing(inbox: Inbox) -> None:
    """Two workers and a rebuilding meet at the same lines of two inboxes."""
    rng, other = random.Random(3), an_inbox()
    for place in range(12):
        for one in (inbox, other):
            message = queued(one, rng, phone=f"4477009001{place:02}")
            mark_sending(message, by=BY)
            mark_sent(message, Accepted(f"wamid.{message.pk}.0"), by=BY)

    def work(seed: int) -> None:
        mine = random.Random(seed)
        try:
            for _ in range(15):
                receipts(mine)
        finally:
            connection.close()

    def rebuild(workers: list[Future[None]]) -> list[str]:
        """Return the months that were found otherwise than counted: none, whenever one looks."""
        try:
            wrong = []
            while not all(one.done() for one in workers):
                wrong += [month for _, month, right in rebuild_bills(by=BY) if not right]
            return wrong
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        workers = [threads.submit(work, seed) for seed in (1, 2)]
        assert threads.submit(rebuild, workers).result(timeout=60) == []
        for one in workers:
            one.result(timeout=60)
    assert_right(inbox, other)


@pytest.mark.django_db
def test_bills_are_counted_anew(inbox: Inbox) -> None:
    message = queued(inbox, random.Random(1))
    Message.objects.filter(pk=message.pk).update(status="sent", timestamp=ENDS, pricing={"billable": True})
    BillLine.objects.create(inbox=inbox, month="2026-02", template=False, price="free", messages=3)

    def rebuilt() -> str:
        call_command("rebuild_bills", stdout=(printed := StringIO()))
        return printed.getvalue()

    assert f"Inbox {inbox.pk}, 2026-02: counted anew." in (first := rebuilt())
    assert ", 2 of them were not as kept." in first
    assert_right(inbox)
    assert BillLine.objects.get().month == "2026-03"
    assert ", 0 of them" in rebuilt()


@pytest.mark.engine("postgresql")
@pytest.mark.django_db
def test_nobody_waits_while_a_right_month_is_counted(inbox: Inbox) -> None:
    """The inbox's counter is what every write of it needs."""
    message = queued(inbox, random.Random(1))
    Message.objects.filter(pk=message.pk).update(status="sent", timestamp=ENDS, pricing={"billable": True})

    def locks() -> list[str]:
        with CaptureQueriesContext(connection) as done:
            list(rebuild_bills(by=BY))
        return [one["sql"] for one in done if "FOR UPDATE" in one["sql"]]

    assert len(locks()) == 1
    assert locks() == []
