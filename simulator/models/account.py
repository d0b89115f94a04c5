"""Files and templates of a simulated account, and the faults that are switched on."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from simulator.models.numbers import SimulatedNumber


def media_path(media: SimulatedMedia, _filename: str) -> str:
    """Return the storage path: never a name that somebody else chose."""
    return f"simulator/{media.media_id}"


class SimulatedMedia(models.Model):
    """A file at the provider: uploaded by the business or sent by a customer."""

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="media")
    media_id = models.CharField(max_length=64, unique=True)
    mime_type = models.CharField(max_length=127, help_text="As claimed; may have parameters.")
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, help_text="Hex.")
    size = models.BigIntegerField(help_text="Bytes.")
    file = models.FileField(upload_to=media_path, max_length=255)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the business deleted it; the customer's phone keeps it."
    )

    class Meta:
        verbose_name = "simulated file"
        verbose_name_plural = "simulated files"

    def __str__(self) -> str:
        return f"{self.mime_type} {self.media_id}"


class SimulatedTemplate(models.Model):
    """A message template of the account; `components` in Meta's form, for Twilio too."""

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="templates")
    template_id = models.CharField(max_length=64, help_text="At Twilio the content SID.")
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=16)
    category = models.CharField(max_length=32, default="UTILITY")
    status = models.CharField(max_length=24, default="APPROVED")
    quality = models.CharField(max_length=16, default="UNKNOWN")
    reason = models.CharField(max_length=200, blank=True)
    parameter_format = models.CharField(max_length=16, default="POSITIONAL")
    components = models.JSONField(default=list)
    content = models.JSONField(
        default=dict, blank=True, help_text="friendly_name, types and variables, where Twilio's API made it."
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "simulated template"
        constraints = [
            # A send names a template by both: it must find one.
            models.UniqueConstraint(fields=["number", "name", "language"], name="simulated_template_name")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class SimulatedFault(models.Model):
    """A fault that is on at one number, counted down or until it is switched off."""

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=32)
    remaining = models.PositiveIntegerField(
        null=True, blank=True, help_text="How often it still happens; empty: until it is switched off."
    )
    settings = models.JSONField(default=dict, blank=True, help_text="seconds, code: see the faults' list.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "simulated fault"
        constraints = [
            # Switching one on twice changes it; two processes that use it up count the same row.
            models.UniqueConstraint(fields=["number", "kind"], name="simulated_fault_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.number_id}"
