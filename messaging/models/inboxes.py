"""Addresses of ours that customers write to."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from typing import Self

from django.db import models

from messaging.models.agents import Agent
from messaging.models.querysets import Lockable
from messaging.models.secrets import EncryptedJSONField
from messaging.models.tracking import Tracked


def new_secret() -> str:
    """Return a random secret of 256 bits, safe in URLs and headers."""
    return random.token_urlsafe(32)


class InboxQuerySet(Lockable["Inbox"]):
    """Inboxes in words."""

    def visible_to(self, agent: Agent) -> Self:
        """Keep the inboxes that the agent is a member of; supervisors and admins see all, the inactive none."""
        if not agent.is_active:
            return self.none()
        return self if agent.sees_everything else self.filter(memberships__agent=agent)


class Inbox(Tracked):
    """One number at one provider. `settings` is readable, `secrets` is ciphertext at rest and write-only."""

    TRACKED = (
        "name",
        "address",
        "country",
        "is_default",
        "read_policy",
        "waiting_amber",
        "waiting_red",
        "health",
        "health_error",
        "health_since",
        "quality",
        "messaging_limit",
        "templates_synced_at",
    )

    class Transport(models.TextChoices):
        WHATSAPP_CLOUD = "whatsapp_cloud", "WhatsApp (Meta Cloud API)"
        TWILIO = "twilio", "WhatsApp (Twilio)"

    class Health(models.TextChoices):
        OK = "ok", "Works"
        WARNING = "warning", "Needs a look"
        PAUSED = "paused", "Sending is paused"

    class ReadPolicy(models.TextChoices):
        NEVER = "never", "Never"
        OPEN = "open", "When an agent opens the conversation"
        REPLY = "reply", "When an agent replies"

    name = models.CharField(max_length=80)
    transport = models.CharField(max_length=20, choices=Transport.choices, default=Transport.WHATSAPP_CLOUD)
    address = models.CharField(max_length=64, help_text="As customers write it, e.g. +15550001111.")
    # Of numbers that people type without a country code: what is proposed to them.
    country = models.CharField(
        max_length=2,
        blank=True,
        help_text="Two letters, e.g. GB. Proposed for numbers that are typed without a country code.",
    )
    # The provider's own key of this number (Meta: phone_number_id); webhooks are routed by it.
    route = models.CharField(max_length=64, blank=True, editable=False)
    settings = models.JSONField(default=dict, blank=True)
    secrets = EncryptedJSONField(default=dict, blank=True, editable=False)
    is_default = models.BooleanField(
        default=False, help_text="Takes /api/webhook/ and senders that name no inbox."
    )
    # When the customer's ticks turn blue.
    read_policy = models.CharField(
        "read receipts", max_length=8, choices=ReadPolicy.choices, default=ReadPolicy.OPEN
    )
    # After how long consoles show in amber, and in red, that a customer waits for an answer.
    waiting_amber = models.PositiveSmallIntegerField(
        "waiting long after", default=15, help_text="Minutes; shown in amber from then on."
    )
    waiting_red = models.PositiveSmallIntegerField(
        "waiting too long after", default=60, help_text="Minutes; shown in red from then on."
    )
    # How the provider treats us. Only token and permission errors pause sending; receiving never pauses.
    health = models.CharField(max_length=8, choices=Health.choices, default=Health.OK, editable=False)
    health_error = models.JSONField(null=True, blank=True, editable=False)
    health_since = models.DateTimeField(null=True, blank=True, editable=False)
    # What the provider thinks of the number: GREEN, YELLOW, RED; and how many people we may write to first.
    quality = models.CharField(max_length=16, blank=True, editable=False)
    messaging_limit = models.CharField(max_length=40, blank=True, editable=False)
    templates_synced_at = models.DateTimeField(null=True, blank=True, editable=False)
    members: models.ManyToManyField[Agent, InboxMember] = models.ManyToManyField(
        Agent, through="InboxMember", related_name="inboxes", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "inboxes"
        constraints = [
            # A send-message names the inbox by its address: two answers would be a guess.
            models.UniqueConstraint(fields=["transport", "address"], name="inbox_address"),
            # A webhook names the inbox by its route: two answers would be a guess.
            models.UniqueConstraint(
                fields=["transport", "route"], name="inbox_route", condition=~models.Q(route="")
            ),
            # Two admins who both tick "default" at once.
            models.UniqueConstraint(
                fields=["is_default"], name="inbox_one_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.address})"

    @property
    def config(self) -> Mapping[str, str]:
        """Address, settings and secrets in one flat mapping, as a transport reads them."""
        return {"address": self.address, **self.settings, **self.secrets}


class InboxMember(models.Model):
    """An agent who may see and answer an inbox."""

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="memberships")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        # Adding a member twice at once is adding one.
        constraints = [models.UniqueConstraint(fields=["inbox", "agent"], name="inbox_member")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.inbox_id}"
