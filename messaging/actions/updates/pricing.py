"""What messages cost, as their receipts say (docs/design/providers.md A6)."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.actions.core import record_message
from messaging.actions.updates.receipt_effects import ARRIVED
from messaging.actors import Actor
from messaging.feed import recording
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
def fill_pricing(inbox: Inbox, receipts: Iterable[Receipt], *, by: Actor) -> int:
    """Take what stored receipts say about the cost of messages that tell none yet; return how many these are.
    Nothing else of the receipts is applied again."""
    by_id = {one.external_id: one for one in receipts if one.pricing}
    rows = Message.objects.outbound().filter(inbox=inbox, external_id__in=by_id)
    # Not `pricing=None`: a bulk update writes JSON's null, which is not SQL's.
    rows = rows.filter(pricing__category__isnull=True)
    found = [
        message
        for message in rows.order_by("pk").select_for_update(no_key=True)
        if reprice(message, by_id[str(message.external_id)])
    ]
    update_rows(found, ["pricing"])
    for message in found:
        record_message(message)
    return len(found)
