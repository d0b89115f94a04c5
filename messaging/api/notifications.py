"""How the caller wants to be notified."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.actions.people import change_notifications
from messaging.api.kit import Body, Declared, actor_of, agent_of, an_id, takes, validated_body
from messaging.models import NotificationSettings
from messaging.serializers import NotificationSettingsSerializer

ABOUT = NotificationSettings.About.choices
# More inboxes than an installation has.
MOST_INBOXES = 1000


def _a_time() -> serializers.RegexField:
    return serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)


class QuietHours(Body):
    start = _a_time()
    end = _a_time()
    time_zone = serializers.CharField(max_length=64, help_text="IANA's name, like `Europe/Berlin`.")

    def validate_time_zone(self, name: str) -> str:
        """Return the name; raises `ValidationError` where this machine knows no such zone."""
        try:
            ZoneInfo(name)
        # Of a folder, a path that leads elsewhere, a name that there is not.
        except (OSError, ValueError, ZoneInfoNotFoundError):
            raise serializers.ValidationError("There is no such time zone.") from None
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the hours; raises `ValidationError` where they would be none, or all of the day."""
        if attrs["start"] == attrs["end"]:
            raise serializers.ValidationError({"end": ["Quiet hours end at another time than they start."]})
        return attrs


class InboxNotifications(Body):
    inbox = an_id()
    about = serializers.ChoiceField(ABOUT)


class NotificationChange(Body):
    about = serializers.ChoiceField(ABOUT, required=False)
    inboxes = serializers.ListField(
        child=InboxNotifications(),
        required=False,
        max_length=MOST_INBOXES,
        help_text="All in which `about` is another one.",
    )
    sound = serializers.BooleanField(required=False)
    repeats = serializers.BooleanField(required=False)
    desktop = serializers.BooleanField(required=False)
    quiet_hours = QuietHours(required=False, allow_null=True)


class NotificationsView(Declared):
    @takes(responses=NotificationSettingsSerializer)
    def get(self, request: Request) -> Response:
        """Return of what the caller is notified, and how."""
        return Response(NotificationSettingsSerializer(NotificationSettings.of(agent_of(request))).data)

    @takes(NotificationChange, responses=NotificationSettingsSerializer)
    def patch(self, request: Request) -> Response:
        """Change what is given; `inboxes` replaces the whole list."""
        given = validated_body(NotificationChange, request)
        settings = change_notifications(agent_of(request), given, by=actor_of(request))
        return Response(NotificationSettingsSerializer(settings).data)
