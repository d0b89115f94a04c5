"""What was said about messages that are not there yet."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox


class PendingUpdate(models.Model):
    """A receipt, edit, deletion or answer that came before the message that it speaks of; applied when the
    message appears, forgotten after a while."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Receipt"
        EDIT = "edit", "Edit"
        DELETION = "deletion", "Deletion"
        REPLY = "reply", "Reply"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="pending_updates")
    external_id = models.CharField(max_length=255, help_text="The message that it speaks of.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    data = models.JSONField()
    # Of the item: the same one twice waits once.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "pending updates"
        constraints = [
            # Providers say things twice; also the index of "what waits for this message?".
            models.UniqueConstraint(
                fields=["inbox", "external_id", "kind", "digest"], name="pending_update_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.external_id}"
