"""Raw requests of providers, stored before they are believed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.inboxes import Inbox


class WebhookCall(models.Model):
    """One call as it came: a provider's signed request, a program's, or what a poll brought.

    `summary` counts what became of its items. A large call is applied in slices: it is `waiting` until the last,
    and `applied` says how many of its items are done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        PROCESSED = "processed", "Processed"
        IGNORED = "ignored", "Ignored"
        FAILED = "failed", "Failed"

    class Source(models.TextChoices):
        WHATSAPP_CLOUD = "whatsapp_cloud", "WhatsApp (Meta Cloud API)"
        TWILIO = "twilio", "WhatsApp (Twilio)"
        GENERIC = "generic", "/api/webhook/"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="webhook_calls")
    source = models.CharField(max_length=20, choices=Source.choices)
    body = models.BinaryField()
    query = models.CharField(max_length=512, blank=True, help_text="The query string that came with it.")
    received_at = models.DateTimeField(default=timezone.now)
    request_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    applied = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            # The admin's list, newest first.
            models.Index(fields=["-received_at", "-id"], name="webhook_call_newest"),
            # "What could not be understood", and what was nobody's: few rows among many.
            models.Index(fields=["-id"], name="webhook_call_ignored", condition=models.Q(state="ignored")),
            # The state, so that the admin's figure is counted in the index.
            models.Index(
                fields=["state", "-id"], name="webhook_call_failed", condition=models.Q(state="failed")
            ),
            # What a process that ended left behind: as a rule none.
            models.Index(fields=["id"], name="webhook_call_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"Webhook call {self.pk}"
