"""Messages: whole, short (last message of a conversation), and as simple send answers them."""

from __future__ import annotations

from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from messaging.models import Message, StatusChange
from messaging.serializers.agents import AgentShortSerializer
from messaging.serializers.attachments import AttachmentSerializer, ReactionSerializer
from messaging.serializers.failures import FailureSerializer
from messaging.serializers.json_values import OBJECT, described

PREVIEW_LENGTH = 160
_REACTION = ReactionSerializer()


class Revision(TypedDict):
    """An earlier content of a message that was edited; `until` is ISO 8601."""

    content: str
    until: str


class QuotedSerializer(serializers.ModelSerializer[Message]):
    """A message as those show it that quote it: who said what."""

    author = AgentShortSerializer(read_only=True, allow_null=True)
    preview = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = ["id", "external_id", "direction", "author", "preview"]
        read_only_fields = fields

    def get_preview(self, quoted: Message) -> str:
        return preview_of(quoted.content)


class ProviderAnswerSerializer(serializers.Serializer[Any]):
    """The provider's answer when it refused."""

    code = serializers.CharField(read_only=True, default="")
    title = serializers.CharField(read_only=True, default="")
    detail = serializers.CharField(read_only=True, default="")


class PricingSerializer(serializers.Serializer[Any]):
    """What a message costs, in the provider's words. `category`, `type` and `model` may be new to you; `amount` is a
    decimal number in `currency`, empty where the provider names none."""

    billable = serializers.BooleanField(read_only=True, allow_null=True, default=None)
    category = serializers.CharField(read_only=True, default="")
    type = serializers.CharField(read_only=True, default="")
    model = serializers.CharField(read_only=True, default="")
    amount = serializers.CharField(read_only=True, default="")
    currency = serializers.CharField(read_only=True, default="")


class FallbackSerializer(serializers.Serializer[Any]):
    """A template with its values, by the keys of its blanks."""

    name = serializers.CharField(read_only=True)
    language = serializers.CharField(read_only=True)
    variables = serializers.DictField(child=serializers.CharField(), read_only=True)


class TimelineSerializer(serializers.ModelSerializer[StatusChange]):
    error = ProviderAnswerSerializer(read_only=True, allow_null=True)

    class Meta:
        model = StatusChange
        fields = ["status", "at", "provider_at", "error"]
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    """The whole message, as REST and every feed event show it."""

    author = AgentShortSerializer(read_only=True, allow_null=True)
    reply_to = QuotedSerializer(read_only=True, allow_null=True, help_text="The message that it answers.")
    attachments = AttachmentSerializer(many=True, read_only=True, help_text="Files of the message.")
    reactions = serializers.SerializerMethodField(help_text="Reactions to the message.")
    payload = described(OBJECT, read_only=True, help_text="The structured part; see docs/protocol.md.")
    revisions = described(list[Revision], read_only=True, help_text="Earlier contents, oldest first.")
    error = FailureSerializer(read_only=True, allow_null=True)
    pricing = PricingSerializer(read_only=True, allow_null=True, help_text="Null until a receipt says it.")
    timeline = TimelineSerializer(source="changes", many=True, read_only=True)
    fallback = FallbackSerializer(
        read_only=True,
        allow_null=True,
        help_text="What goes out at `send_at` where the window is closed by then.",
    )

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
            "author",
            "reply_to",
            "attachments",
            "reactions",
            "payload",
            "error",
            "pricing",
            "timeline",
            "origin",
            "revisions",
            "edited_at",
            "revoked_at",
            "send_at",
            "fallback",
        ]
        read_only_fields = fields

    @extend_schema_field(ReactionSerializer(many=True))
    def get_reactions(self, message: Message) -> list[dict[str, Any]]:
        """Return the reactions that were not taken back."""
        present = [reaction for reaction in message.reactions.all() if reaction.emoji]
        return [_REACTION.to_representation(reaction) for reaction in present]


def preview_of(content: str) -> str:
    """Return the first words of a message."""
    return content[:PREVIEW_LENGTH]


class LastMessageSerializer(serializers.ModelSerializer[Message]):
    """The short form that a conversation carries of its last message."""

    content = serializers.SerializerMethodField()
    author = AgentShortSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Message
        fields = ["id", "direction", "kind", "content", "status", "timestamp", "author"]
        read_only_fields = fields

    def get_content(self, message: Message) -> str:
        return preview_of(message.content)


class SimpleMessageSerializer(serializers.ModelSerializer[Message]):
    """The answer of /api/send-message/. A message that is being sent, or held, is `queued` here: this contract
    knows queued, sent and failed."""

    error = FailureSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Message
        fields = [
            "id",
            "sender",
            "receiver",
            "content",
            "timestamp",
            "status",
            "direction",
            "client_id",
            "conversation",
            "error",
        ]
        read_only_fields = fields

    def to_representation(self, message: Message) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(message)
        if shown["status"] in {Message.Status.SENDING, Message.Status.HELD}:
            shown["status"] = Message.Status.QUEUED.value
        return shown
