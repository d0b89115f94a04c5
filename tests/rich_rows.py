"""Rows with everything that may hang on them: what readers by statements of their own are compared on."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from messaging.management.demo import create_demo
from messaging.models import Address, Attachment, Contact, Conversation, Label, Message, Reaction

ODD = "Ünïcode 👍🏽\n\u202eright to left"


def make_rich_rows() -> tuple[Message, Message]:
    """Make the demo's conversations, and what none of them has; return the two messages that have most of it. `VAR_DIR` is to
    be the test's own."""
    create_demo("http://127.0.0.1:8123")
    first, second = Message.objects.thread().order_by("id")[:2]
    _hang_everything_on(first, carrier=second)
    conversation = first.conversation
    # In the database's alphabet, which need not be Python's.
    conversation.labels.add(*(Label.objects.create(name=name) for name in ("zebra", "Äpfel", "apple", "Zoo")))
    Conversation.objects.filter(pk=conversation.pk).update(window_closes_at=None, answered_by=ODD)
    now = timezone.now()
    for value, seen in (("4411111", now), ("4422222", now - timedelta(days=2)), ("4433333", now)):
        Address.objects.create(
            contact=conversation.contact, kind="phone", value=value, last_seen_at=seen, left_at=now
        )
    Message.objects.filter(pk=second.pk).update(content=ODD * 40, reply_to=first, edited_at=now)
    Contact.objects.create(name=ODD)
    return first, second


def _hang_everything_on(message: Message, *, carrier: Message) -> None:
    message.payload = {"location": {"latitude": 1.5, "name": ODD}}
    message.error = {"code": "131047", "title": "No", "detail": ODD, "action": "Wait", "advice": "wait"}
    message.pricing = {"billable": True, "category": "service"}
    message.revisions = [{"content": "was", "until": "2026-01-01T00:00:00Z"}]
    message.save()
    now = timezone.now()
    for minutes, emoji, by in ((2, "👍", "us"), (1, "🙏", "contact"), (3, "", "contact")):
        Reaction.objects.create(
            inbox=message.inbox,
            message=message,
            target_external_id=f"target {emoji}",
            by=by,
            contact=message.conversation.contact if by == "contact" else None,
            carrier_message=carrier if by == "us" else None,
            emoji=emoji,
            reacted_at=now + timedelta(minutes=minutes),
        )
    for state in (Attachment.State.PENDING, Attachment.State.READY, Attachment.State.FAILED):
        Attachment.objects.create(
            inbox=message.inbox,
            message=message,
            kind="image",
            state=state,
            file="2026/11/a" if state == Attachment.State.READY else "",
            error={"code": "x", "title": ODD} if state == Attachment.State.FAILED else None,
        )
