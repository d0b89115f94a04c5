"""What REST and the socket show."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from benchmarks.stock.models import Contact, Conversation, Message


class MessageSerializer(serializers.ModelSerializer[Message]):
    class Meta:
        model = Message
        fields = [
            "id",
            "client_id",
            "conversation",
            "inbox",
            "direction",
            "kind",
            "sender",
            "receiver",
            "content",
            "status",
            "timestamp",
            "provider_timestamp",
            "external_id",
            "payload",
            "error",
        ]


class ContactSerializer(serializers.ModelSerializer[Contact]):
    class Meta:
        model = Contact
        fields = ["id", "name", "blocked"]


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    contact = ContactSerializer()

    class Meta:
        model = Conversation
        fields = [
            "id",
            "inbox",
            "contact",
            "status",
            "assignee",
            "unread",
            "last_message",
            "last_activity_at",
            "window_closes_at",
            "waiting_since",
            "created_at",
        ]


class ChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    value = serializers.JSONField()


class EntrySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    changes = ChangeSerializer(many=True)


class WebhookSerializer(serializers.Serializer[Any]):
    """Meta's envelope; what is in a change is read item by item."""

    object = serializers.CharField()
    entry = EntrySerializer(many=True)
