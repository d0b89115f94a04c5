"""An inbox's log: every visible change, numbered without gaps."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox


def new_epoch() -> str:
    """Return a new generation of a feed, for when its numbers can no longer be trusted (a restored backup)."""
    return secrets.token_hex(4)


class FeedHead(models.Model):
    """The counter of one inbox. Its row lock, held until commit, makes numbers visible in order."""

    inbox = models.OneToOneField(Inbox, primary_key=True, on_delete=models.CASCADE, related_name="feed_head")
    seq = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=12, default=new_epoch)

    class Meta:
        verbose_name = "feed"

    def __str__(self) -> str:
        return f"Feed of inbox {self.inbox_id}"


class FeedEvent(models.Model):
    """One change. `payload` is the whole resource, so that applying it twice is harmless."""

    inbox = models.ForeignKey(Inbox, db_index=False, on_delete=models.CASCADE, related_name="feed_events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    # Plain numbers, not foreign keys: the log must not lock what it speaks of.
    conversation_id = models.BigIntegerField(null=True, blank=True)
    # Of notes, whose text may be deleted later: the id of the note, by which its events are found however old they are.
    note_id = models.BigIntegerField(null=True, blank=True)
    payload = models.JSONField()
    # Who changed it, {"kind", "id", "name"}; and, of a resource that was there, what its changed fields were.
    by = models.JSONField(default=dict)
    was = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["inbox", "seq"]
        constraints = [
            # Two events with one number would be a doubled message; also the index of every read.
            models.UniqueConstraint(fields=["inbox", "seq"], name="feed_inbox_seq")
        ]
        indexes = [
            # Deleting a note. Few rows among many: the rest of the log pays nothing for it.
            models.Index(fields=["note_id"], name="feed_of_note", condition=models.Q(note_id__isnull=False))
        ]

    def __str__(self) -> str:
        return f"Event {self.seq} of inbox {self.inbox_id}"
