"""Webhook calls: the raw requests of providers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from messaging import ingest
from messaging.actors import Actor
from messaging.admin.kit import (
    ConsoleAdmin,
    DateFilter,
    InboxFilter,
    Tool,
    actor,
    by_right,
    display,
    for_each,
)
from messaging.errors import ConsoleError
from messaging.models import WebhookCall


@admin.register(WebhookCall)
class WebhookCallAdmin(ConsoleAdmin):
    """Stored raw before they are parsed; may be processed again, never edited."""

    list_display = (
        "state_shown",
        "time",
        "inbox_name",
        "source",
        "result",
        "short_error",
        "size",
        "request_id",
    )
    list_display_links = ("time",)
    list_filter = ("state", "source", ("inbox", InboxFilter), ("received_at", DateFilter))
    list_select_related = ("inbox",)
    search_fields = ("=request_id", "error")
    search_help_text = "Error, or the whole request id."
    actions = ("process_again",)
    fieldsets = (
        (None, {"fields": ("state_shown", "time", "inbox", "source", "request_id")}),
        ("Result", {"fields": ("result", "whole_error", "stored_messages")}),
        ("Raw request", {"classes": ("collapse",), "fields": ("size", "body_shown")}),
    )
    has_replay_permission = by_right("replay")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookCall]:
        # Bodies can be megabytes: only a page reads its one.
        rows: QuerySet[WebhookCall] = super().get_queryset(request)
        return rows.defer("body").annotate(bytes=Length("body"))

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookCall | None = None) -> Any:
        return flatten_fieldsets(self.fieldsets)

    def get_urls(self) -> list[URLPattern]:
        raw = self.admin_site.admin_view(require_safe(self.raw_view))
        return [path("<int:pk>/raw/", raw, name="messaging_webhookcall_raw"), *super().get_urls()]

    def raw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the raw body, to download; a browser must not show it as a page of ours."""
        call = self.get_object(request, str(pk)) if self.has_view_permission(request) else None
        if call is None:
            raise Http404
        headers = {"Content-Disposition": f'attachment; filename="webhook-call-{pk}.txt"'}
        return HttpResponse(bytes(call.body), content_type="application/octet-stream", headers=headers)

    def page_tools(self, request: HttpRequest, pk: str) -> Iterable[Tool]:
        if self.has_replay_permission(request):
            yield self.action_tool("Process again", "process_again")
        yield Tool("Download the raw request", "../raw/")

    # --- columns and fields ---

    @admin.display(description="received", ordering="received_at")
    def time(self, call: WebhookCall) -> SafeString | str:
        return display.moment(call.received_at)

    @admin.display(description="state", ordering="state")
    def state_shown(self, call: WebhookCall) -> SafeString:
        return display.badge(call.state, call.get_state_display())

    @admin.display(description="result")
    def result(self, call: WebhookCall) -> str:
        return ", ".join(_counted(count, name) for name, count in call.summary.items()) or display.NOTHING

    @admin.display(description="error")
    def short_error(self, call: WebhookCall) -> SafeString | str:
        return display.shortened(call.error, 60) if call.error else display.NOTHING

    @admin.display(description="error")
    def whole_error(self, call: WebhookCall) -> SafeString | str:
        return display.block(call.error) if call.error else display.NOTHING

    @admin.display(description="messages")
    def stored_messages(self, call: WebhookCall) -> SafeString | str:
        count = call.messages.count()
        if not count:
            return display.NOTHING
        return display.link_to_list("message", f"webhook_call__id__exact={call.pk}", f"{count} stored")

    @admin.display(description="size", ordering="bytes")
    def size(self, call: WebhookCall) -> str:
        return f"{getattr(call, 'bytes', 0) or 0:,} bytes"

    @admin.display(description="body")
    def body_shown(self, call: WebhookCall) -> SafeString:
        return format_html("{}", display.pretty_body(bytes(call.body)))

    # --- actions ---

    @admin.action(description="Process again", permissions=["replay"])
    def process_again(self, request: HttpRequest, rows: QuerySet[WebhookCall]) -> None:
        """Process the stored calls again, oldest first; stored messages are not doubled."""
        calls = rows.defer(None).select_related("inbox").order_by("received_at", "pk")
        for_each(self, request, calls, partial(_replay, by=actor(request)), done="processed again")


def _counted(count: int, name: str) -> str:
    """Return a count with its noun: ``1 message``, ``3 unknown receipts``."""
    words = name.replace("_", " ")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def _replay(call: WebhookCall, *, by: Actor) -> None:
    outcome = ingest.replay_call(call, by=by)
    if outcome.errors:
        raise ConsoleError(outcome.errors[0])
