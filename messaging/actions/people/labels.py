"""Labels."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from messaging.actions.conversation import add_activities, record_conversation
from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import recording, savepoint
from messaging.models import Activity, Conversation, Label
from messaging.serializers import LabelSerializer


@recording()
def create_label(name: str, color: str = "", *, by: Actor) -> Label:
    """Create a label and return it; raises `ConsoleError` where one has this name, in whatever case."""
    label = Label(name=name, **({"color": color} if color else {}))
    taken = ConsoleError.field("name", f"There is a label {name} already.")
    if Label.objects.filter(name__iexact=name).exists():
        raise taken
    try:
        with savepoint():
            return save_label(label, by=by)
    except IntegrityError:
        # Somebody else created it a moment ago.
        raise taken from None


@recording()
def save_label(label: Label, *, by: Actor) -> Label:
    """Save a new label, or another name or colour of one: conversations that wear it changed too."""
    wearing = _wearing(label) if label.pk else []
    label.save(update_fields=["name", "color"] if label.pk else None)
    for conversation, labels in wearing:
        record_conversation(conversation, was={"labels": labels})
    return label


@recording()
def delete_label(label: Label, *, by: Actor) -> None:
    """Delete a label, and take it off the conversations that wear it: each of them keeps that it lost it."""
    wearing = _wearing(label)
    name = Label.objects.values_list("name", flat=True).get(pk=label.pk)
    add_activities(label.conversations.all(), Activity.Verb.LABELS_REMOVED, before=[name])
    label.delete()
    for conversation, labels in wearing:
        record_conversation(conversation, was={"labels": labels})


def _wearing(label: Label) -> list[tuple[Conversation, list[dict[str, Any]]]]:
    """Return the unresolved conversations with the label, and all that each wears now."""
    rows = label.conversations.all().unresolved().prefetch_related("labels")
    return [(row, [dict(one) for one in LabelSerializer(row.labels.all(), many=True).data]) for row in rows]
