"""Messages and statuses that were asked for, because the calls that should have brought them may have been
lost."""

from __future__ import annotations

from messaging.actions.inbound import messages_behind, messages_unpriced
from messaging.ingest.commit import commit_each
from messaging.ingest.parse import Outcome, provider_call
from messaging.models import Inbox, Message
from messaging.transports import Batch


def apply_poll_results(inbox_id: int, body: bytes) -> int:
    """Store and process what a poll brought, like a webhook call, if anything in it is new; return how much is.

    A poll mostly brings what is known: of that no call is kept. Raises what the database raises.
    """
    inbox = Inbox.objects.get(pk=inbox_id)
    call = provider_call(inbox, body)
    new = _unknown_messages(inbox, call.batch) + _new_receipts(inbox, call.batch)
    if not (new or call.unreadable):
        return 0
    outcome = commit_each([call])[0]
    if not isinstance(outcome, Outcome):
        raise outcome
    return new


def _unknown_messages(inbox: Inbox, batch: Batch) -> int:
    ids = {item.external_id for item in batch.messages} | {item.external_id for item in batch.echoes}
    known = Message.objects.filter(inbox=inbox, external_id__in=ids).values_list("external_id", flat=True)
    return len(ids - set(known))


def _new_receipts(inbox: Inbox, batch: Batch) -> int:
    """How many messages of ours would be moved, or learn what they cost."""
    reported = [(receipt.external_id, receipt.status) for receipt in batch.receipts]
    priced = [receipt.external_id for receipt in batch.receipts if receipt.pricing]
    return len(messages_behind(inbox.pk, reported) | messages_unpriced(inbox.pk, priced))
