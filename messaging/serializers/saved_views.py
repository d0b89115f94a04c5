"""Saved views."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from messaging.models import Agent, SavedView


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """A saved view as the asking agent finds it; wants `agent` in its context."""

    scope = serializers.ChoiceField(SavedView.Scope.choices, read_only=True)
    editable = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ["id", "name", "scope", "filters", "editable", "updated_at"]
        read_only_fields = fields

    def get_editable(self, saved: SavedView) -> bool:
        agent: Agent = self.context["agent"]
        return saved.editable_by(agent)


class SavedViewSignalSerializer(serializers.Serializer[Any]):
    """That a saved view was made, changed or deleted: those who hold the list read it again. What a personal one says is
    not told, as an inbox's feed is for everybody in it."""

    id = serializers.IntegerField()
    scope = serializers.ChoiceField(SavedView.Scope.choices, allow_null=True, help_text="Null: deleted.")
    deleted = serializers.BooleanField()


def saved_view_changed(pk: int, saved: SavedView | None) -> dict[str, Any]:
    """Return what `SavedViewSignalSerializer` describes."""
    return {"id": pk, "scope": saved and saved.scope.value, "deleted": saved is None}
