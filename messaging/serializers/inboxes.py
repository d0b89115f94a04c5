"""Inboxes without their secrets."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import Inbox


class InboxSerializer(serializers.ModelSerializer[Inbox]):
    class Meta:
        model = Inbox
        fields = ["id", "name", "address", "transport", "is_default", "created_at"]
        read_only_fields = fields
