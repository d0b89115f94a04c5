"""The running exchange of one contact with one inbox."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent, Team
from messaging.models.contacts import Contact
from messaging.models.inboxes import Inbox
from messaging.models.querysets import OfInbox
from messaging.models.tracking import Tracked


class Label(models.Model):
    """A coloured word on conversations."""

    name = models.CharField(max_length=40, unique=True)
    color = models.CharField(max_length=7, default="#5b7083", help_text="#rrggbb")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ConversationQuerySet(OfInbox["Conversation"]):
    """Conversations in words."""

    def unresolved(self) -> Self:
        """Keep the conversations that go on: at most one per contact and inbox."""
        return self.exclude(status=Conversation.Status.RESOLVED)

    def answered_elsewhere(self) -> Self:
        """Keep those that go on and that another sender answers now: outside the window nobody does."""
        held = self.unresolved().filter(answered_by__isnull=False)
        return held.filter(window_closes_at__gt=timezone.now())

    def with_resources(self) -> Self:
        """Load everything that `ConversationSerializer` reads, in a fixed number of queries."""
        rows = self.select_related("contact", "assignee", "team", "last_message__author")
        return rows.prefetch_related("contact__addresses", "labels")


class Conversation(Tracked):
    """At most one that is not resolved per contact and inbox."""

    TRACKED = (
        "status",
        "snoozed_until",
        "assignee_id",
        "team_id",
        "priority",
        "unread",
        "last_activity_at",
        "window_closes_at",
        "waiting_since",
        "first_reply_at",
        "last_reply_at",
        "resolved_at",
        "answered_by",
    )

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        PENDING = "pending", "Pending"
        SNOOZED = "snoozed", "Snoozed"
        RESOLVED = "resolved", "Resolved"

    class Priority(models.TextChoices):
        LOW = "low", "Low"
        NORMAL = "normal", "Normal"
        HIGH = "high", "High"
        URGENT = "urgent", "Urgent"

    # No index of its own: the list's begins with it.
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    assignee = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    labels = models.ManyToManyField(Label, related_name="conversations", blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Denormalised, so that a list row costs no subquery. `seen_up_to` is a message id: inbound
    # messages above it are unread, and a late "seen" can never un-read what came after it.
    unread = models.PositiveIntegerField(default=0)
    seen_up_to = models.BigIntegerField(default=0)
    last_message = models.ForeignKey(
        "Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_activity_at = models.DateTimeField(default=timezone.now)
    # Until when WhatsApp lets us write free text; null: the customer never wrote.
    window_closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # What people ask of a conversation, kept by the actions (`actions.core.milestones`). Since when the customer
    # waits: their oldest message after our last answer; null: nobody waits. Resolving ends the waiting.
    waiting_since = models.DateTimeField(null=True, blank=True)
    # Our first and our last answer to something that the customer wrote, from wherever it was sent.
    first_reply_at = models.DateTimeField(null=True, blank=True)
    last_reply_at = models.DateTimeField(null=True, blank=True)
    # When somebody resolved it; null while it goes on, and for what was never open (imported history).
    resolved_at = models.DateTimeField(null=True, blank=True)
    # Who answers at the provider instead of us ("Meta's Business Agent"); null: we do. `answered_by_at` is the time of
    # the newest that is known about it, so that a webhook that comes late changes nothing.
    answered_by = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (null is "we do" in REST)
    answered_by_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveIntegerField(default=0, help_text="How often it was resolved and went on.")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-last_activity_at", "-id"]
        constraints = [
            # An album or a burst on first contact must not open two conversations.
            models.UniqueConstraint(
                fields=["contact", "inbox"],
                name="conversation_one_open",
                condition=~models.Q(status="resolved"),
            ),
            # The sweep wakes by `snoozed_until`: a snoozed conversation without one would sleep for ever, and a
            # time left behind by two changes at once would show a snooze that is over.
            models.CheckConstraint(
                condition=models.Q(status="snoozed", snoozed_until__isnull=False)
                | ~models.Q(status="snoozed") & models.Q(snoozed_until__isnull=True),
                name="conversation_snoozed_until",
            ),
        ]
        indexes = [
            # The console's list: one inbox (or all), newest activity first, keyset pages.
            models.Index(fields=["inbox", "-last_activity_at", "-id"], name="conversation_list"),
            # The view "Mine".
            models.Index(fields=["assignee", "-last_activity_at", "-id"], name="conversation_mine"),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk} with {self.contact}"
