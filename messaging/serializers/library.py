"""Texts prepared in advance."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import CannedResponse, Template


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    class Meta:
        model = CannedResponse
        fields = ["id", "shortcode", "content"]
        read_only_fields = fields


class TemplateSerializer(serializers.ModelSerializer[Template]):
    class Meta:
        model = Template
        fields = ["id", "inbox", "name", "language", "category", "status", "components", "synced_at"]
        read_only_fields = fields
