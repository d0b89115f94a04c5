"""The fake Meta's own database.

These tables belong to the simulated *provider*, not to the desk: nothing outside
``messaging/simulator/`` reads them and they name no row of ours. That is also why the secrets lie
here in plain text: this side plays Meta, who knows them; they open nothing but the simulator.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SimulatedNumber(models.Model):
    """A business number at the fake Meta, with the app that its webhooks are signed for."""

    phone_number_id = models.CharField(max_length=32, unique=True)
    waba_id = models.CharField("WhatsApp business account id", max_length=32)
    display_number = models.CharField(max_length=32)
    verified_name = models.CharField(max_length=200, blank=True)
    access_token = models.CharField(max_length=512)
    app_secret = models.CharField(max_length=256)
    verify_token = models.CharField(max_length=256)
    webhook_url = models.URLField(max_length=500)
    verified_url = models.URLField(
        max_length=500, blank=True, help_text="The webhook_url that last passed the handshake."
    )
    revision = models.PositiveBigIntegerField(
        default=1, help_text="Grows with every change that the phone page shows."
    )

    class Meta:
        verbose_name = "simulated number"

    def __str__(self) -> str:
        return f"{self.verified_name or 'Simulated number'} ({self.display_number})"


class SimulatedCustomer(models.Model):
    """Somebody with a phone who writes to one simulated number."""

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="customers")
    wa_id = models.CharField("WhatsApp id", max_length=20)
    bsuid = models.CharField("business-scoped user id", max_length=140)
    name = models.CharField("profile name", max_length=200)
    username = models.CharField(max_length=35, blank=True)
    automatic_receipts = models.BooleanField(
        default=True, help_text="Messages become delivered and read by themselves."
    )
    business_typing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "simulated customer"
        constraints = [
            # Two sends to a number that nobody has yet make one customer, not two.
            models.UniqueConstraint(fields=["number", "wa_id"], name="simulated_customer_wa_id"),
            # `recipient` of the Graph API finds at most one customer.
            models.UniqueConstraint(fields=["number", "bsuid"], name="simulated_customer_bsuid"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (+{self.wa_id})"


class SimulatedMessage(models.Model):
    """One bubble on the customer's phone.

    From the business: accepted → sent → delivered → read, or failed. From the customer: sent (one
    tick), delivered (the webhook was answered 200: two ticks), read (the business marked it: blue).
    """

    class Direction(models.TextChoices):
        FROM_BUSINESS = "from_business", "from the business"
        FROM_CUSTOMER = "from_customer", "from the customer"

    class Status(models.TextChoices):
        ACCEPTED = "accepted", "accepted"
        SENT = "sent", "sent"
        DELIVERED = "delivered", "delivered"
        READ = "read", "read"
        FAILED = "failed", "failed"

    customer = models.ForeignKey(SimulatedCustomer, models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=16, choices=Direction.choices)
    wamid = models.CharField(max_length=191, unique=True)
    kind = models.CharField(max_length=32, default="text")
    body = models.TextField(help_text="Always a readable line; for other kinds than text a placeholder.")
    callback_data = models.CharField("biz_opaque_callback_data", max_length=512, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices)
    reply_to = models.CharField("wamid of the quoted message", max_length=191, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    next_status_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next status happens by itself."
    )

    class Meta:
        verbose_name = "simulated message"
        indexes = [
            # The chat on the phone page: the newest messages of one customer.
            models.Index(fields=["customer", "-id"], name="simulated_message_chat"),
            # The clock of the fake Meta: which message moves on by itself next.
            models.Index(
                fields=["next_status_at", "id"],
                name="simulated_message_due",
                condition=models.Q(next_status_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.wamid}"


class SimulatedWebhook(models.Model):
    """A webhook that was not yet answered by 200; the row is deleted when it was.

    The oldest row of a customer is the only one that may be posted: that keeps their order.
    """

    customer = models.ForeignKey(SimulatedCustomer, models.CASCADE, related_name="webhooks")
    message = models.ForeignKey(
        SimulatedMessage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="The customer's message that it carries; empty for a status.",
    )
    body = models.TextField(help_text="The exact bytes to sign and post (ASCII).")
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="A process is posting it until then at the latest."
    )
    last_answer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "simulated webhook"
        indexes = [
            # The head of each customer's queue: lowest id per customer.
            models.Index(fields=["customer", "id"], name="simulated_webhook_head"),
        ]

    def __str__(self) -> str:
        return f"webhook {self.pk} to {self.customer_id}, {self.attempts} attempts"
