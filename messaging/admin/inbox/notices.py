"""Notices of providers about inboxes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.admin.kit import ConsoleAdmin, DateFilter, InboxFilter, display
from messaging.models import InboxNotice


@admin.register(InboxNotice)
class InboxNoticeAdmin(ConsoleAdmin):
    """Notices are read only, and are deleted with their inbox."""

    live_kinds = ("inbox",)
    list_note = "What providers said about an inbox itself: its quality, its limits, its account."
    list_display = ("level_badge", "time", "title", "inbox_name", "code")
    list_display_links = ("time", "title")
    list_filter = ("level", ("inbox", InboxFilter), ("at", DateFilter))
    list_select_related = ("inbox",)
    search_fields = ("title", "detail", "=code")
    actions = None
    fieldsets = (
        (None, {"fields": ("level_badge", "title", "time", "inbox", "code", "detail", "action")}),
        ("Raw event", {"classes": ("collapse",), "fields": ("payload_shown",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: InboxNotice | None = None) -> Any:
        return flatten_fieldsets(self.fieldsets)

    @admin.display(description="time", ordering="at")
    def time(self, notice: InboxNotice) -> SafeString | str:
        return display.moment(notice.at)

    @admin.display(description="level", ordering="level")
    def level_badge(self, notice: InboxNotice) -> SafeString:
        return display.badge(f"level-{notice.level}", notice.get_level_display())

    @admin.display(description="payload")
    def payload_shown(self, notice: InboxNotice) -> SafeString | str:
        return display.pretty(notice.payload)
