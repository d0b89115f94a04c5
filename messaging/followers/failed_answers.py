"""The follower that lets a customer wait again whose answer did not get through.

An answer ends the waiting when it is written, and its failure is known seconds or days later, in transactions that hold
the locks of messages and lanes; conversations are locked before those. So it is done here, a moment afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from messaging.actions.conversation import recount_waiting
from messaging.actors import Actor
from messaging.feed import Event
from messaging.models import Message

NAME = "failed answers"
FAILED = Message.Status.FAILED


def follow_failures(events: Sequence[Event]) -> None:
    """Recount the conversations of messages that have failed, and of those that arrived although they had."""
    changed = {event.payload["conversation"] for event in events if _is_about_failure(event)}
    if changed:
        recount_waiting(changed, by=Actor.system(NAME))


def _is_about_failure(event: Event) -> bool:
    message, was = event.payload, event.was or {}
    is_answer = message["direction"] == Message.Direction.OUTBOUND
    return is_answer and FAILED in {message["status"], was.get("status")}
