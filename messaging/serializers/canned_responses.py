"""Canned responses as those see them who may."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.models import Agent, CannedFile, CannedResponse
from messaging.serializers.agents import AgentShortSerializer, TeamSerializer
from messaging.serializers.json_values import OBJECT, described

# The console fills them in by the same rule: frontend/src/store/canned/variables.ts.
_BLANK = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")


def blanks_in(text: str) -> list[str]:
    """Return the names in double braces, each once, in order."""
    return list(dict.fromkeys(_BLANK.findall(text)))


class CannedFileSerializer(serializers.ModelSerializer[CannedFile]):
    """A file that goes out with a canned response; `url` wants a login that sees it."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = CannedFile
        fields = ["id", "kind", "mime_type", "filename", "size", "url"]
        read_only_fields = fields

    def get_url(self, file: CannedFile) -> str:
        return f"/api/canned-responses/{file.canned_response_id}/files/{file.pk}"


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    """Wants in its context ``agent`` (who asks), ``teams`` (the ids of theirs) and ``uses`` (counts by id, where an inbox is asked about)."""

    scope = serializers.ChoiceField(CannedResponse.Scope.choices, read_only=True)
    owner = AgentShortSerializer(read_only=True, allow_null=True)
    team = TeamSerializer(read_only=True, allow_null=True)
    interactive = described(
        OBJECT,
        read_only=True,
        allow_null=True,
        help_text="As Meta writes it, without `body`: that is `content`.",
    )
    variables = serializers.SerializerMethodField(
        help_text="What stands in double braces, each once: filled in or asked for by whoever sends it."
    )
    files = CannedFileSerializer(many=True, read_only=True)
    uses = serializers.SerializerMethodField(
        help_text="How many of the last 1,000 uses in the asked inbox were of this one; null without `inbox`."
    )
    editable = serializers.SerializerMethodField(help_text="Whether the caller may change and delete it.")

    class Meta:
        model = CannedResponse
        fields = [
            "id",
            "shortcode",
            "title",
            "content",
            "scope",
            "owner",
            "team",
            "interactive",
            "variables",
            "files",
            "uses",
            "editable",
            "updated_at",
        ]
        read_only_fields = fields

    def get_variables(self, canned: CannedResponse) -> list[str]:
        return blanks_in(canned.content)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_uses(self, canned: CannedResponse) -> int | None:
        uses: Mapping[int, int] | None = self.context.get("uses")
        return None if uses is None else uses.get(canned.pk, 0)

    def get_editable(self, canned: CannedResponse) -> bool:
        agent: Agent = self.context["agent"]
        teams: Collection[int] = self.context["teams"]
        return canned.editable_by(agent, teams)


class CannedResponseSignalSerializer(serializers.Serializer[Any]):
    """That a canned response was made, changed or deleted. What it says is not told: not everybody in an inbox may see every
    one, so those who hold the list read it again."""

    id = serializers.IntegerField()
    scope = serializers.ChoiceField(CannedResponse.Scope.choices, allow_null=True, help_text="Null: deleted.")
    deleted = serializers.BooleanField()


def canned_response_changed(pk: int, canned: CannedResponse | None) -> dict[str, Any]:
    """Return what `CannedResponseSignalSerializer` describes."""
    return {"id": pk, "scope": canned and canned.scope.value, "deleted": canned is None}
