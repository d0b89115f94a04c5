"""What is still to be sent to a provider."""

from __future__ import annotations

from django.db import models

from messaging.models.conversations import Conversation
from messaging.models.inboxes import Inbox
from messaging.models.querysets import Leased


class OutboxLane(models.Model):
    """The ordered delivery of one conversation. Whoever holds the lease sends its messages."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="lane"
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="lanes")
    # The row lock of this counter makes positions commit-ordered; a sequence is not.
    last_position = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    woken_at = models.DateTimeField(null=True, blank=True)

    objects = Leased["OutboxLane"].as_manager()

    class Meta:
        verbose_name = "outbox lane"
        constraints = [
            # A token without an end would hold the lane for ever; an end without a token would be nobody's to release.
            models.CheckConstraint(
                condition=models.Q(lease_token__isnull=True, lease_until__isnull=True)
                | models.Q(lease_token__isnull=False, lease_until__isnull=False),
                name="lane_lease_whole",
            )
        ]
        # `lane_due`, which each database spells in its own way, is made by `0002_storage_parameters`. The sweep: lanes that are
        # due, the oldest first. The admin's list: those with work first.

    def __str__(self) -> str:
        return f"Lane of conversation {self.conversation_id}"


class RateLimit(models.Model):
    """One token bucket (GCRA): a number's throughput or a pair's. `tat` is seconds since the epoch,
    by the database's clock on PostgreSQL and the process's on SQLite."""

    key = models.CharField(max_length=120, primary_key=True)
    tat = models.FloatField(default=0)

    class Meta:
        verbose_name = "rate limit"

    def __str__(self) -> str:
        return self.key
