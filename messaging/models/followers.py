"""How far durable readers of the feed have come."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox


class Follower(models.Model):
    """The cursor of one follower in one inbox. Effects and cursor are written in one transaction."""

    name = models.CharField(max_length=40)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="followers")
    epoch = models.CharField(max_length=12, blank=True)
    seq = models.BigIntegerField(default=0, help_text="The last event whose effects are written.")
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Failing: how often in a row, when the next try is due, and what happened.
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "inbox"]
        constraints = [
            # Two processes that meet a new inbox at once make one cursor.
            models.UniqueConstraint(fields=["name", "inbox"], name="follower_once")
        ]

    def __str__(self) -> str:
        return f"{self.name.capitalize()} in inbox {self.inbox_id}"
