"""Business numbers at the fake providers."""

from __future__ import annotations

from django.db import models


class SimulatedNumber(models.Model):
    """A business number at the fake Meta or the fake Twilio, with the app that its webhooks are signed for.

    At Twilio `phone_number_id` is the sender ("whatsapp:+44…"), `waba_id` the account SID and
    `access_token` the auth token, which signs too.
    """

    class Provider(models.TextChoices):
        META = "meta", "Meta"
        TWILIO = "twilio", "Twilio"

    provider = models.CharField(max_length=8, choices=Provider.choices, default=Provider.META)
    phone_number_id = models.CharField(max_length=64, unique=True)
    waba_id = models.CharField("WhatsApp business account id", max_length=64)
    display_number = models.CharField(max_length=32)
    verified_name = models.CharField(max_length=200, blank=True)
    access_token = models.CharField(max_length=512)
    app_secret = models.CharField(max_length=256)
    verify_token = models.CharField(max_length=256)
    quality = models.CharField(max_length=8, default="GREEN")
    webhook_url = models.URLField(max_length=500)
    verified_url = models.URLField(
        max_length=500, blank=True, help_text="The webhook_url that last passed the handshake."
    )
    registered = models.BooleanField(default=True, help_text="Whether it may send at all.")
    pin = models.CharField("PIN of two-step verification", max_length=6, blank=True)
    subscribed = models.BooleanField(default=True, help_text="Whether the app gets the account's webhooks.")
    profile = models.JSONField("business profile", default=dict, blank=True)
    revision = models.PositiveBigIntegerField(
        default=1, help_text="Grows with every change that the phone page shows."
    )

    class Meta:
        verbose_name = "simulated number"

    def __str__(self) -> str:
        return f"{self.verified_name or 'Simulated number'} ({self.display_number})"
