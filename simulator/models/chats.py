"""Customers of a simulated number and the messages on their phones."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from simulator.models.numbers import SimulatedNumber


class SimulatedCustomer(models.Model):
    """A person with a phone who writes to one simulated number."""

    number = models.ForeignKey(SimulatedNumber, models.CASCADE, related_name="customers")
    wa_id = models.CharField("WhatsApp id", max_length=20)
    bsuid = models.CharField("business-scoped user id", max_length=140)
    name = models.CharField("profile name", max_length=200)
    username = models.CharField(max_length=35, blank=True)
    hidden = models.BooleanField(default=False, help_text="Webhooks name the customer by the user id alone.")
    window_closes_at = models.DateTimeField(
        null=True, blank=True, help_text="24 hours after the customer wrote; empty: never wrote."
    )
    ad_clicked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the customer wrote from an ad that nobody has answered yet."
    )
    free_entry_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="72 hours after the answer to a click on an ad: until then Meta charges nothing.",
    )
    automatic_receipts = models.BooleanField(
        default=True, help_text="Messages become delivered and read by themselves."
    )
    blocked_at = models.DateTimeField(
        null=True, blank=True, help_text="The business takes nothing from this customer any more."
    )
    business_typing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "simulated customer"
        constraints = [
            # Two sends to a number that nobody has yet make one customer, not two. Several may have none.
            models.UniqueConstraint(
                fields=["number", "wa_id"],
                name="simulated_customer_wa_id",
                condition=~models.Q(wa_id=""),
            ),
            # `recipient` of the Graph API finds at most one customer.
            models.UniqueConstraint(fields=["number", "bsuid"], name="simulated_customer_bsuid"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (+{self.wa_id})"


class SimulatedMessage(models.Model):
    """One message in the chat on the customer's phone.

    From the business: accepted → sent → delivered → read, or failed; at Twilio also scheduled before it is
    accepted, and canceled then. From the customer: sent (one
    tick), delivered (the webhook was answered 200: two ticks), read (the business marked it: blue).
    """

    class Direction(models.TextChoices):
        FROM_BUSINESS = "from_business", "from the business"
        FROM_CUSTOMER = "from_customer", "from the customer"

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "scheduled"
        CANCELED = "canceled", "canceled"
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
    payload = models.JSONField(
        default=dict, blank=True, help_text="The part of the message that its kind names."
    )
    media = models.ForeignKey(
        "SimulatedMedia", null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    # One of each side hangs on a message; empty is none.
    customer_reaction = models.CharField(max_length=64, blank=True)
    business_reaction = models.CharField(max_length=64, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Where Twilio reports on this message.
    callback_url = models.TextField(blank=True)
    messaging_service_sid = models.CharField(max_length=34, blank=True)
    is_reply = models.BooleanField(default=False, help_text="Sent by the answer to a webhook, in TwiML.")
    # What the business asked Twilio to forget. The customer's phone keeps both.
    redacted_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    fails_with = models.PositiveIntegerField(
        default=0, help_text="The error code of the failure that comes instead of the next status; 0: none."
    )
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
