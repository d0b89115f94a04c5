"""Canned responses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.actions import people
from messaging.admin.kit import ConsoleAdmin, actor, display
from messaging.models import CannedResponse


@admin.register(CannedResponse)
class CannedResponseAdmin(ConsoleAdmin):
    list_display = ("shortcode_shown", "content_shown")
    search_fields = ("shortcode", "content")

    @admin.display(description="shortcode", ordering="shortcode")
    def shortcode_shown(self, canned: CannedResponse) -> str:
        return f"/{canned.shortcode}"

    @admin.display(description="content")
    def content_shown(self, canned: CannedResponse) -> SafeString:
        return display.shortened(canned.content)

    def write(
        self,
        request: HttpRequest,
        obj: CannedResponse,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        people.save_canned_response(obj, by=actor(request))

    def erase(self, request: HttpRequest, obj: CannedResponse) -> None:
        people.delete_canned_response(obj, by=actor(request))
