"""Labels."""

from __future__ import annotations

from messaging.actions.conversation import record_conversations
from messaging.actors import Actor
from messaging.feed import recording
from messaging.models import Label


@recording()
def save_label(label: Label, *, by: Actor) -> Label:
    """Save a new label, or another name or colour of one: conversations that wear it changed too."""
    label.save(update_fields=["name", "color"] if label.pk else None)
    record_conversations(label.conversations.all().unresolved())
    return label


@recording()
def delete_label(label: Label, *, by: Actor) -> None:
    """Delete a label, and take it off the conversations that wear it."""
    wearing = list(label.conversations.all().unresolved())
    label.delete()
    record_conversations(wearing)
