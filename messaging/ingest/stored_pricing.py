"""What stored calls say about the cost of messages."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from messaging.actions.updates import fill_pricing
from messaging.actors import Actor
from messaging.ingest.stored_calls import existing_inboxes, parse_again
from messaging.models import WebhookCall
from messaging.transports import Receipt

# Calls whose receipts say nothing of it are not parsed again; bodies are compact JSON or not, so only the name counts.
PRICING_KEY = b'"pricing"'


class Filled(NamedTuple):
    calls: int
    messages: int
    unreadable: int


def fill_stored_pricing(*, by: Actor) -> Filled:
    """Read every stored call of Meta's once more for the pricing of its receipts, the oldest first, a transaction for
    each call and inbox. It may be run again, and beside servers."""
    calls = unreadable = 0
    messages: set[int] = set()
    rows = WebhookCall.objects.filter(source=WebhookCall.Source.WHATSAPP_CLOUD).order_by("pk")
    for pk in list(rows.values_list("pk", flat=True)):
        # One by one: bodies can be megabytes. Somebody may delete old ones meanwhile.
        row = WebhookCall.objects.select_related("inbox").filter(pk=pk).first()
        if row is None or PRICING_KEY not in bytes(row.body):
            continue
        filled = _fill(row, by)
        calls += 1
        messages |= filled or set()
        unreadable += filled is None
    return Filled(calls, len(messages), unreadable)


def _fill(row: WebhookCall, by: Actor) -> set[int] | None:
    """Return the messages of one call that learned their pricing, or None when it cannot be read."""
    call = parse_again(row)
    if call.unreadable:
        return None
    found: defaultdict[int, list[Receipt]] = defaultdict(list)
    for receipt in call.batch.receipts:
        if receipt.pricing and receipt.route in call.routes:
            found[call.routes[receipt.route]].append(receipt)
    inboxes = existing_inboxes([call])
    learned = (fill_pricing(inboxes[pk], found[pk], by=by) for pk in sorted(found) if pk in inboxes)
    return set().union(*learned)
