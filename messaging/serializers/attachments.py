"""Files of messages, and the emoji that hang on them."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.models import Attachment, Message, Reaction
from messaging.serializers.agents import AgentShortSerializer
from messaging.serializers.failures import FailureSerializer


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file; `url` and `thumbnail_url` are null until there is one, and want a login that sees the inbox."""

    url = serializers.SerializerMethodField()
    thumbnail_url = serializers.SerializerMethodField()
    error = FailureSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Attachment
        fields = [
            "id",
            "kind",
            "mime_type",
            "filename",
            "size",
            "caption",
            "url",
            "thumbnail_url",
            "width",
            "height",
            "voice",
            "state",
            "error",
        ]
        read_only_fields = fields

    def get_url(self, attachment: Attachment) -> str | None:
        ready = attachment.state == Attachment.State.READY and attachment.file
        return f"/api/attachments/{attachment.pk}/file" if ready else None

    def get_thumbnail_url(self, attachment: Attachment) -> str | None:
        ready = attachment.state == Attachment.State.READY and attachment.thumbnail
        return f"/api/attachments/{attachment.pk}/thumbnail" if ready else None


class ExchangedFileSerializer(AttachmentSerializer):
    """A file with the message that it came or went with."""

    message = serializers.IntegerField(source="message_id", read_only=True)
    direction = serializers.ChoiceField(Message.Direction.choices, source="message.direction", read_only=True)
    timestamp = serializers.DateTimeField(read_only=True)

    class Meta(AttachmentSerializer.Meta):
        fields = [*AttachmentSerializer.Meta.fields, "message", "direction", "timestamp"]
        read_only_fields = fields


class ReactionSerializer(serializers.ModelSerializer[Reaction]):
    """`from` is `contact` or `us`; ours has the status of its way to the customer."""

    agent = AgentShortSerializer(read_only=True, allow_null=True)
    timestamp = serializers.DateTimeField(source="reacted_at", read_only=True)
    status = serializers.SerializerMethodField(
        help_text="Delivery status of ours, `received` of a customer's."
    )

    class Meta:
        model = Reaction
        fields = ["emoji", "timestamp", "agent", "status"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(Message.Status.choices))
    def get_status(self, reaction: Reaction) -> str:
        if reaction.contact_id:
            return "received"
        return reaction.carrier_message.status if reaction.carrier_message else "sent"

    def get_from(self, reaction: Reaction) -> Literal["contact", "us"]:
        return "contact" if reaction.contact_id else "us"

    def get_fields(self) -> dict[str, Any]:
        """Return the fields with `from`, a keyword of Python."""
        return {**super().get_fields(), "from": serializers.SerializerMethodField(method_name="get_from")}
