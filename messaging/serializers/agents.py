"""Agents and teams as colleagues see them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.availability import Availability
from messaging.models import Agent, Team


class AgentShortSerializer(serializers.ModelSerializer[Agent]):
    """An agent inside another resource."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Agent
        fields = ["id", "username", "name"]
        read_only_fields = fields


class AgentSerializer(AgentShortSerializer):
    """An agent in the list of colleagues."""

    availability = serializers.SerializerMethodField()

    class Meta(AgentShortSerializer.Meta):
        fields = [*AgentShortSerializer.Meta.fields, "role", "availability"]
        read_only_fields = fields

    # drf-spectacular forgets the null of a list of words.
    @extend_schema_field({"oneOf": [{"$ref": "#/components/schemas/Availability"}, {"type": "null"}]})
    def get_availability(self, agent: Agent) -> Availability | None:
        """Return how the agent stands now; null of somebody with whom the caller has no inbox in common."""
        # Annotated where somebody else may be in the list.
        return agent.availability if getattr(agent, "is_colleague", True) else None


class AccountSerializer(AgentShortSerializer):
    """An agent as an admin sets them up."""

    inboxes = serializers.PrimaryKeyRelatedField(  # type: ignore[var-annotated]
        many=True, read_only=True, help_text="Those they are a member of; supervisors and admins see all."
    )

    class Meta(AgentShortSerializer.Meta):
        fields = [
            *AgentShortSerializer.Meta.fields,
            "role",
            "is_active",
            "is_superuser",
            "inboxes",
            "last_login",
        ]
        read_only_fields = fields


class AgentSignalSerializer(serializers.Serializer[Any]):
    """That an agent is new, or has another name, role or inboxes: those who hold the list read it again. What of it is
    for whom REST decides, as an inbox's feed is for everybody in it."""

    id = serializers.IntegerField()


class TeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name"]
        read_only_fields = fields
