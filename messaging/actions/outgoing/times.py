"""Sub-checks of `send_checks`: when a message may go out that is sent for later."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from messaging.actions.core import window_is_open
from messaging.errors import Conflict, ConsoleError
from messaging.models import Conversation
from messaging.timestamps import utc_text
from messaging.transports import Capabilities

# Whatever lies further ahead is a typing error; nobody would remember it.
LONGEST = timedelta(days=366)
# Between asking and storing lie a file's upload and the conversation's lock: a time that passed in between goes at once.
MEANWHILE = timedelta(seconds=10)


def check_schedule(send_at: datetime | None, *, may_wait: bool) -> None:
    """Refuse a time that has passed or is too far ahead, a second thing to wait for, and no time at all, for what has a
    fallback: raises `ConsoleError`."""
    if send_at is None:
        raise ConsoleError.field(
            "fallback", "This goes out at once; only what is sent for later has a fallback."
        )
    if may_wait:
        raise ConsoleError.field("send_at", "It waits for a time or for the customer, not for both.")
    check_time(send_at)


def check_time(send_at: datetime) -> None:
    """Refuse a time that has passed or is too far ahead: raises `ConsoleError`. By the server's clock."""
    now = timezone.now()
    if send_at <= now - MEANWHILE:
        raise ConsoleError.field("send_at", "This time has passed; choose a later one.", code="time_passed")
    if send_at > now + LONGEST:
        raise ConsoleError.field("send_at", "This is more than a year ahead.", code="too_far_ahead")


def check_window_at(
    conversation: Conversation, send_at: datetime | None, can: Capabilities, *, never_wrote: bool = False
) -> None:
    """Refuse free text for a time at which the window will be closed unless the customer writes again: raises `Conflict`."""
    if window_is_open(conversation, can, never_wrote=never_wrote, at=send_at):
        return
    closes_at = conversation.window_closes_at
    shown = utc_text(closes_at) if closes_at else None
    raise Conflict(
        "The service window will be closed at that time: choose an earlier time, send a template, or say which template"
        " goes out in its place.",
        code="window_closed_then",
        extra={
            "window": {"open": window_is_open(conversation, can), "closes_at": shown},
            "templates": f"/api/templates/?inbox={conversation.inbox_id}" if can.templates else None,
        },
    )
