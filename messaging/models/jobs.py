"""Work with a provider that is no message: fetching files, telling that we read, asking for templates."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox
from messaging.models.querysets import Leased


class Job(models.Model):
    """One job for the delivery processes, tried again until it is done; the row goes when it is.

    `subject` is the id of what it is about (attachment, conversation, inbox): the same job asked for
    twice is one.
    """

    class Kind(models.TextChoices):
        FETCH_MEDIA = "fetch_media", "Fetch a file"
        MARK_READ = "mark_read", "Tell the customer that we read"
        SHOW_TYPING = "show_typing", "Tell the customer that we write"
        TAKE_CONTROL = "take_control", "Take a conversation over"
        SYNC_TEMPLATES = "sync_templates", "Fetch the templates"
        POLL = "poll", "Look for missed messages"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    subject = models.BigIntegerField()
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="jobs")
    data = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Grows when it is asked for again while somebody runs it: then it is due once more afterwards.
    version = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = Leased["Job"].as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            # Ten agents who open a conversation at once send one read mark.
            models.UniqueConstraint(fields=["kind", "subject"], name="job_once")
        ]
        indexes = [
            # The sweep: what is due, the oldest first.
            models.Index(fields=["due_at", "id"], name="job_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.subject})"
