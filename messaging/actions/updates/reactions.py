"""Emoji that customers, or colleagues on the business's own phone, put on messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from messaging import transports
from messaging.actions.contact import identify_sender
from messaging.actions.core import record_message
from messaging.actors import Actor
from messaging.feed import recording
from messaging.limits import LONGEST_STORED_EMOJI
from messaging.models import Inbox, Message, Reaction


@recording()
def apply_reaction(inbox: Inbox, item: transports.Reaction, *, by: Actor) -> bool:
    """Put it on its message, or let it wait for that; False when something newer is known.

    It opens no window, wakes no conversation and is not unread.
    """
    target = Message.objects.filter(inbox=inbox, external_id=item.target).first()
    contact = None if item.by_us else identify_sender(inbox, item.identities, item.name, target)
    at = min(item.at or timezone.now(), timezone.now())
    emoji = item.emoji[:LONGEST_STORED_EMOJI]
    # The same person reacting twice at once changes one reaction.
    row, created = Reaction.objects.select_for_update(no_key=True).get_or_create(
        inbox=inbox,
        target_external_id=item.target,
        by=Reaction.By.CONTACT if contact else Reaction.By.US,
        contact=contact,
        defaults={"message": target, "emoji": emoji, "reacted_at": at},
    )
    if not created and not _replace(row, emoji, at):
        return False
    if target:
        record_message(target)
    return True


def _replace(row: Reaction, emoji: str, at: datetime) -> bool:
    if _rank(at, emoji) <= _rank(row.reacted_at, row.emoji):
        return False
    row.emoji, row.reacted_at, row.agent, row.carrier_message = emoji, at, None, None
    row.save(update_fields=["emoji", "reacted_at", "agent", "carrier_message"])
    return True


def _rank(at: datetime, emoji: str) -> tuple[datetime, bool, str]:
    """Return what orders two reactions: providers tell whole seconds, of two within one the taking back counts."""
    return at, not emoji, emoji


def attach_reactions(inbox: Inbox, messages: Mapping[str, Message]) -> None:
    """Hang what waited for these messages, by external id, on them: they have just become known."""
    waiting = Reaction.objects.filter(inbox=inbox, message=None, target_external_id__in=list(messages))
    rows = list(waiting.select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        row.message = messages[row.target_external_id]
    Reaction.objects.bulk_update(rows, ["message"], batch_size=200)
    for row in rows:
        record_message(messages[row.target_external_id])
