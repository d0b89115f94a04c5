"""What messages cost, as their receipts say (docs/design/providers.md A6)."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.actions.core import record_message
from messaging.actions.updates.receipt_effects import ARRIVED
from messaging.actors import Actor
from messaging.billing import charge_of
from messaging.feed import record_charge, recording
from messaging.models import Inbox, Message, update_rows
from messaging.transports import Receipt


def reprice(message: Message, receipt: Receipt) -> bool:
    """Take what the message costs, in memory; return whether that is new. What an arrival says outweighs what was
    said when it was sent; what an earlier attempt would have cost says nothing."""
    if receipt.pricing is None or receipt.external_id in message.superseded_ids:
        return False
    if message.pricing is not None and receipt.status not in ARRIVED:
        return False
    before, message.pricing = message.pricing, dict(receipt.pricing)
    return before != message.pricing


@recording()
def fill_pricing(inbox: Inbox, receipts: Iterable[Receipt], *, by: Actor) -> set[int]:
    """Take what stored receipts say about the cost of messages, as it is taken when they come; return the ids of those
    that learned something. Nothing else of the receipts is applied again."""
    priced = [one for one in receipts if one.pricing]
    rows = Message.objects.outbound().filter(inbox=inbox, external_id__in={one.external_id for one in priced})
    messages = {row.external_id: row for row in rows.order_by("pk").select_for_update(no_key=True)}
    charged = {row.pk: charge_of(row) for row in messages.values()}
    found = {}
    for receipt in priced:
        message = messages.get(receipt.external_id)
        if message is not None and reprice(message, receipt):
            found[message.pk] = message
    update_rows(found.values(), ["pricing"])
    for message in found.values():
        record_charge(charged[message.pk], charge_of(message))
        record_message(message)
    return set(found)
