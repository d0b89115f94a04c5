"""What providers say about an inbox itself: quality, limits, account, refused webhooks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox


class InboxNotice(models.Model):
    """One line of an inbox's log at its provider."""

    class Level(models.TextChoices):
        INFO = "info", "Information"
        WARNING = "warning", "Warning"
        ERROR = "error", "Error"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="notices")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.INFO)
    code = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=255)
    detail = models.TextField(blank=True)
    action = models.TextField(blank=True, help_text="What to do about it.")
    payload = models.JSONField(default=dict, blank=True)
    # Of the item: the same webhook twice is one notice.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "notice"
        ordering = ["-at", "-id"]
        constraints = [
            # A repeated webhook adds nothing.
            models.UniqueConstraint(fields=["inbox", "digest"], name="inbox_notice_once")
        ]
        indexes = [
            # An inbox's newest notices.
            models.Index(fields=["inbox", "-at", "-id"], name="inbox_notice_newest"),
        ]

    def __str__(self) -> str:
        return self.title
