"""What colleagues say among themselves besides the notes in a thread, which are messages: who is named, and what is known of
a contact."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent, Team
from messaging.models.contacts import Contact
from messaging.models.conversations import Conversation
from messaging.models.inboxes import Inbox
from messaging.models.messages import Message
from messaging.models.querysets import OfInbox


class MentionQuerySet(OfInbox["Mention"]):
    """Mentions in words."""

    def unread(self) -> MentionQuerySet:
        """Keep those that the agent who is named has not seen."""
        return self.filter(read_at=None)


class Mention(models.Model):
    """One agent whom a note names, alone or with a team. A team is resolved when the note is written."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    # Of the message, so that the lists of an agent ask one table. No indexes of their own: others begin with them.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    # Through which team; null: by name.
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            # By name and with a team is one mention; so is a repeated edit.
            models.UniqueConstraint(fields=["message", "agent"], name="mention_once")
        ]
        indexes = [
            # An agent's mentions, newest first, keyset pages.
            models.Index(fields=["agent", "-id"], name="mention_of_agent"),
            # The view "Mentions": in which conversations.
            models.Index(fields=["agent", "conversation"], name="mention_view"),
            # Whom a conversation names, and who has not seen it.
            models.Index(fields=["conversation", "agent"], name="mention_in_conversation"),
        ]

    def __str__(self) -> str:
        return f"Mention {self.pk}"


class ContactNote(models.Model):
    """What agents should know of a contact, in every conversation and inbox. Visible to who sees the contact."""

    # A note that is sent twice is one.
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Index: the notes of one contact, newest first.
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="notes", db_index=False)
    author = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="contact_notes"
    )
    content = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # The row stays, without its content, so that consoles hear of it.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["contact", "-id"], name="contact_note_list")]

    def __str__(self) -> str:
        return f"Note {self.pk} on a contact"
