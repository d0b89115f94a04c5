"""What agents have written and not sent yet, so that they find it on every device."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.attachments import Attachment
from messaging.models.conversations import Conversation
from messaging.models.inboxes import Inbox
from messaging.models.querysets import OfInbox


class SavedDraftQuerySet(OfInbox["SavedDraft"]):
    """Drafts in words."""

    def of(self, agent: Agent) -> Self:
        """Keep the agent's own, in the inboxes that they see: nobody reads what somebody else has not sent."""
        return self.visible_to(agent).filter(agent=agent)

    def written(self) -> Self:
        """Keep those with something in them."""
        return self.filter(is_empty=False)


class SavedDraft(models.Model):
    """The draft of one agent in one conversation, of a reply or of a note.

    One that was sent or emptied stays for a while as an empty row: its revision tells a device that was offline whether
    what it still holds is older.
    """

    class Mode(models.TextChoices):
        REPLY = "reply", "Reply"
        NOTE = "note", "Note"

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="saved_drafts", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    # Of the conversation, so that who may see it is asked of one table.
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=5, choices=Mode.choices, default=Mode.REPLY)
    # Grows with every change, also over a row that was pruned: what a device read last.
    revision = models.BigIntegerField()
    # Which write made it: a device that got no answer knows its own again.
    write_id = models.UUIDField(default=uuid.uuid4)
    # {"text", "reply_to", "media", "canned_response", "interactive", "mentions"}: what is there of it.
    content = models.JSONField(default=dict)
    # What other devices had written at the same time, in the same shape: the agent says what becomes of it.
    others = models.JSONField(default=list)
    is_empty = models.BooleanField(default=False)
    # All files of `content` and `others`: the sweep of unsent uploads spares them.
    files = models.ManyToManyField(Attachment, related_name="saved_drafts")
    # Index: old ones are swept.
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SavedDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # Two devices that begin at once write one row. Also: an agent's drafts.
            models.UniqueConstraint(fields=["agent", "conversation", "mode"], name="saved_draft_once")
        ]
        indexes = [
            # Who has a draft in the conversation that somebody opens.
            models.Index(
                fields=["conversation"], name="saved_draft_written", condition=models.Q(is_empty=False)
            )
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk} of {self.agent_id} in {self.conversation_id}"
