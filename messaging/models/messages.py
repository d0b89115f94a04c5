"""Items of a conversation and how far they have come."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.conversations import Conversation
from messaging.models.inboxes import Inbox
from messaging.models.querysets import OfInbox
from messaging.models.tracking import Tracked


class MessageQuerySet(OfInbox["Message"]):
    """Messages in words."""

    def thread(self) -> Self:
        """Keep what is a line of the thread: all but the messages that carry our reactions to the customer."""
        return self.exclude(kind=Message.Kind.REACTION, direction=Message.Direction.OUTBOUND)

    def inbound(self) -> Self:
        """Keep what customers sent."""
        return self.filter(direction=Message.Direction.INBOUND)

    def outbound(self) -> Self:
        """Keep what went or is to go to customers; notes are neither inbound nor outbound."""
        return self.filter(direction=Message.Direction.OUTBOUND)

    def notes(self) -> Self:
        """Keep what colleagues wrote among themselves."""
        return self.filter(kind=Message.Kind.NOTE)

    def known_to_provider(self) -> Self:
        """Keep what the provider itself numbered, so what it can be asked to mark, quote or react to."""
        return self.filter(external_id__isnull=False).exclude(origin=Message.Origin.PROGRAM)

    def held(self) -> Self:
        """Keep what waits: until the customer writes again, or for a time."""
        return self.filter(stage=Message.Stage.HELD)

    def scheduled(self) -> Self:
        """Keep what waits for a time."""
        return self.held().filter(send_at__isnull=False)

    def awaiting_reply(self) -> Self:
        """Keep what waits until the customer writes again."""
        return self.held().filter(send_at=None)

    def in_lane(self) -> Self:
        """Keep what its conversation's lane still has to send, the message being sent included."""
        return self.filter(stage=Message.Stage.WAITING)

    def with_resources(self) -> Self:
        """Load everything that `MessageSerializer` reads, in a fixed number of queries."""
        reactions: Any = self.model._meta.get_field("reactions").related_model
        theirs = reactions.objects.select_related("agent", "carrier_message")
        return self.select_related("author", "reply_to__author").prefetch_related(
            "changes", "attachments", models.Prefetch("reactions", theirs)
        )


