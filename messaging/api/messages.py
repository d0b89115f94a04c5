"""Single messages: look up, send again, confirm."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.sending import confirm_message, retry_message
from messaging.api.paging import ThreadPages
from messaging.api.views import agent_of, asked_text
from messaging.delivery.waiting import wait_for_first_settle
from messaging.errors import DeskError
from messaging.models import Message
from messaging.permissions import message_or_404, visible_inboxes
from messaging.queries import message_rows
from messaging.serializers import MessageSerializer

LOOK_UP = [
    OpenApiParameter("external_id", str, description="The provider's id."),
    OpenApiParameter("client_id", str, description="The UUID that the sender made."),
]


@extend_schema_view(list=extend_schema(parameters=LOOK_UP))
class MessageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Message]):
    serializer_class = MessageSerializer
    pagination_class = ThreadPages
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Message]:
        """Messages that the caller sees; the list can be narrowed to one id."""
        rows = message_rows().filter(inbox__in=visible_inboxes(agent_of(self.request)))
        if external_id := asked_text(self.request, "external_id"):
            rows = rows.filter(external_id=external_id)
        if client_id := asked_text(self.request, "client_id"):
            rows = rows.filter(client_id=_uuid(client_id))
        return rows

    @extend_schema(request=None, responses=MessageSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Send a failed or unconfirmed message again; 409 for any other."""
        message = retry_message(message_or_404(agent_of(request), int(pk)))
        wait_for_first_settle(message.pk)
        return self._answer(message.pk)

    @extend_schema(request=None, responses=MessageSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """An unconfirmed message is known to have arrived; 409 for any other."""
        message = confirm_message(message_or_404(agent_of(request), int(pk)))
        return self._answer(message.pk)

    def _answer(self, pk: int) -> Response:
        return Response(MessageSerializer(message_rows().get(pk=pk)).data)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DeskError.field("client_id", "Must be a UUID.") from None
