"""What was done to conversations, and how long customers waited: facts that outlive the feed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.actors import ACTOR_KINDS, Actor
from messaging.models.agents import Agent, Team
from messaging.models.conversations import Conversation
from messaging.models.inboxes import Inbox


class Activity(models.Model):
    """One thing done to a conversation: by whom, when, and what it was before and after. Never pruned."""

    class Verb(models.TextChoices):
        OPENED = "opened", "Opened"
        RESOLVED = "resolved", "Resolved"
        REOPENED = "reopened", "Reopened"
        SNOOZED = "snoozed", "Snoozed"
        WOKEN = "woken", "Woken"
        PENDING = "set_pending", "Set to pending"
        OPEN = "set_open", "Set to open"
        ASSIGNED = "assigned", "Assigned"
        UNASSIGNED = "unassigned", "Unassigned"
        TEAM_ASSIGNED = "team_assigned", "Given to a team"
        TEAM_UNASSIGNED = "team_unassigned", "Taken from its team"
        PRIORITY_CHANGED = "priority_changed", "Priority changed"
        LABELS_ADDED = "labels_added", "Labels added"
        LABELS_REMOVED = "labels_removed", "Labels removed"
        ANSWERED_BY_OTHER = "answered_by_other", "Answered by another sender"
        LEFT_TO_US = "left_to_us", "Left to us"
        TAKEN_OVER = "taken_over", "Taken over"
        MERGED = "merged", "Merged"
        CONTACT_MERGED = "contact_merged", "Contact merged"
        CONTACT_UNMERGED = "contact_unmerged", "Contact un-merged"
        CONTACT_RENAMED = "contact_renamed", "Contact renamed"
        CONTACT_BLOCKED = "contact_blocked", "Contact blocked"
        CONTACT_UNBLOCKED = "contact_unblocked", "Contact unblocked"
        MESSAGE_RETRIED = "message_retried", "Message sent again"
        MESSAGE_CONFIRMED = "message_confirmed", "Message confirmed"
        MESSAGE_CANCELLED = "message_cancelled", "Message cancelled"
        MESSAGE_RELEASED = "message_released", "Held message sent at once"
        NOTE_DELETED = "note_deleted", "Note deleted"

    class Why(models.TextChoices):
        ASKED = "", "Asked for"
        CUSTOMER_WROTE = "customer_wrote", "The customer wrote"
        WE_WROTE = "we_wrote", "We wrote"
        SNOOZE_OVER = "snooze_over", "The snooze was over"

    conversation = models.ForeignKey(
        Conversation, db_index=False, on_delete=models.CASCADE, related_name="activities"
    )
    at = models.DateTimeField(default=timezone.now)
    # The actor, by value: agents and contacts may go, what they did stays.
    by_kind = models.CharField(max_length=8, choices=[(kind, kind.capitalize()) for kind in ACTOR_KINDS])
    by_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=255, blank=True)
    verb = models.CharField(max_length=20, choices=Verb.choices)
    # Of what the verb names: a status, an agent's or team's short form, names of labels, ids; null: none.
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    why = models.CharField(max_length=16, choices=Why.choices, default="", blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"
        indexes = [
            # The history of one conversation, newest first, keyset pages.
            models.Index(fields=["conversation", "-at", "-id"], name="activity_of_conversation")
        ]

    def __str__(self) -> str:
        return f"{self.verb} by {self.by_name or self.by_kind}"

    @property
    def by(self) -> Actor:
        """Who did it."""
        return Actor(self.by_kind, self.by_id, self.by_name)  # type: ignore[arg-type]  # (of ACTOR_KINDS)


class Measurement(models.Model):
    """One finished interval of a conversation.

    `agent` is who ended it; `team` is the conversation's at that moment, not the agent's own. Written by
    `messaging.followers.measurements`.
    """

    class Kind(models.TextChoices):
        FIRST_REPLY = "first_reply", "First reply"
        NEXT_REPLY = "next_reply", "Next reply"
        RESOLUTION = "resolution", "Resolution"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="measurements")
    inbox = models.ForeignKey(Inbox, db_index=False, on_delete=models.CASCADE, related_name="measurements")
    agent = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="measurements"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="measurements"
    )
    at = models.DateTimeField(help_text="When the interval ended.")
    seconds = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            # A follower that starts again, or two at once: the same interval is measured once.
            models.UniqueConstraint(fields=["conversation", "kind", "at"], name="measurement_once")
        ]
        indexes = [
            # Reports: one kind in one inbox over a time.
            models.Index(fields=["inbox", "kind", "at"], name="measurement_report"),
            # The admin's list, newest first.
            models.Index(fields=["-at", "-id"], name="measurement_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of conversation {self.conversation_id}"
