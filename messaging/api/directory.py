"""The lists that a console loads once: agents, teams, labels."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from messaging.actions.people import create_label
from messaging.api.kit import (
    NUMBER_SCHEMA,
    Body,
    Declared,
    Pages,
    actor_of,
    agent_of,
    check_supervisor,
    query_number,
    takes,
    validated_body,
)
from messaging.models import Agent, Inbox, Label, Team
from messaging.queries import agents_of, colleagues_of, teams_of
from messaging.serializers import (
    AgentSerializer,
    LabelSerializer,
    TeamSerializer,
)

INBOX = OpenApiParameter(
    "inbox",
    NUMBER_SCHEMA,
    description="Only those who see this inbox, and so can be given its conversations.",
)


class NewLabel(Body):
    name = serializers.CharField(max_length=40)
    color = serializers.RegexField("^#[0-9a-f]{6}$", required=False)


OF_INBOX = OpenApiParameter(
    "inbox",
    NUMBER_SCHEMA,
    description="Only those of which somebody sees this inbox, and so can be mentioned there.",
)


@extend_schema_view(list=takes(query=[INBOX], pages=True))
class AgentViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Agent]):
    """Active agents, for assigning, and how each stands now."""

    serializer_class = AgentSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Agent]:
        """Return the active agents; with `inbox` its own, none of an inbox that the caller does not see."""
        pk = query_number(self.request, "inbox")
        if pk is None:
            colleagues = colleagues_of(agent_of(self.request)).filter(pk=OuterRef("pk"))
            return Agent.objects.filter(is_active=True).annotate(is_colleague=Exists(colleagues))
        inbox = _seen_inbox(self.request, pk)
        return agents_of(inbox) if inbox else Agent.objects.none()


@extend_schema_view(list=takes(query=[OF_INBOX], pages=True))
class TeamViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Team]):
    serializer_class = TeamSerializer
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Team]:
        """Return the teams; with `inbox` its own, none of an inbox that the caller does not see."""
        pk = query_number(self.request, "inbox")
        if pk is None:
            return Team.objects.all()
        inbox = _seen_inbox(self.request, pk)
        return teams_of(inbox) if inbox else Team.objects.none()


def _seen_inbox(request: Request, pk: int) -> Inbox | None:
    return Inbox.objects.visible_to(agent_of(request)).filter(pk=pk).first()


class LabelViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Label]):
    serializer_class = LabelSerializer
    pagination_class = Pages
    queryset = Label.objects.all()

    @takes(NewLabel, responses={201: LabelSerializer})
    def create(self, request: Request) -> Response:
        """Create a label, in the default colour unless `color` says one. Supervisors and admins only."""
        check_supervisor(agent_of(request))
        label = create_label(**validated_body(NewLabel, request), by=actor_of(request))
        return Response(LabelSerializer(label).data, status=status.HTTP_201_CREATED)
