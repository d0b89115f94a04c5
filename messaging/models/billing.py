"""What the messages of an inbox cost, added up as they are charged."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from messaging.models.inboxes import Inbox


class BillLine(models.Model):
    """How many messages of an inbox left in one month (UTC) at one price, and their sum. Kept in the transaction that sends a
    message or learns its price, under the lock of the inbox's feed head; `rebuild_bills` counts it anew."""

    class Price(models.TextChoices):
        BILLABLE = "billable", "Billable"
        FREE = "free", "Free"
        UNKNOWN = "unknown", "Not said yet"

    KEY: ClassVar = ("inbox", "month", "template", "category", "type", "price", "currency")

    inbox = models.ForeignKey(Inbox, db_index=False, on_delete=models.CASCADE, related_name="bill_lines")
    # Like 2026-11.
    month = models.CharField(max_length=7)
    template = models.BooleanField(help_text="A template; else free text or a file.")
    # In the provider's words; empty where it has none.
    category = models.CharField(max_length=64, blank=True)
    type = models.CharField(max_length=64, blank=True)
    price = models.CharField(max_length=8, choices=Price.choices)
    # Empty where the provider names no sum.
    currency = models.CharField(max_length=8, blank=True)
    messages = models.BigIntegerField(default=0)
    # Millionths of the currency: whole numbers add up exactly on both databases. Below zero the provider gave back.
    micros = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["inbox", "-month"]
        constraints = [
            # Two transactions that are the first of a month make one line; also the index of the months of an inbox.
            models.UniqueConstraint(
                fields=["inbox", "month", "template", "category", "type", "price", "currency"],
                name="bill_line_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.messages} messages of {self.month} in inbox {self.inbox_id}"
