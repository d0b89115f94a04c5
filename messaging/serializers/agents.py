"""Agents and teams as colleagues see them."""

from __future__ import annotations

from rest_framework import serializers

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

    class Meta(AgentShortSerializer.Meta):
        fields = [*AgentShortSerializer.Meta.fields, "role"]
        read_only_fields = fields


class TeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name"]
        read_only_fields = fields
