"""Customers and how they are reached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.tracking import Tracked


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts in words."""

    def of_inboxes(self, ids: Collection[int] | None) -> Self:
        """Keep the contacts with a conversation in one of these inboxes, None is all contacts; each once."""
        if ids is None:
            return self
        conversations: Any = self.model._meta.get_field("conversations").related_model
        theirs = conversations.objects.filter(contact=models.OuterRef("pk"), inbox__in=ids)
        return self.filter(models.Exists(theirs))

    def visible_to(self, agent: Agent) -> Self:
        """Keep the contacts with a conversation in an inbox that the agent sees; each once."""
        return self.of_inboxes(agent.visible_inbox_ids())

    def with_resources(self) -> Self:
        """Load everything that `ContactSerializer` reads, in a fixed number of queries."""
        return self.prefetch_related("addresses")


class Contact(Tracked):
    """The customer, a person; found through an address, never by name."""

    TRACKED = ("name", "username", "blocked", "marketing")

    class Marketing(models.TextChoices):
        UNSAID = "", "Nothing said"
        STOPPED = "stop", "Wants none"
        RESUMED = "resume", "Wants it"

    name = models.CharField(max_length=255, blank=True)
    # Shown only; whoever has one may hide the phone number, and may change it at any time.
    username = models.CharField(max_length=64, blank=True)
    # What the customer told the provider about marketing messages, and when.
    marketing = models.CharField(max_length=8, choices=Marketing.choices, default="", blank=True)
    marketing_at = models.DateTimeField(null=True, blank=True)
    blocked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            # The admin's list.
            models.Index(fields=["name", "id"], name="contact_name")
        ]
        constraints = [
            # Of two reports the later one counts (`set_marketing_consent`): one without a time would always lose.
            models.CheckConstraint(
                condition=models.Q(marketing="") | models.Q(marketing_at__isnull=False),
                name="contact_marketing_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.main_address or f"Contact {self.pk}")

    @property
    def main_address(self) -> Address | None:
        """How whoever has no name is called, as in the console: lists prefetch the addresses."""
        known = list(self.addresses.all())
        current = [one for one in known if not one.was_left] or known
        phones = [one for one in current if one.kind == Address.Kind.PHONE]
        return next(iter(phones or current), None)


# In place of a transport: whoever has a phone is the same person through each of WhatsApp's transports.
SHARED = ""


class AddressQuerySet(models.QuerySet["Address"]):
    """Addresses in words."""

    def known_to(self, transport: str) -> Self:
        """Keep the addresses under which a transport knows people: phones, and the ids that its provider gave."""
        return self.filter(transport__in=[transport, SHARED])


class Address(models.Model):
    """One way to reach a contact: a phone, or the id (a BSUID) that one provider gave; a contact may have several."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone"
        BSUID = "bsuid", "Business-scoped id"
        HANDLE = "handle", "Name"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="addresses")
    transport = models.CharField(
        max_length=20, blank=True, help_text="Whose provider gave this id; empty for a phone, which all know."
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=160, help_text="A phone as digits only, anything else as given.")
    created_at = models.DateTimeField(auto_now_add=True)
    # The last one seen is the one to write to: numbers change, and change their shape.
    last_seen_at = models.DateTimeField(default=timezone.now)
    # When the customer moved away from it, as a provider told: whoever answers there now may be a stranger.
    # Seen after that, it is theirs again.
    left_at = models.DateTimeField(null=True, blank=True)
    # Which address of the contact a provider named together with this one when it was new; null: the contact began with it.
    # Who of two merged contacts it belongs to is known by this (`actions.contact.unmerging`). No index: asked of a few rows.
    learned_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AddressQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "addresses"
        constraints = [
            # Two first messages of a new customer at once: one creates the contact, the other finds it.
            # The value first: whoever looks somebody up knows it, and may not know the rest.
            models.UniqueConstraint(fields=["value", "kind", "transport"], name="address_identity")
        ]

    def __str__(self) -> str:
        return f"+{self.value}" if self.kind == self.Kind.PHONE else self.value

    @classmethod
    def scope_of(cls, kind: str, transport: str) -> str:
        """Return in which `transport` an address of this kind is stored that this transport brought."""
        return SHARED if kind == cls.Kind.PHONE else transport

    def is_known_to(self, transport: str) -> bool:
        """Whether a transport knows the contact under it; as `AddressQuerySet.known_to`."""
        return self.transport in {transport, SHARED}

    @property
    def was_left(self) -> bool:
        """Whether nothing came from there since the customer moved away."""
        return self.is_left(last_seen_at=self.last_seen_at, left_at=self.left_at)

    @staticmethod
    def is_left(*, last_seen_at: datetime, left_at: datetime | None) -> bool:
        """Return the same for columns that are no instance."""
        return left_at is not None and last_seen_at <= left_at
