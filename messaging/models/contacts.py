"""Customers and how they are reached."""

from __future__ import annotations

from django.db import models


class Contact(models.Model):
    """The customer, a person; found through an address, never by name."""

    name = models.CharField(max_length=255, blank=True)
    blocked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name or f"Contact {self.pk}"


class Address(models.Model):
    """One way to reach a contact on a transport: a wa_id, a BSUID; a contact may have several."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone"
        BSUID = "bsuid", "Business-scoped id"
        HANDLE = "handle", "Name"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    transport = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=160, help_text="A phone as digits only, anything else as given.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "addresses"
        constraints = [
            # Two first messages of a new customer at once: one creates the contact, the other finds it.
            models.UniqueConstraint(fields=["transport", "kind", "value"], name="address_identity")
        ]

    def __str__(self) -> str:
        return f"+{self.value}" if self.kind == self.Kind.PHONE else self.value
