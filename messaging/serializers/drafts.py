"""Drafts of agents, for their author alone; and that a colleague has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypedDict

from rest_framework import serializers

from messaging.models import Attachment, Message, SavedDraft
from messaging.serializers.agents import AgentShortSerializer
from messaging.serializers.attachments import AttachmentSerializer
from messaging.serializers.json_values import OBJECT, described
from messaging.serializers.messages import MessageSerializer


class DraftMention(TypedDict):
    kind: Literal["agent", "team"]
    id: int
    name: str


class DraftContentSerializer(serializers.Serializer[Any]):
    """What is written: of a reply with what hangs on it, of a note with whom it names."""

    text = serializers.CharField()
    quoted = MessageSerializer(allow_null=True)
    files = AttachmentSerializer(many=True, help_text="Uploads that go out with it.")
    canned_response = serializers.IntegerField(allow_null=True)
    interactive = described(OBJECT, allow_null=True, help_text="What the customer can choose.")
    mentions = described(list[DraftMention])


class SavedDraftSerializer(serializers.Serializer[Any]):
    """A draft of the caller; one that was sent or emptied has an empty content."""

    conversation = serializers.IntegerField()
    inbox = serializers.IntegerField()
    mode = serializers.ChoiceField(SavedDraft.Mode.choices)
    revision = serializers.IntegerField()
    write_id = serializers.UUIDField()
    content = DraftContentSerializer()
    others = DraftContentSerializer(many=True, help_text="What other devices had written at the same time.")
    updated_at = serializers.DateTimeField()


class DraftingSerializer(serializers.Serializer[Any]):
    """That a colleague has written something here and not sent it; not what."""

    agent = AgentShortSerializer()
    note = serializers.BooleanField(help_text="A note, not a reply.")


def drafts_shown(rows: Iterable[SavedDraft]) -> list[dict[str, Any]]:
    """Return drafts as `SavedDraftSerializer` describes them: what all of them refer to is read at once."""
    rows = list(rows)
    parts = [part for row in rows for part in (row.content, *row.others)]
    quoted, files = _messages(parts), _files(parts)
    shown = [
        {
            "conversation": row.conversation_id,
            "inbox": row.inbox_id,
            "mode": row.mode,
            "revision": row.revision,
            "write_id": row.write_id,
            "content": _content(row.content, quoted, files),
            "others": [_content(one, quoted, files) for one in row.others],
            "updated_at": row.updated_at,
        }
        for row in rows
    ]
    return [dict(one) for one in SavedDraftSerializer(shown, many=True).data]


def _messages(parts: Iterable[Mapping[str, Any]]) -> Mapping[int, Message]:
    wanted = {part["reply_to"] for part in parts if part.get("reply_to")}
    return Message.objects.with_resources().in_bulk(wanted) if wanted else {}


def _files(parts: Iterable[Mapping[str, Any]]) -> Mapping[int, Attachment]:
    wanted = {pk for part in parts for pk in part.get("media", ())}
    return Attachment.objects.in_bulk(wanted) if wanted else {}


def _content(
    part: Mapping[str, Any], quoted: Mapping[int, Message], files: Mapping[int, Attachment]
) -> dict[str, Any]:
    """Return one content with its message and files; what is gone by now is left out."""
    return {
        "text": part.get("text", ""),
        "quoted": quoted.get(part.get("reply_to") or 0),
        "files": [files[pk] for pk in part.get("media", ()) if pk in files],
        "canned_response": part.get("canned_response"),
        "interactive": part.get("interactive"),
        "mentions": part.get("mentions", []),
    }
