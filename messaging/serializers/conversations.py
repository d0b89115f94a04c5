"""Conversations as a list row and as the head of a thread."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.utils import timezone
from rest_framework import serializers

from messaging.models import Conversation, Label
from messaging.serializers.agents import AgentShortSerializer, TeamSerializer
from messaging.serializers.contacts import ContactSerializer
from messaging.serializers.json_values import described
from messaging.serializers.messages import LastMessageSerializer
from messaging.timestamps import utc_text


class Window(TypedDict):
    """WhatsApp's 24 hours in which free text is allowed; `closes_at` is ISO 8601 or null."""

    open: bool
    closes_at: str | None


class LabelSerializer(serializers.ModelSerializer[Label]):
    class Meta:
        model = Label
        fields = ["id", "name", "color"]
        read_only_fields = fields


class Mentioned(TypedDict):
    """An agent whom notes of the conversation name, and how many of these they have not seen."""

    agent: int
    unread: int


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    contact = ContactSerializer(read_only=True)
    assignee = AgentShortSerializer(read_only=True, allow_null=True)
    team = TeamSerializer(read_only=True, allow_null=True)
    labels = LabelSerializer(many=True, read_only=True)
    last_message = LastMessageSerializer(read_only=True, allow_null=True)
    window = serializers.SerializerMethodField()
    mentioned = described(list[Mentioned], read_only=True, help_text="Whom its notes name.")

    class Meta:
        model = Conversation
        fields = [
            "id",
            "inbox",
            "contact",
            "status",
            "assignee",
            "team",
            "priority",
            "labels",
            "snoozed_until",
            "unread",
            "last_message",
            "last_activity_at",
            "window",
            "created_at",
            "waiting_since",
            "first_reply_at",
            "last_reply_at",
            "resolved_at",
            "answered_by",
            "mentioned",
            "scheduled_at",
        ]
        read_only_fields = fields

    def get_window(self, conversation: Conversation) -> Window:
        return window_shown(conversation.window_closes_at)


def window_shown(closes_at: datetime | None) -> Window:
    """Return a service window as conversations show it."""
    if closes_at is None:
        return {"open": False, "closes_at": None}
    return {"open": closes_at > timezone.now(), "closes_at": utc_text(closes_at)}
