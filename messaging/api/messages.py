"""Single messages: look up, send again, confirm, take back, react to."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.conversation import cancel_message
from messaging.actions.outgoing import (
    confirm_message,
    react,
    release_message,
    reschedule_message,
    retry_message,
)
from messaging.api.kit import (
    NUMBER_SCHEMA,
    TEXT_SCHEMA,
    Body,
    Declared,
    ThreadPages,
    actor_of,
    agent_of,
    inboxes_of,
    query_number,
    query_text,
    takes,
    validated_body,
)
from messaging.api.message_bodies import Moment, moment_of
from messaging.delivery.lanes import wait_for_first_attempt
from messaging.errors import ConsoleError
from messaging.limits import LONGEST_EMOJI, NUMBER
from messaging.models import Message
from messaging.permissions import message_or_404
from messaging.serializers import MessageSerializer
from messaging.transports.payload import ONE_EMOJI

LOOK_UP = [
    OpenApiParameter("inbox", NUMBER_SCHEMA, description="Only this inbox."),
    OpenApiParameter("external_id", TEXT_SCHEMA, description="The provider's id."),
    OpenApiParameter("client_id", OpenApiTypes.UUID, description="The UUID that the sender made."),
]


@extend_schema_field({"type": "string", "maxLength": LONGEST_EMOJI, "pattern": f"^(?:{ONE_EMOJI.pattern})$"})
class OneEmoji(serializers.CharField):
    """Exactly one emoji."""


class NewTime(Moment):
    """One of the two."""

    described_besides = {"minProperties": 1}


class NewReaction(Body):
    emoji = OneEmoji(max_length=LONGEST_EMOJI)


@extend_schema_view(list=takes(query=LOOK_UP, pages=True))
class MessageViewSet(Declared, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Message]):
    serializer_class = MessageSerializer
    pagination_class = ThreadPages
    lookup_value_regex = NUMBER

    def get_queryset(self) -> QuerySet[Message]:
        """Return messages that the caller sees; the list can be narrowed to an inbox or to one id."""
        rows = Message.objects.thread().with_resources()
        if self.action != "list":
            return rows.visible_to(agent_of(self.request))
        seen = inboxes_of(self.request)
        rows = rows.of_inboxes(seen.narrow)
        if (inbox := query_number(self.request, "inbox")) is not None:
            rows = rows.filter(inbox=inbox)
        if external_id := query_text(self.request, "external_id"):
            # Whoever sees all inboxes too: the index over such ids begins with the inbox.
            rows = rows.of_inboxes(seen.ids).filter(external_id=external_id)
        if client_id := query_text(self.request, "client_id"):
            rows = rows.filter(client_id=_uuid(client_id))
        return rows

    @takes(responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Send a failed or unconfirmed message again; 409 for any other, and `window_closed`."""
        message = retry_message(message_or_404(agent_of(request), int(pk)), by=actor_of(request))
        wait_for_first_attempt(message.pk)
        return self._answer(message.pk)

    @takes(responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Mark an unconfirmed message as arrived; 409 for any other."""
        message = confirm_message(message_or_404(agent_of(request), int(pk)), by=actor_of(request))
        return self._answer(message.pk)

    @takes(responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Take back a message that is held, for a time or until the customer replies; 409 for any other."""
        message = cancel_message(message_or_404(agent_of(request), int(pk)), by=actor_of(request))
        return self._answer(message.pk)

    @takes(responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Send a held message now, without waiting for its time or the customer; 409 for any other, and `window_closed`."""
        message = release_message(message_or_404(agent_of(request), int(pk)), by=actor_of(request))
        wait_for_first_attempt(message.pk)
        return self._answer(message.pk)

    @takes(NewTime, responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def schedule(self, request: Request, pk: str) -> Response:
        """Let a scheduled message go out at another time; 409 for any other, and `window_closed_then`."""
        message = message_or_404(agent_of(request), int(pk))
        send_at = moment_of(validated_body(NewTime, request))
        if send_at is None:
            raise ConsoleError.field("send_at", "Say when: send_at or send_in.")
        reschedule_message(message, send_at, by=actor_of(request))
        return self._answer(message.pk)

    @takes(NewReaction, responses=MessageSerializer, refuses=[409])
    @action(detail=True, methods=["post"])
    def reactions(self, request: Request, pk: str) -> Response:
        """Put our one reaction on the message, or change it; 409 `window_closed`."""
        return self._react(request, int(pk), validated_body(NewReaction, request)["emoji"])

    @takes(responses={200: MessageSerializer}, refuses=[409])
    @reactions.mapping.delete
    def take_reaction_back(self, request: Request, pk: str) -> Response:
        """Take our reaction back; one that is not there stays away."""
        return self._react(request, int(pk), "")

    def _react(self, request: Request, pk: int, emoji: str) -> Response:
        agent = agent_of(request)
        react(message_or_404(agent, pk), agent, emoji, by=actor_of(request))
        return self._answer(pk)

    def _answer(self, pk: int) -> Response:
        return Response(MessageSerializer(Message.objects.thread().with_resources().get(pk=pk)).data)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ConsoleError.field("client_id", "Must be a UUID.") from None
