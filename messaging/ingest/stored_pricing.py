"""What stored calls say about the cost of messages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from messaging.actions.updates import fill_pricing
from messaging.actors import Actor
from messaging.ingest.parse import IncomingCall
from messaging.ingest.stored_calls import existing_inboxes, parse_again
from messaging.models import WebhookCall
from messaging.transports import Receipt

# Calls that cannot say it are not parsed again; bodies are compact JSON or not, so only the name counts.
PRICE_KEYS = {
    WebhookCall.Source.WHATSAPP_CLOUD: b'"pricing"',
    WebhookCall.Source.TWILIO: b'"price"',
}


class Filled(NamedTuple):
    calls: int
    messages: int
    unreadable: int


def fill_stored_pricing(*, by: Actor) -> Filled:
    """Read every stored call of a provider once more for the pricing of its receipts, the oldest first, a transaction
    for each call and inbox. It may be run again, and beside servers."""
    calls = unreadable = 0
    messages: set[int] = set()
    for row in _calls_with_prices():
        call = parse_again(row)
        unreadable += bool(call.unreadable)
        if priced := [one for one in call.batch.receipts if one.pricing and one.route in call.routes]:
            calls += 1
            messages |= _fill(call, priced, by)
    return Filled(calls, len(messages), unreadable)


def _calls_with_prices() -> Iterator[WebhookCall]:
    rows = WebhookCall.objects.filter(source__in=PRICE_KEYS).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)):
        # One by one: bodies can be megabytes. Somebody may delete old ones meanwhile.
        row = WebhookCall.objects.select_related("inbox").filter(pk=pk).first()
        if row is not None and PRICE_KEYS[WebhookCall.Source(row.source)] in bytes(row.body):
            yield row


def _fill(call: IncomingCall, priced: list[Receipt], by: Actor) -> set[int]:
    """Return the messages that learned their pricing from these receipts of one call."""

    def inbox_of(receipt: Receipt) -> int:
        return call.routes[receipt.route]

    inboxes = existing_inboxes([call])
    groups = groupby(sorted(priced, key=inbox_of), key=inbox_of)
    return {
        pk
        for inbox, receipts in groups
        if inbox in inboxes
        for pk in fill_pricing(inboxes[inbox], receipts, by=by)
    }
