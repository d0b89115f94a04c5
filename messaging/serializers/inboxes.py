"""Inboxes without their secrets."""

from __future__ import annotations

from typing import Literal, TypedDict, cast

from rest_framework import serializers

from messaging import transports
from messaging.models import Inbox, InboxNotice
from messaging.serializers.failures import Failure, FailureSerializer
from messaging.timestamps import utc_text

_FAILURE = FailureSerializer()


class MediaRuleShown(TypedDict):
    """The files of one kind that may be attached; `types` without parameters, `most_bytes` each."""

    types: list[str]
    most_bytes: int


class Capabilities(TypedDict):
    """What this inbox can send and do; anything else is refused."""

    sends: list[str]
    interactive: list[str]
    media: dict[str, MediaRuleShown]
    captions: list[str]
    longest_text: int
    longest_caption: int
    window_hours: int
    templates: bool
    reactions: bool
    quotes: bool
    read_receipts: bool
    typing: bool


class Health(TypedDict):
    """`state`: ok, warning or paused (nothing goes out; what comes in is not touched); `error` says why."""

    state: Literal["ok", "warning", "paused"]
    error: Failure | None
    since: str | None


class InboxSerializer(serializers.ModelSerializer[Inbox]):
    capabilities = serializers.SerializerMethodField()
    health = serializers.SerializerMethodField()

    class Meta:
        model = Inbox
        fields = [
            "id",
            "name",
            "address",
            "transport",
            "country",
            "is_default",
            "read_policy",
            "waiting_amber",
            "waiting_red",
            "health",
            "quality",
            "messaging_limit",
            "templates_synced_at",
            "capabilities",
            "created_at",
        ]
        read_only_fields = fields

    def get_capabilities(self, inbox: Inbox) -> Capabilities:
        can = transports.get(inbox.transport).capabilities
        rules = {
            kind: MediaRuleShown(types=list(rule.types), most_bytes=rule.most_bytes)
            for kind, rule in can.media.items()
        }
        return {
            "sends": sorted(can.sends),
            "interactive": sorted(can.interactive),
            "media": rules,
            "captions": sorted(can.captions),
            "longest_text": can.longest_text,
            "longest_caption": can.longest_caption,
            "window_hours": can.window_hours,
            "templates": can.templates,
            "reactions": can.reactions,
            "quotes": can.quotes,
            "read_receipts": can.read_receipts,
            "typing": can.typing,
        }

    def get_health(self, inbox: Inbox) -> Health:
        since = inbox.health_since
        text = utc_text(since) if since else None
        error = inbox.health_error
        # What else is stored with it tells how it ends.
        shown = _FAILURE.to_representation(error) if error else None
        return cast("Health", {"state": inbox.health, "error": shown, "since": text})


class NoticeSerializer(serializers.ModelSerializer[InboxNotice]):
    """A provider's notice about the inbox itself."""

    class Meta:
        model = InboxNotice
        fields = ["id", "level", "code", "title", "detail", "action", "at"]
        read_only_fields = fields
