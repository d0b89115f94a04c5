"""Writing to somebody from an inbox, who may never have written: whom a typed number means, and the first message."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.outgoing import Draft, TemplateChoice, send_to
from messaging.api.kit import (
    TEXT_SCHEMA,
    Body,
    Declared,
    actor_of,
    agent_of,
    query_text,
    takes,
    validated_body,
)
from messaging.api.message_bodies import TemplateGiven
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.errors import ConsoleError
from messaging.limits import LONGEST_ADDRESS, LONGEST_TEXT, NUMBER
from messaging.models import Address, Contact, Conversation, Inbox, Message
from messaging.queries import contact_at, typed_receiver
from messaging.serializers import (
    ContactSerializer,
    ConversationSerializer,
    InboxSerializer,
    MessageSerializer,
)
from messaging.transports import Identity

RECIPIENT = inline_serializer(
    "Recipient",
    {
        "receiver": serializers.CharField(help_text="As it is written: with its country code."),
        "contact": ContactSerializer(allow_null=True),
        "conversation": ConversationSerializer(allow_null=True),
    },
)


class FirstMessage(Body):
    receiver = serializers.CharField(max_length=LONGEST_ADDRESS)
    content = serializers.CharField(
        max_length=LONGEST_TEXT, trim_whitespace=False, allow_blank=True, default=""
    )
    template = TemplateGiven(required=False, allow_null=True)
    client_id = serializers.UUIDField(default=uuid.uuid4)


class NewConversations(Declared, GenericViewSet[Inbox]):
    """Beginning a conversation from an inbox that the caller sees."""

    serializer_class = InboxSerializer
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Inbox]:
        return Inbox.objects.visible_to(agent_of(self.request))

    @takes(
        query=[
            OpenApiParameter(
                "receiver", TEXT_SCHEMA, required=True, description="A number, however it is written."
            )
        ],
        responses=RECIPIENT,
    )
    @action(detail=True, methods=["get"])
    def recipient(self, request: Request, pk: str) -> Response:
        """Say whom a typed number means: the contact who has it, if the caller sees them, and their newest conversation
        in this inbox. 400 with a `proposal` where only the country code is missing. Nothing is made."""
        inbox, agent = self.get_object(), agent_of(request)
        identity = typed_receiver(inbox, _typed(request), field="receiver")
        known = contact_at(inbox, identity)
        rows = Contact.objects.visible_to(agent).with_resources().filter(pk=known.pk) if known else ()
        conversations = Conversation.objects.with_resources().filter(inbox=inbox, contact=known)
        newest = conversations.order_by("-last_activity_at", "-pk").first() if known else None
        return Response(
            {
                "receiver": str(Address(kind=identity.kind, value=identity.value)),
                "contact": next(iter(ContactSerializer(rows, many=True).data), None),
                "conversation": newest and ConversationSerializer(newest).data,
            }
        )

    @takes(FirstMessage, responses={201: MessageSerializer}, refuses=[409])
    @action(detail=True, methods=["post"])
    def messages(self, request: Request, pk: str) -> Response:
        """Write to a number; the conversation is found or opened. `receiver` is read as in `recipient`.

        A `template`, or `content` while the window is open: 409 `window_closed` else, and for who never wrote, and then
        nothing was made. The same `client_id` again is the same message.
        """
        inbox, given = self.get_object(), validated_body(FirstMessage, request)
        template = given.get("template")
        receiver = typed_receiver(inbox, given["receiver"], field="receiver")
        draft = Draft(
            author=agent_of(request),
            content=given["content"],
            client_id=given["client_id"],
            template=TemplateChoice(**template) if template else None,
            receiver=_written(inbox, receiver),
        )
        message = send_to(inbox, receiver, draft, to_strangers=False, by=actor_of(request))
        wait_for_first_attempt(message.pk)
        fresh = Message.objects.thread().with_resources().get(pk=message.pk)
        return Response(MessageSerializer(fresh).data, status=status.HTTP_201_CREATED)


def _written(inbox: Inbox, identity: Identity) -> str:
    """Return the number to write to: the one that was typed, unless its phone is known under another spelling."""
    known = contact_at(inbox, identity)
    if known and not known.addresses.filter(kind=identity.kind, value=identity.value).exists():
        return ""
    return str(Address(kind=identity.kind, value=identity.value))


def _typed(request: Request) -> str:
    typed = query_text(request, "receiver")
    if not typed:
        raise ConsoleError.field("receiver", "This is required.")
    return typed
