"""Files of messages: what customers sent, what agents upload."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.inboxes import Inbox
from messaging.models.messages import Message
from messaging.models.querysets import OfInbox

if TYPE_CHECKING:
    from messaging.models.canned_responses import CannedFile


def file_path(attachment: Attachment | CannedFile, _filename: str) -> str:
    """Where the file lies in the storage: never under a name that somebody else chose."""
    return f"{attachment.created_at:%Y/%m}/{attachment.token}"


def thumbnail_path(attachment: Attachment | CannedFile, _filename: str) -> str:
    return f"{attachment.created_at:%Y/%m}/{attachment.token}.thumb"


class AttachmentQuerySet(OfInbox["Attachment"]):
    """Attachments in words."""

    def visible_to(self, agent: Agent) -> Self:
        """Keep the files of the agent's inboxes that were sent; an upload without a message is its uploader's."""
        return super().visible_to(agent).sent_or_uploaded_by(agent)

    def sent_or_uploaded_by(self, agent: Agent) -> Self:
        """Keep what a message shows, and the agent's own uploads."""
        return self.filter(Q(message__isnull=False) | Q(uploaded_by=agent))

    def exchanged(self, conversation: int) -> Self:
        """Keep what the customer and we have in a conversation, each with the `timestamp` of its message: not what was
        deleted, nor what failed."""
        shown = self.filter(message__conversation=conversation, message__revoked_at=None)
        return shown.exclude(message__status=Message.Status.FAILED).annotate(
            timestamp=F("message__timestamp")
        )


class Attachment(models.Model):
    """One file. Inbound: pending → ready or failed, fetched by a job of its own. Uploaded by an
    agent: ready from the start, without a message until it is sent."""

    class Kind(models.TextChoices):
        IMAGE = "image", "Image"
        VIDEO = "video", "Video"
        AUDIO = "audio", "Audio"
        DOCUMENT = "document", "Document"
        STICKER = "sticker", "Sticker"

    class State(models.TextChoices):
        PENDING = "pending", "Pending"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    # Names the file in the storage; nobody can guess one from another.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    mime_type = models.CharField(max_length=127, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    caption = models.TextField(blank=True)
    voice = models.BooleanField(default=False, help_text="A voice note, not a music file.")
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes.")
    sha256 = models.CharField(
        max_length=64, blank=True, help_text="Hex; as promised while pending, as found when ready."
    )
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    error = models.JSONField(null=True, blank=True)
    file = models.FileField(upload_to=file_path, max_length=255, blank=True)
    thumbnail = models.FileField(upload_to=thumbnail_path, max_length=255, blank=True)
    # Where the provider keeps what it sent us: Meta's media id, Twilio's URL.
    remote_id = models.TextField(blank=True, editable=False)
    remote_url = models.TextField(blank=True, editable=False)
    # Under which id the provider knows our upload, and until when.
    uploaded_id = models.CharField(max_length=255, blank=True, editable=False)
    uploaded_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "file"
        ordering = ["id"]
        constraints = [
            # Whoever reads "ready" opens the file: the name is written in the same statement as the state.
            models.CheckConstraint(
                condition=~models.Q(state="ready") | ~models.Q(file=""), name="attachment_ready_has_file"
            ),
        ]
        indexes = [
            # Uploads that were never sent: swept after a day.
            models.Index(
                fields=["created_at"],
                name="attachment_unsent",
                condition=models.Q(message__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.get_kind_display()} {self.pk}"
