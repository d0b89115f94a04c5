"""How long customers waited, and how far the durable readers of the feed have come."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.utils.safestring import SafeString

from messaging.admin.kit import ConsoleAdmin, DateFilter, InboxFilter, WordsFilter, display
from messaging.models import Follower, Measurement


@admin.register(Measurement)
class MeasurementAdmin(ConsoleAdmin):
    """Finished intervals, newest first; they are measured, never written by hand."""

    live_kinds = ("conversation", "message")
    list_display = ("ended", "kind", "duration", "agent", "team", "conversation_link", "inbox")
    list_filter = ("kind", ("inbox", InboxFilter), ("at", DateFilter))
    list_select_related = ("inbox", "agent", "team")
    search_fields = ("=conversation__id", "agent__username", "agent__first_name", "agent__last_name")
    search_help_text = "A conversation's number, or an agent's name."
    fields = readonly_fields = ("kind", "conversation_link", "inbox", "agent", "team", "ended", "duration")
    actions = None

    @admin.display(description="ended", ordering="at")
    def ended(self, row: Measurement) -> SafeString | str:
        return display.moment(row.at)

    @admin.display(description="lasted", ordering="seconds")
    def duration(self, row: Measurement) -> str:
        return str(timedelta(seconds=row.seconds))

    @admin.display(description="conversation", ordering="conversation")
    def conversation_link(self, row: Measurement) -> SafeString:
        pk = row.conversation_id
        return display.link_to("conversation", pk, f"Conversation {pk}")


@admin.register(Follower)
class FollowerAdmin(ConsoleAdmin):
    """The cursor of each follower in each inbox; one that fails says why."""

    live_kinds = ("*",)
    list_display = ("name_shown", "inbox", "last_read", "attempts", "next_try", "error")
    list_filter = (("inbox", InboxFilter), ("name", WordsFilter))
    list_select_related = ("inbox",)
    search_fields = ("name", "inbox__name")
    fields = readonly_fields = (
        "name_shown",
        "inbox",
        "last_read",
        "generation",
        "attempts",
        "next_try",
        "error",
    )
    actions = None

    @admin.display(description="name", ordering="name")
    def name_shown(self, row: Follower) -> str:
        return display.words(row.name)

    @admin.display(description="read up to", ordering="seq")
    def last_read(self, row: Follower) -> int:
        return row.seq

    @admin.display(description="generation", ordering="epoch")
    def generation(self, row: Follower) -> SafeString | str:
        return display.identifier(row.epoch)

    @admin.display(description="next try", ordering="due_at")
    def next_try(self, row: Follower) -> SafeString | str:
        return display.moment(row.due_at) if row.attempts else display.NOTHING
