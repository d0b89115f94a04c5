"""The outbox: messages still to be sent, lane by lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.actions.core import expedite_lane
from messaging.admin.kit import ConsoleAdmin, InboxFilter, Tool, actor, by_right, display, for_each
from messaging.clock import database_now
from messaging.models import Message, OutboxLane


def _waiting() -> QuerySet[Message]:
    return Message.objects.in_lane().filter(conversation=OuterRef("pk")).order_by()


class WorkFilter(admin.SimpleListFilter):
    """Most lanes are empty most of the time."""

    title = "work"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Messages waiting"), ("held", "Being sent"), ("empty", "Empty")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxLane]) -> QuerySet[OutboxLane]:
        if self.value() == "waiting":
            # Few of many: their lanes are looked up, not asked one by one.
            return queryset.filter(pk__in=Message.objects.in_lane().values("conversation"))
        if self.value() == "held":
            return queryset.filter(lease_until__gt=database_now())
        if self.value() == "empty":
            return queryset.filter(~Exists(_waiting()))
        return queryset


@admin.register(OutboxLane)
class OutboxLaneAdmin(ConsoleAdmin):
    """One lane per conversation, sent in order by the worker that holds its lease."""

    live_kinds = ("message",)
    list_note = "Messages of one conversation go out one after another, in its lane."
    list_display = ("waiting_badge", "person", "inbox_name", "oldest", "due", "lease")
    list_display_links = ("person",)
    list_filter = (WorkFilter, ("inbox", InboxFilter))
    list_select_related = ("inbox", "conversation__contact")
    search_fields = ("conversation__contact__name",)
    search_help_text = "The contact's name."
    actions = ("deliver",)
    fields = readonly_fields = (
        "waiting_badge",
        "person",
        "inbox",
        "oldest",
        "due",
        "lease",
        "last_woken",
        "messages",
    )
    has_deliver_permission = by_right("deliver")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxLane]:
        count = _waiting().values("conversation").annotate(count=Count("pk")).values("count")
        oldest = _waiting().values("conversation").annotate(at=Min("timestamp")).values("at")
        rows: QuerySet[OutboxLane] = super().get_queryset(request)
        rows = rows.prefetch_related("conversation__contact__addresses")
        return rows.annotate(
            waiting=Coalesce(Subquery(count, output_field=IntegerField()), 0), waiting_since=Subquery(oldest)
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        """Lanes with work first, on every database."""
        return (F("due_at").desc(nulls_last=True), "-pk")

    def page_tools(self, request: HttpRequest, pk: str) -> Sequence[Tool]:
        return (self.action_tool("Deliver now", "deliver"),) if self.has_deliver_permission(request) else ()

    # --- columns and fields ---

    @admin.display(description="conversation", ordering="conversation__contact__name")
    def person(self, lane: OutboxLane) -> SafeString:
        return display.person(lane.conversation.contact)

    @admin.display(description="waiting", ordering="waiting")
    def waiting_badge(self, lane: OutboxLane) -> SafeString | str:
        count = getattr(lane, "waiting", 0)
        return display.badge("queued", str(count), title="messages to send") if count else display.NOTHING

    @admin.display(description="oldest", ordering="waiting_since")
    def oldest(self, lane: OutboxLane) -> SafeString | str:
        return display.moment(getattr(lane, "waiting_since", None))

    @admin.display(description="due", ordering="due_at")
    def due(self, lane: OutboxLane) -> SafeString | str:
        return display.moment(lane.due_at)

    @admin.display(description="lease", ordering="lease_until")
    def lease(self, lane: OutboxLane) -> SafeString | str:
        until: datetime | None = lane.lease_until
        if until is None:
            return display.NOTHING
        return display.badge("sending", f"until {until:%H:%M:%S}", title="a worker is sending")

    @admin.display(description="last woken")
    def last_woken(self, lane: OutboxLane) -> SafeString | str:
        return display.moment(lane.woken_at)

    @admin.display(description="messages")
    def messages(self, lane: OutboxLane) -> SafeString:
        return display.link_to_list(
            "message", f"conversation__id__exact={lane.pk}", "Messages of this conversation"
        )

    # --- actions ---

    @admin.action(description="Deliver now", permissions=["deliver"])
    def deliver(self, request: HttpRequest, rows: QuerySet[OutboxLane]) -> None:
        for_each(self, request, rows, partial(expedite_lane, by=actor(request)), done="due now")
