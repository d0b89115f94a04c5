"""The search index: the words of messages and of contacts, beside their tables so that a status costs it nothing."""

from __future__ import annotations

from typing import Any

from django.db import models

from messaging.models.contacts import Contact
from messaging.models.inboxes import Inbox
from messaging.models.messages import Message


class WordsField(models.TextField):  # type: ignore[type-arg]  # (not generic at run time)
    """The words of a text as the database searches them: a `tsvector` of PostgreSQL; on SQLite the words with spaces
    between them, which an FTS5 table beside it indexes (`0003_search_index`). Written by `messaging.search` alone."""

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class MessageSearchEntry(models.Model):
    """The words of one line of a thread; a message that was deleted by its author has none."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    # Plain numbers and a copy, so that a search reads this table only: the message's conversation and time.
    conversation_id = models.BigIntegerField()
    at = models.DateTimeField()
    words = WordsField()

    def __str__(self) -> str:
        return f"words of message {self.message_id}"


class ContactSearchEntry(models.Model):
    """The words of a contact's names and addresses, once for each inbox that the contact writes to: who sees the inbox
    sees the contact."""

    contact = models.ForeignKey(Contact, db_index=False, on_delete=models.CASCADE, related_name="+")
    inbox = models.ForeignKey(Inbox, db_index=False, on_delete=models.CASCADE, related_name="+")
    words = WordsField()

    class Meta:
        constraints = [
            # Writing it again, from two conversations at once too, is one row.
            models.UniqueConstraint(fields=["contact", "inbox"], name="contact_search_entry_once")
        ]

    def __str__(self) -> str:
        return f"words of contact {self.contact_id}"
