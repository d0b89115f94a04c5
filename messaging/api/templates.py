"""Templates of the providers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging.actions.inbox import set_template_favourite
from messaging.api.kit import NUMBER_SCHEMA, Declared, LivePages, actor_of, agent_of, query_number, takes
from messaging.limits import NUMBER
from messaging.models import Inbox, Template
from messaging.queries import template_uses
from messaging.serializers import (
    TemplateSerializer,
)


@extend_schema_view(
    list=takes(query=[OpenApiParameter("inbox", NUMBER_SCHEMA, description="Only this inbox.")], pages=True)
)
class TemplateViewSet(Declared, ReadOnlyModelViewSet[Template]):
    """Templates of the providers, with the blanks to fill in; `unsendable` says why one cannot be sent."""

    serializer_class = TemplateSerializer
    pagination_class = LivePages
    lookup_value_regex = NUMBER

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what the serializer wants to know of the caller and the asked inbox."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_serializer_context()
        agent, inbox = agent_of(self.request), query_number(self.request, "inbox")
        seen = inbox is not None and Inbox.objects.visible_to(agent).filter(pk=inbox).exists()
        uses = template_uses(inbox) if inbox is not None and seen else None
        favourites = set(agent.template_favourites.values_list("template_id", flat=True))
        return {**super().get_serializer_context(), "uses": uses, "favourites": favourites}

    def get_queryset(self) -> QuerySet[Template]:
        rows = Template.objects.visible_to(agent_of(self.request)).with_resources()
        inbox = query_number(self.request, "inbox")
        return rows if inbox is None else rows.filter(inbox=inbox)

    @takes(responses=TemplateSerializer)
    @action(detail=True, methods=["put"])
    def favourite(self, request: Request, pk: str) -> Response:
        """Let the template stand first for the caller."""
        return self._stand_first(pk, favourite=True)

    @takes(responses={200: TemplateSerializer})
    @favourite.mapping.delete
    def no_favourite(self, request: Request, pk: str) -> Response:
        """Let it stand where it is; one that did not stand first stays there."""
        return self._stand_first(pk, favourite=False)

    def _stand_first(self, pk: str, *, favourite: bool) -> Response:
        template, agent = self.get_object(), agent_of(self.request)
        set_template_favourite(template, agent, favourite=favourite, by=actor_of(self.request))
        return Response(self.get_serializer(template).data)
