"""The service window: how long after a customer's message free text is allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from messaging.errors import Conflict
from messaging.models import Conversation, Message
from messaging.timestamps import utc_text
from messaging.transports import Capabilities

# How long after a customer's message free text is allowed (docs/design/providers.md §0, fact 9).
SERVICE_WINDOW = timedelta(hours=24)
# What is not a message of the customer opens no window; whether a reaction does is undocumented: it does not.
SILENT_KINDS = frozenset({Message.Kind.REACTION, Message.Kind.SYSTEM})
NEVER_WROTE = "This customer has not written yet"
LAST_WROTE = "The customer last wrote more than {hours} hours ago"
INSTEAD = "send a template, or hold the message until they reply"


def opens_window(message: Message) -> bool:
    """Return whether it is a message of the customer that lets us write free text; imported history does not."""
    return message.kind not in SILENT_KINDS and message.origin != Message.Origin.HISTORY


def window_after(message: Message) -> datetime:
    """Return when the window closes that this message opened."""
    # A provider's clock that is ahead must not promise more than 24 hours from now.
    return min(message.provider_timestamp or message.timestamp, timezone.now()) + SERVICE_WINDOW


def window_is_open(
    conversation: Conversation, can: Capabilities, *, never_wrote: bool = False, at: datetime | None = None
) -> bool:
    """Return whether anything but a template may be sent, now or, as far as is known, `at` a time. `can`: of the inbox;
    `never_wrote`: the answer for a customer who never did."""
    if not can.window_hours:
        return True
    closes_at = conversation.window_closes_at
    return never_wrote if closes_at is None else closes_at > (at or timezone.now())


def check_window(conversation: Conversation, can: Capabilities, *, never_wrote: bool = False) -> None:
    """Raise `Conflict` when the window is closed, with the window and where to find the templates that may be
    sent instead."""
    if not window_is_open(conversation, can, never_wrote=never_wrote):
        raise _closed(conversation, can)


def _closed(conversation: Conversation, can: Capabilities) -> Conflict:
    closes_at = conversation.window_closes_at
    since = NEVER_WROTE if closes_at is None else LAST_WROTE.format(hours=can.window_hours)
    shown = utc_text(closes_at) if closes_at else None
    return Conflict(
        f"{since}: {INSTEAD}.",
        code="window_closed",
        extra={
            "window": {"open": False, "closes_at": shown},
            "templates": f"/api/templates/?inbox={conversation.inbox_id}" if can.templates else None,
        },
    )
