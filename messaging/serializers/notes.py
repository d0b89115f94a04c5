"""Mentions of an agent, and notes on contacts."""

from __future__ import annotations

from rest_framework import serializers

from messaging.models import ContactNote, Mention
from messaging.serializers.agents import AgentShortSerializer, TeamSerializer
from messaging.serializers.messages import MessageSerializer


class MentionSerializer(serializers.ModelSerializer[Mention]):
    """One mention of the agent who asks, with the note that has it."""

    message = MessageSerializer(read_only=True)
    team = TeamSerializer(read_only=True, allow_null=True, help_text="With which team; null: by name.")

    class Meta:
        model = Mention
        fields = ["id", "message", "conversation", "inbox", "team", "at", "read_at"]
        read_only_fields = fields


class ContactNoteSerializer(serializers.ModelSerializer[ContactNote]):
    author = AgentShortSerializer(read_only=True, allow_null=True)
    content = serializers.CharField(read_only=True, help_text="Empty when it was deleted.")

    class Meta:
        model = ContactNote
        fields = ["id", "client_id", "contact", "author", "content", "created_at", "deleted_at"]
        read_only_fields = fields
