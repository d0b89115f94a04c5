"""Canned responses."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import CannedResponse


class CannedResponseSerializer(serializers.ModelSerializer[CannedResponse]):
    class Meta:
        model = CannedResponse
        fields = ["id", "shortcode", "content"]
        read_only_fields = fields
