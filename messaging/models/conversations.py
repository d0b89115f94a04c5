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
        "mentioned",
        "scheduled_at",
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

    # No indexes of their own: others begin with them.
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="conversations", db_index=False
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    assignee = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
        db_index=False,
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations", db_index=False
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
    # Whom notes name here and how many of these each has not seen: [{"agent", "unread"}], in the order of the agents.
    # Kept beside the rows of `Mention`, so that a list row costs no subquery (`actions.conversation.mentions`).
    mentioned = models.JSONField(default=list, blank=True, editable=False)
    # When the next message goes out that was sent for later; null: none was (`actions.conversation.scheduled`).
    scheduled_at = models.DateTimeField(null=True, blank=True, editable=False)
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
            # The list of several inboxes or all, whatever part of it is asked for; and by status.
            models.Index(fields=["-last_activity_at", "-id"], name="conversation_newest"),
            models.Index(fields=["status", "-last_activity_at", "-id"], name="conversation_status"),
            # The list of one inbox by status: what is snoozed may be none of very many.
            models.Index(
                fields=["inbox", "status", "-last_activity_at", "-id"], name="conversation_inbox_status"
            ),
            # A contact's conversations, and whether an agent of these inboxes sees the contact.
            models.Index(fields=["contact", "inbox"], name="conversation_of_contact"),
            # The admin's figures, of all inboxes or one: few rows among many, and all that is asked of them stands in the index.
            models.Index(
                fields=["inbox", "unread"], name="conversation_unread", condition=models.Q(unread__gt=0)
            ),
            models.Index(
                fields=["status", "assignee", "inbox"],
                name="conversation_unassigned",
                condition=models.Q(status="open", assignee__isnull=True),
            ),
            # The view "Mine".
            models.Index(fields=["assignee", "-last_activity_at", "-id"], name="conversation_mine"),
            # Who waits longest, and how many: few rows among many.
            models.Index(
                fields=["waiting_since", "id"],
                name="conversation_waiting",
                condition=models.Q(waiting_since__isnull=False),
            ),
            # Where something is scheduled: few rows among many.
            models.Index(
                fields=["-last_activity_at", "-id"],
                name="conversation_scheduled",
                condition=models.Q(scheduled_at__isnull=False),
            ),
            # How many of an inbox, of an agent and of a team are open, pending, snoozed.
            models.Index(
                fields=["inbox", "status"],
                name="conversation_unresolved",
                condition=~models.Q(status="resolved"),
            ),
            models.Index(
                fields=["assignee", "status"],
                name="conversation_in_hand",
                condition=~models.Q(status="resolved"),
            ),
            models.Index(fields=["team", "status"], name="conversation_of_team"),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.pk} with {self.contact}"
