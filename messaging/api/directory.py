"""The lists that a console loads once: agents, teams, labels, canned responses."""

from __future__ import annotations

from rest_framework import mixins
from rest_framework.viewsets import GenericViewSet

from messaging.api.kit import Declared, Pages
from messaging.models import Agent, CannedResponse, Label, Team
from messaging.serializers import (
    AgentSerializer,
    CannedResponseSerializer,
    LabelSerializer,
    TeamSerializer,
)


class AgentViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Agent]):
    """Active agents, for assigning."""

    serializer_class = AgentSerializer
    pagination_class = Pages
    queryset = Agent.objects.filter(is_active=True)


class TeamViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Team]):
    serializer_class = TeamSerializer
    pagination_class = Pages
    queryset = Team.objects.all()


class LabelViewSet(Declared, mixins.ListModelMixin, GenericViewSet[Label]):
    serializer_class = LabelSerializer
    pagination_class = Pages
    queryset = Label.objects.all()


class CannedResponseViewSet(Declared, mixins.ListModelMixin, GenericViewSet[CannedResponse]):
    serializer_class = CannedResponseSerializer
    pagination_class = Pages
    queryset = CannedResponse.objects.all()
