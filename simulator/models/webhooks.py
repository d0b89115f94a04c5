"""The queue of webhooks that were not yet answered by 200."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from simulator.models.chats import SimulatedMessage
from simulator.models.numbers import SimulatedNumber


class SimulatedWebhook(models.Model):
    """A webhook that was not yet answered by 200; the row is deleted when it was.

    The oldest row of a number that is not held back is the only one that may be posted: that keeps
    their order.
    """

    class Batching(models.TextChoices):
        NONE = "", "as usual"
        REORDER = "reorder", "newest first"
        ALONE = "alone", "in a post of its own"

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="webhooks")
    message = models.ForeignKey(
        SimulatedMessage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The customer's message that it carries; empty for everything else.",
    )
    url = models.TextField(blank=True, help_text="Where to; empty: the number's webhook_url.")
    body = models.TextField(help_text="The exact bytes to sign and post (ASCII).")
    batching = models.CharField(max_length=8, choices=Batching.choices, default=Batching.NONE, blank=True)
    repeats = models.PositiveSmallIntegerField(default=0, help_text="How often it comes again after a 200.")
    held_until = models.DateTimeField(null=True, blank=True, help_text="Others may overtake it until then.")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(
        null=True, blank=True, help_text="A process is posting it until then at the latest."
    )
    last_answer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "simulated webhook"
        indexes = [
            # The head of each number's queue: lowest id per number.
            models.Index(fields=["number", "id"], name="simulated_webhook_head"),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk} of {self.number_id}, {self.attempts} attempts"
