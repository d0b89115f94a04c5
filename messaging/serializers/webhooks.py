"""Stored webhook calls."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import WebhookCall
from messaging.serializers.json_values import described


class WebhookCallSerializer(serializers.ModelSerializer[WebhookCall]):
    """A call in a list, without its body: two hundred bodies of megabytes are too much for one answer."""

    summary = described(dict[str, int], read_only=True, help_text="How many of each thing it brought.")

    class Meta:
        model = WebhookCall
        fields = ["id", "inbox", "source", "received_at", "request_id", "state", "summary", "error"]
        read_only_fields = fields


class WholeWebhookCallSerializer(WebhookCallSerializer):
    """A call with its body."""

    body = serializers.SerializerMethodField(help_text="The raw body as text.")

    class Meta(WebhookCallSerializer.Meta):
        fields = [*WebhookCallSerializer.Meta.fields, "body"]
        read_only_fields = fields

    def get_body(self, call: WebhookCall) -> str:
        return bytes(call.body).decode("utf-8", "replace")
