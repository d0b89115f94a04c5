"""How an agent is notified, as they see it themselves."""

from __future__ import annotations

from typing import Literal, TypedDict

from rest_framework import serializers

from messaging.models import NotificationSettings
from messaging.serializers.json_values import described


class QuietHours(TypedDict):
    """From when until when there are no notifications, `HH:MM` in this time zone; past midnight where `end` is before."""

    start: str
    end: str
    time_zone: str


class InboxNotificationShown(TypedDict):
    """Of which conversations of one inbox the agent is told."""

    inbox: int
    about: Literal["mine", "unassigned", "all", "none"]


class NotificationSettingsSerializer(serializers.ModelSerializer[NotificationSettings]):
    inboxes = described(
        list[InboxNotificationShown], read_only=True, help_text="Where `about` is another one."
    )
    quiet_hours = described(QuietHours | None, read_only=True)

    class Meta:
        model = NotificationSettings
        fields = ["about", "inboxes", "sound", "repeats", "desktop", "quiet_hours"]
        read_only_fields = fields
