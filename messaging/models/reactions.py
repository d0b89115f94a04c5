"""Emoji that hang on messages."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.contacts import Contact
from messaging.models.inboxes import Inbox
from messaging.models.messages import Message


class Reaction(models.Model):
    """Somebody's one reaction to one message. An empty `emoji` is one that was taken back: it stays, so
    that an older "add" which comes late does not bring it back. One whose target is unknown waits with
    `message` null and is attached when the target appears."""

    class By(models.TextChoices):
        CONTACT = "contact", "Contact"
        # A business has one reaction on a message, whoever of its agents gave it.
        US = "us", "Us"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="reactions")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="reactions"
    )
    target_external_id = models.CharField(max_length=255)
    by = models.CharField(max_length=8, choices=By.choices)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    emoji = models.CharField(max_length=64, blank=True)
    reacted_at = models.DateTimeField(default=timezone.now)
    # The outgoing message of kind `reaction` that carries ours to the customer; it is no line of the thread.
    carrier_message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["reacted_at", "id"]
        constraints = [
            # A contact who reacts twice at once changes one reaction.
            models.UniqueConstraint(
                fields=["inbox", "target_external_id", "contact"],
                condition=models.Q(by="contact"),
                name="reaction_once_by_contact",
            ),
            # Two agents who react at once change our one reaction.
            models.UniqueConstraint(
                fields=["inbox", "target_external_id"],
                condition=models.Q(by="us"),
                name="reaction_once_by_us",
            ),
            # Of a contact's reaction the contact is known, of ours none: or one person could have two.
            models.CheckConstraint(
                condition=models.Q(by="contact", contact__isnull=False)
                | models.Q(by="us", contact__isnull=True),
                name="reaction_by",
            ),
        ]
        indexes = [
            # "What waits for this message?", asked of every message that is stored: few rows among many.
            models.Index(
                fields=["inbox", "target_external_id"],
                name="reaction_waiting",
                condition=models.Q(message__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.emoji or '(taken back)'} by {self.by}"
