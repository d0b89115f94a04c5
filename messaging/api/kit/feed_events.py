"""The events of the feed as OpenAPI describes them: one shape per kind, told apart by `k`."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from messaging import feed
from messaging.serializers import (
    ActivitySerializer,
    ActorSerializer,
    AgentSignalSerializer,
    CannedResponseSignalSerializer,
    ContactNoteSerializer,
    ContactSerializer,
    ConversationSerializer,
    InboxSerializer,
    MessageSerializer,
    SavedViewSignalSerializer,
    TemplateSerializer,
    described,
)

COMPONENT = "FeedEvent"
EARLIER = "The fields that changed, with their earlier values."
RESOURCES: dict[str, type[serializers.BaseSerializer[Any]]] = {
    feed.ACTIVITY_CREATED: ActivitySerializer,
    feed.MESSAGE_CREATED: MessageSerializer,
    feed.MESSAGE_UPDATED: MessageSerializer,
    feed.CONVERSATION_CREATED: ConversationSerializer,
    feed.CONVERSATION_UPDATED: ConversationSerializer,
    feed.CONTACT_UPDATED: ContactSerializer,
    feed.CONTACT_NOTE_CREATED: ContactNoteSerializer,
    feed.CONTACT_NOTE_UPDATED: ContactNoteSerializer,
    feed.INBOX_UPDATED: InboxSerializer,
    feed.TEMPLATE_UPDATED: TemplateSerializer,
    feed.CANNED_RESPONSE_UPDATED: CannedResponseSignalSerializer,
    feed.SAVED_VIEW_UPDATED: SavedViewSignalSerializer,
    feed.AGENT_UPDATED: AgentSignalSerializer,
}


class FeedEvents(serializers.Field[Any, Any, Any, Any]):
    """A list of events; only described, never read or written."""


class FeedEventsSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Registers a component per kind, and their union."""

    target_class = FeedEvents

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the schema of the list."""
        kinds = [
            auto_schema.resolve_serializer(_event(kind, resource), direction).ref
            for kind, resource in RESOURCES.items()
        ]
        union = {
            # Without a discriminator: clients made from one fail on a kind that it does not name.
            "anyOf": [*kinds, auto_schema.resolve_serializer(OTHER, direction).ref],
            "description": "Kinds may be added: count the numbers of those that you do not know.",
        }
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=COMPONENT, type=ResolvedComponent.SCHEMA, schema=union, object=FeedEvents
        )
        auto_schema.registry.register_on_missing(component)
        return {"type": "array", "items": component.ref}


def _frame(kind: Any, resource: Any) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    return {
        "i": serializers.IntegerField(help_text="Inbox."),
        "s": serializers.IntegerField(help_text="Seq."),
        "k": kind,
        "d": resource,
        "by": ActorSerializer(help_text="Who changed it."),
    }


def _event(kind: str, resource: type[serializers.BaseSerializer[Any]]) -> Any:
    """Return a serializer that describes one kind, named after it: `MessageCreated`."""
    fields = _frame(_constant(kind), resource(help_text="The whole resource."))
    if kind.endswith(".updated"):
        fields["was"] = serializers.DictField(required=False, help_text=EARLIER)
    return inline_serializer("".join(word.capitalize() for word in re.split("[._]", kind)), fields)


def _constant(value: str) -> Any:
    return described({"type": "string", "const": value})


# A kind that this version does not have; clients that are older than the server meet one.
OTHER = inline_serializer(
    "OtherEvent",
    {
        **_frame(
            described({"type": "string", "not": {"enum": [*RESOURCES]}}),
            described({}, help_text="The whole resource."),
        ),
        "was": serializers.DictField(required=False, help_text=EARLIER),
    },
)
