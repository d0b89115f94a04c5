"""What providers report about messages that exist: receipts, edits, deletions, reactions."""

from messaging.actions.updates.delivery_batches import (
    Delivered,
    advance_messages,
    is_ordinary,
    lock_sending,
)
from messaging.actions.updates.delivery_results import (
    mark_failed,
    mark_sending,
    mark_sent,
    mark_unconfirmed,
    postpone,
)
from messaging.actions.updates.edits import (
    apply_edits_and_deletions,
)
from messaging.actions.updates.pending_expiry import (
    expire_pending_updates,
)
from messaging.actions.updates.pricing import fill_pricing
from messaging.actions.updates.reactions import (
    apply_reactions,
)
from messaging.actions.updates.receipts import (
    apply_pending_updates,
    apply_receipts,
)
from messaging.actions.updates.restoring import mark_unsent_unconfirmed

__all__ = [
    "Delivered",
    "advance_messages",
    "apply_edits_and_deletions",
    "apply_pending_updates",
    "apply_reactions",
    "apply_receipts",
    "expire_pending_updates",
    "fill_pricing",
    "is_ordinary",
    "lock_sending",
    "mark_failed",
    "mark_sending",
    "mark_sent",
    "mark_unconfirmed",
    "mark_unsent_unconfirmed",
    "postpone",
]
