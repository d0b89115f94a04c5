"""Templates and their blanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from rest_framework import serializers

from messaging import transports
from messaging.models import Template
from messaging.serializers.json_values import described
from messaging.transports import TemplateRow, Transport
from messaging.transports.catalogue import Blank


class BlankShown(TypedDict):
    """One blank to fill in: its `key` among the variables, what it is called, what kind it is (text; image,
    video or document, the value then being the id of an upload; url_suffix; payload; coupon)."""

    key: str
    label: str
    kind: str
    example: str
    required: bool


class TemplateSerializer(serializers.ModelSerializer[Template]):
    """May have in its context ``favourites`` (ids of the caller's) and ``uses`` (counts by id, of the asked inbox)."""

    components = described(list[dict[str, Any]], read_only=True, help_text="As the provider keeps them.")
    blanks = serializers.SerializerMethodField(help_text="What is to be filled in, in reading order.")
    unsendable = serializers.SerializerMethodField(help_text="Why it cannot be sent; empty when it can.")

    uses = serializers.SerializerMethodField(
        help_text="How many of the last 1,000 that agents sent from the asked inbox were of this one; null without `inbox`."
    )
    favourite = serializers.SerializerMethodField(
        help_text="Whether the caller wants it to stand first; null in events, which are for everybody."
    )

    class Meta:
        model = Template
        fields = [
            "id",
            "inbox",
            "external_id",
            "name",
            "language",
            "category",
            "status",
            "quality",
            "reason",
            "components",
            "blanks",
            "unsendable",
            "uses",
            "favourite",
            "synced_at",
        ]
        read_only_fields = fields

    def get_blanks(self, template: Template) -> list[BlankShown]:
        return [
            {
                "key": one.key,
                "label": one.label,
                "kind": one.kind,
                "example": one.example,
                "required": one.required,
            }
            for one in template_blanks(template)
        ]

    def get_uses(self, template: Template) -> int | None:
        uses: Mapping[int, int] | None = self.context.get("uses")
        return None if uses is None else uses.get(template.pk, 0)

    def get_favourite(self, template: Template) -> bool | None:
        favourites: Collection[int] | None = self.context.get("favourites")
        return None if favourites is None else template.pk in favourites

    def get_unsendable(self, template: Template) -> str:
        return template_unsendable(template)


def template_blanks(template: Template) -> tuple[Blank, ...]:
    """Return what is to be filled in, in reading order."""
    return _transport_of(template).blanks(row_of(template))


def template_unsendable(template: Template) -> str:
    """Return why the template cannot be sent; empty when it can."""
    return _transport_of(template).unsendable(row_of(template))


def _transport_of(template: Template) -> Transport:
    return transports.get(template.inbox.transport)


def row_of(template: Template) -> TemplateRow:
    """Return the template as its transport reads it."""
    return TemplateRow(
        external_id=template.external_id,
        name=template.name,
        language=template.language,
        status=template.status,
        category=template.category,
        quality=template.quality,
        reason=template.reason,
        parameter_format=template.parameter_format,
        components=template.components,
    )
