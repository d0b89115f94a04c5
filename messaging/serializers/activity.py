"""Who did what to a conversation."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.actors import ACTOR_KINDS, ActorResource
from messaging.models import Activity
from messaging.serializers.json_values import described


class ActorSerializer(serializers.Serializer[Any]):
    """Describes an actor in OpenAPI; `Actor.as_resource` makes it."""

    kind = serializers.ChoiceField(ACTOR_KINDS)
    id = serializers.IntegerField(allow_null=True, help_text="Of the agent, contact or rule.")
    name = serializers.CharField(help_text="As it was then.")


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    by = serializers.SerializerMethodField()
    before = described({}, read_only=True, help_text="Of what the verb names; null: none.")
    after = described({}, read_only=True, help_text="Of what the verb names; null: none.")

    class Meta:
        model = Activity
        fields = ["id", "conversation", "at", "by", "verb", "before", "after", "why"]
        read_only_fields = fields

    @extend_schema_field(ActorSerializer)
    def get_by(self, activity: Activity) -> ActorResource:
        return activity.by.as_resource()
