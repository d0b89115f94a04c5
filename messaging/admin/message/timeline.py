"""The timeline of a message."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString

from messaging.admin.kit import ReadOnlyInline, display
from messaging.models import StatusChange


class TimelineInline(ReadOnlyInline):
    """The statuses of the message, with their times."""

    model = StatusChange
    verbose_name_plural = "timeline"
    fields = readonly_fields = (
        "status_badge",
        "recorded_at",
        "provider_time",
        "provider_answer",
        "attempt_id",
    )

    @admin.display(description="status")
    def status_badge(self, change: StatusChange) -> SafeString:
        return display.badge(change.status, change.get_status_display())

    @admin.display(description="recorded")
    def recorded_at(self, change: StatusChange) -> SafeString | str:
        return display.moment(change.at)

    @admin.display(description="by the provider's clock")
    def provider_time(self, change: StatusChange) -> SafeString | str:
        return display.moment(change.provider_at)

    @admin.display(description="the provider's answer")
    def provider_answer(self, change: StatusChange) -> str:
        error = change.error or {}
        code = f"({error['code']})" if error.get("code") else ""
        return " ".join(filter(None, (error.get("title"), error.get("detail"), code))) or display.NOTHING

    @admin.display(description="attempt")
    def attempt_id(self, change: StatusChange) -> SafeString | str:
        return display.identifier(change.attempt)
