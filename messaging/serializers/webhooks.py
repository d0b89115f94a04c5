"""Stored webhook calls."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import WebhookCall


class WebhookCallSerializer(serializers.ModelSerializer[WebhookCall]):
    body = serializers.SerializerMethodField(help_text="The raw body as text.")

    class Meta:
        model = WebhookCall
        fields = ["id", "inbox", "source", "received_at", "request_id", "state", "summary", "error", "body"]
        read_only_fields = fields

    def get_body(self, call: WebhookCall) -> str:
        return bytes(call.body).decode("utf-8", "replace")
