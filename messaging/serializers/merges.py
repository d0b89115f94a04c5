"""Merges of contacts."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.models import ContactMerge
from messaging.serializers.activity import ActorSerializer
from messaging.serializers.contacts import ContactSerializer


class MergedAddressSerializer(serializers.Serializer[Any]):
    """Describes an address that came with a contact in OpenAPI."""

    kind = serializers.CharField()
    value = serializers.CharField()


class MergedContactSerializer(serializers.Serializer[Any]):
    """Describes a contact as they were before a merge in OpenAPI."""

    id = serializers.IntegerField(help_text="Theirs again after an un-merge.")
    name = serializers.CharField()
    username = serializers.CharField()
    addresses = MergedAddressSerializer(many=True)
    conversations = serializers.IntegerField(help_text="How many they had.")
    notes = serializers.IntegerField(help_text="How many notes on them there were.")


class ContactMergeSerializer(serializers.ModelSerializer[ContactMerge]):
    """Who was merged into a contact, by whom, and what came with them."""

    by = serializers.SerializerMethodField()
    gone = serializers.SerializerMethodField()
    undone_by = serializers.SerializerMethodField(help_text="Who took it back; null: nobody.")

    class Meta:
        model = ContactMerge
        fields = ["id", "contact", "gone", "at", "by", "undone_at", "undone_by"]
        read_only_fields = fields

    @extend_schema_field(ActorSerializer)
    def get_by(self, merge: ContactMerge) -> Any:
        return merge.by

    @extend_schema_field(ActorSerializer(allow_null=True))
    def get_undone_by(self, merge: ContactMerge) -> Any:
        return merge.undone_by

    @extend_schema_field(MergedContactSerializer)
    def get_gone(self, merge: ContactMerge) -> dict[str, Any]:
        evidence = merge.evidence
        return {
            "id": merge.gone_id,
            "name": evidence["contact"]["name"],
            "username": evidence["contact"]["username"],
            "addresses": [{"kind": one["kind"], "value": one["value"]} for one in evidence["addresses"]],
            "conversations": len(evidence["conversations"]),
            "notes": len(evidence["notes"]),
        }


class UnmergedSerializer(serializers.Serializer[Any]):
    """Describes the two contacts after an un-merge in OpenAPI."""

    contact = ContactSerializer()
    restored = ContactSerializer(help_text="Who was gone.")