class Message(Tracked):
    """One item of a conversation. The fields that the project began with keep their names: sender, receiver, content,
    timestamp, status."""

    TRACKED = (
        "kind",
        "receiver",
        "content",
        "status",
        "timestamp",
        "external_id",
        "payload",
        "pricing",
        "revisions",
        "edited_at",
        "revoked_at",
        "send_at",
    )

    class Direction(models.TextChoices):
        INBOUND = "inbound", "Inbound"
        OUTBOUND = "outbound", "Outbound"
        NOTE = "note", "Note"

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        HELD = "held", "Held until they reply, or a time"
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        UNCONFIRMED = "unconfirmed", "Unconfirmed"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DELIVERED = "delivered", "Delivered"
        READ = "read", "Read"

    class Stage(models.TextChoices):
        """What is not settled, or ended badly; of a million messages a few thousand."""

        HELD = "held", "Held until they reply, or a time"
        WAITING = "waiting", "In the lane, or being sent"
        UNCONFIRMED = "unconfirmed", "Unconfirmed"
        FAILED = "failed", "Failed"

    class Origin(models.TextChoices):
        CONSOLE = "", "Customer, console or API"
        PHONE = "phone", "The business's own phone"
        OTHER = "other", "Another sender of the number"
        HISTORY = "history", "Imported history"
        PROGRAM = "program", "A program, over /api/webhook/"

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        IMAGE = "image", "Image"
        VIDEO = "video", "Video"
        AUDIO = "audio", "Audio"
        DOCUMENT = "document", "Document"
        STICKER = "sticker", "Sticker"
        LOCATION = "location", "Location"
        CONTACTS = "contacts", "Contacts"
        INTERACTIVE = "interactive", "Interactive"
        BUTTON = "button", "Button"
        REACTION = "reaction", "Reaction"
        ORDER = "order", "Order"
        TEMPLATE = "template", "Template"
        SYSTEM = "system", "System"
        CALL = "call", "Call"
        UNSUPPORTED = "unsupported", "Unsupported"
        # What colleagues write among themselves. The direction is `note`, as that of the console's own lines (`system`).
        NOTE = "note", "Note"

    # What is still to be sent, in the order of the lane.
    WAITING = (Status.QUEUED, Status.SENDING)

    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # No index of their own: others begin with them, and SQLite would take the shorter one for "these ids of this inbox".
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="messages", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.TEXT)
    sender = models.CharField(max_length=160)
    receiver = models.CharField(max_length=160)
    content = models.TextField()
    # The order of the thread, together with the id: see `actions.inbound.items.order_key`.
    timestamp = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=12, choices=Status.choices)
    # Of the status what indexes ask for, computed by the database. A condition on the status itself would keep PostgreSQL from
    # updating a row in its page (HOT) with every receipt; this stays null from "sent" to "read".
    stage = models.GeneratedField(
        expression=models.Case(
            models.When(status__in=["queued", "sending"], then=models.Value("waiting")),
            models.When(status__in=["held", "unconfirmed", "failed"], then=models.F("status")),
            default=models.Value(None),
        ),
        output_field=models.CharField(max_length=12, choices=Stage.choices, null=True),
        db_persist=True,
    )
    provider_timestamp = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 (null is "none yet" in the unique constraint)
    author = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField(default=dict, blank=True)
    error = models.JSONField(null=True, blank=True)
    # What it costs, as its receipts say: {"billable", "category", "type", "model"} and, where the provider names a sum
    # (Twilio), {"amount", "currency"}; null until one does. The inbox's transport tells whose words they are.
    pricing = models.JSONField(null=True, blank=True)
    webhook_call = models.ForeignKey(
        "WebhookCall", null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    # Who made it where the author does not tell: outgoing messages may also come from the business's phone, and what
    # a program reports of a customer carries a number that the provider never gave.
    origin = models.CharField(max_length=8, choices=Origin.choices, default="", blank=True)
    # Earlier contents of an edited message, oldest first: [{"content", "until"}].
    revisions = models.JSONField(default=list, blank=True, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Delivery: position in the conversation's lane (commit-ordered), tries so far, when the next is due.
    lane_position = models.BigIntegerField(null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    # Held, an open window does not let it go: only what the customer writes after it does.
    until_reply = models.BooleanField(default=False, editable=False)
    # Held, this time lets it go and no reply does. It stays when it has gone.
    send_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What goes out at that time in its place where the service window has closed by then: {"name", "language", "variables"}.
    fallback = models.JSONField(null=True, blank=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The feed number at which consoles learnt of it (outbound only): what a colleague has seen, see `newer_replies`.
    created_seq = models.BigIntegerField(null=True, blank=True, editable=False)
    # Provider ids of earlier tries of a resent message: their late "failed" must not fail the new one.
    superseded_ids = models.JSONField(default=list, blank=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-timestamp", "-id"]
        constraints = [
            # Providers deliver at least once, concurrently too: the second copy inserts nothing.
            models.UniqueConstraint(fields=["inbox", "external_id"], name="message_external_id"),
            # A lane sends in this order: two with one position would be no order.
            models.UniqueConstraint(fields=["conversation", "lane_position"], name="message_lane_position"),
            # What customers and colleagues wrote is received and nothing else; only outbound messages travel. So no
            # receipt, release or lane that picked the wrong row can send a note or a customer's own words.
            models.CheckConstraint(
                condition=models.Q(direction="outbound") ^ models.Q(status="received"),
                name="message_only_outbound_travels",
            ),
            # The lane's head is found by its position: without one a queued message would wait for ever.
            models.CheckConstraint(
                condition=~models.Q(status__in=["queued", "sending"]) | models.Q(lane_position__isnull=False),
                name="message_queued_has_position",
            ),
            # A held message takes its position when it is released, so that it is sent after what was queued first;
            # a note or an inbound message has none.
            models.CheckConstraint(
                condition=models.Q(lane_position__isnull=True)
                | models.Q(direction="outbound") & ~models.Q(status="held"),
                name="message_position_in_lane",
            ),
            # What is said among colleagues stays there: no note is a message to or from the customer, and no provider
            # knows one, so that none is quoted, marked as read or matched with a receipt.
            models.CheckConstraint(
                condition=models.Q(direction="note", external_id__isnull=True)
                | ~models.Q(direction="note") & ~models.Q(kind="note"),
                name="message_note_stays_inside",
            ),
            # What waits for two things would be let go by whichever the code asks first.
            models.CheckConstraint(
                condition=models.Q(send_at__isnull=True) | models.Q(direction="outbound", until_reply=False),
                name="message_waits_for_one",
            ),
        ]
        indexes = [
            # A page of the thread.
            models.Index(fields=["conversation", "-timestamp", "-id"], name="message_thread"),
            # What is held until the customer replies: few rows among many.
            models.Index(
                fields=["conversation", "id"], name="message_held", condition=models.Q(stage="held")
            ),
            # What is due, and when the next one will be: one probe a second of every process that delivers.
            models.Index(
                fields=["send_at", "id"],
                name="message_due",
                condition=models.Q(stage="held", send_at__isnull=False),
            ),
            # Counting unread: inbound above `seen_up_to`.
            models.Index(
                fields=["conversation", "id"], name="message_inbound", condition=models.Q(direction="inbound")
            ),
            # The head of a lane is one probe.
            models.Index(
                fields=["conversation", "lane_position"],
                name="message_lane_head",
                condition=models.Q(stage="waiting"),
            ),
            # "Did a colleague answer since seq n?" before a reply is taken.
            models.Index(
                fields=["conversation", "created_seq"],
                name="message_answers",
                condition=models.Q(created_seq__isnull=False),
            ),
            # The lists of all inboxes, newest first.
            models.Index(fields=["-timestamp", "-id"], name="message_newest"),
            # "What failed this week?": few rows among many.
            models.Index(
                fields=["stage", "-timestamp", "-id"],
                name="message_unsettled",
                condition=models.Q(stage__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        noun = "" if self.direction == self.Direction.NOTE else " message"
        return f"{self.get_direction_display()}{noun} {self.pk}"

    @classmethod
    def with_status(cls, status: str) -> models.Q:
        """Return the condition for a status, by the stage where that says it: of those there are few, and an index. Not by both:
        the planner would take them for two chances and guess a hundredth of the rows."""
        if status in cls.WAITING:
            return models.Q(stage=cls.Stage.WAITING, status=status)
        return models.Q(stage=status) if status in cls.Stage.values else models.Q(status=status)

    @property
    def provider_id(self) -> str | None:
        """The id by which the provider knows it; None when it never heard of it, or not yet."""
        return None if self.origin == self.Origin.PROGRAM else self.external_id


class StatusChange(models.Model):
    """One line of a message's timeline. The same status of the same attempt twice is one row."""

    # A voice note was listened to: a line of its own, while the message's status is "read".
    PLAYED = "played"
    STATUSES = (*Message.Status.choices, (PLAYED, "Played"))

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12, choices=STATUSES)
    at = models.DateTimeField(default=timezone.now)
    provider_at = models.DateTimeField(null=True, blank=True)
    # Which attempt it speaks of: the provider's id, else the number of the attempt.
    attempt = models.CharField(max_length=255, blank=True)
    # What the provider answered when it refused: {"code", "title", "detail"}; the message keeps only the last.
    error = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # A repeated receipt is a no-op, also when two copies come at once.
            models.UniqueConstraint(fields=["message", "status", "attempt"], name="status_change_once")
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%H:%M:%S}"
