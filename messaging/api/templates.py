"""Templates of the providers."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework.viewsets import ReadOnlyModelViewSet

from messaging.api.kit import NUMBER_SCHEMA, Declared, LivePages, agent_of, query_number, takes
from messaging.limits import NUMBER
from messaging.models import Template
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

    def get_queryset(self) -> QuerySet[Template]:
        rows = Template.objects.visible_to(agent_of(self.request)).with_resources()
        inbox = query_number(self.request, "inbox")
        return rows if inbox is None else rows.filter(inbox=inbox)
