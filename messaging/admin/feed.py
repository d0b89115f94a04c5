"""The feed: every visible change of an inbox, numbered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging import feed
from messaging.admin.kit import ConsoleAdmin, DateFilter, InboxFilter, display
from messaging.models import FeedEvent, FeedHead


class KindFilter(admin.SimpleListFilter):
    """What an event says; Django would read all events to find out which kinds they have."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind, display.words(kind)) for kind in feed.KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FeedEvent]) -> QuerySet[FeedEvent]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(FeedEvent)
class FeedEventAdmin(ConsoleAdmin):
    """Events as consoles received them."""

    live_kinds = ("*",)
    list_display = (
        "seq_shown",
        "kind_shown",
        "inbox_name",
        "resource_name",
        "conversation_link",
        "recorded_at",
    )
    list_filter = (("inbox", InboxFilter), KindFilter, ("created_at", DateFilter))
    list_select_related = ("inbox",)
    search_fields = ("=seq", "=conversation_id")
    search_help_text = "A number in the feed, or of a conversation."
    # By id: as good as by time, and indexed.
    ordering = ("-id",)
    readonly_fields = (
        "seq_shown",
        "kind_shown",
        "inbox",
        "conversation_link",
        "recorded_at",
        "wire_kind",
        "resource_shown",
    )
    fieldsets = (
        (None, {"fields": ("seq_shown", "kind_shown", "inbox", "conversation_link", "recorded_at")}),
        ("What consoles received", {"classes": ("collapse",), "fields": ("wire_kind", "resource_shown")}),
    )
    actions = None

    @admin.display(description="number", ordering="seq")
    def seq_shown(self, event: FeedEvent) -> int:
        return event.seq

    @admin.display(description="resource")
    def resource_name(self, event: FeedEvent) -> str:
        return f"{display.words(event.kind.partition('.')[0])} {event.payload.get('id', '')}"

    @admin.display(description="kind", ordering="kind")
    def kind_shown(self, event: FeedEvent) -> str:
        return display.words(event.kind)

    @admin.display(description="kind in the protocol")
    def wire_kind(self, event: FeedEvent) -> SafeString | str:
        return display.identifier(event.kind)

    @admin.display(description="conversation")
    def conversation_link(self, event: FeedEvent) -> SafeString | str:
        pk = event.conversation_id
        return display.link_to("conversation", pk, f"Conversation {pk}") if pk else display.NOTHING

    @admin.display(description="recorded", ordering="created_at")
    def recorded_at(self, event: FeedEvent) -> SafeString | str:
        return display.moment(event.created_at)

    @admin.display(description="resource")
    def resource_shown(self, event: FeedEvent) -> SafeString | str:
        return display.pretty(event.payload)


@admin.register(FeedHead)
class FeedHeadAdmin(ConsoleAdmin):
    """The position of each feed."""

    live_kinds = ("*",)
    list_display = ("inbox", "last_number", "generation")
    list_select_related = ("inbox",)
    search_fields = ("inbox__name", "inbox__address")
    fields = readonly_fields = ("inbox", "last_number", "generation", "events")
    actions = None

    def get_list_display_links(self, request: HttpRequest, list_display: object) -> tuple[str, ...]:
        return ("inbox",)

    @admin.display(description="last number", ordering="seq")
    def last_number(self, head: FeedHead) -> int:
        return head.seq

    @admin.display(description="generation", ordering="epoch")
    def generation(self, head: FeedHead) -> SafeString | str:
        return display.identifier(head.epoch)

    @admin.display(description="events")
    def events(self, head: FeedHead) -> SafeString:
        return display.link_to_list("feedevent", f"inbox__id__exact={head.pk}", "Events of this inbox")
