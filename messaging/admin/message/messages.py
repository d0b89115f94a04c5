"""Messages: content, delivery, and sending."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from messaging.actions.conversation import cancel_message
from messaging.actions.outgoing import confirm_message, retry_message
from messaging.admin.kit import (
    ColleagueFilter,
    ConsoleAdmin,
    DateFilter,
    InboxFilter,
    IndexSearch,
    Tool,
    actor,
    allowed,
    by_right,
    display,
    for_each,
)
from messaging.admin.message.attachments import AttachmentInline, ReactionInline
from messaging.admin.message.send_page import send_view
from messaging.admin.message.timeline import TimelineInline
from messaging.admin.notes import MentionInline
from messaging.models import Inbox, Message, WebhookCall
from messaging.search import Scope, matching_messages

# Fields of the page that most messages do not have.
OPTIONAL = (
    "edits",
    "author_name",
    "quoted_message",
    "error_shown",
    "goes_out",
    "next_attempt",
    "earlier_ids",
    "webhook_call_link",
    "payload_shown",
)
ARROWS = {"inbound": "↙ in", "outbound": "↗ out", "note": "✎ note"}


class StatusFilter(admin.ChoicesFieldListFilter):
    """A few messages of many have some statuses: those are found by their stage, which is indexed."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(Message.with_status(self.lookup_val[-1])) if self.lookup_val else queryset


class ScheduledFilter(admin.SimpleListFilter):
    """What goes out later, by itself."""

    title = "scheduled"
    parameter_name = "scheduled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Goes out later")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(stage=Message.Stage.HELD, send_at__isnull=False) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(IndexSearch, ConsoleAdmin):
    """Messages are not edited: the page only shows, the buttons call actions."""

    live_kinds = ("message",)
    list_display = (
        "delivery_badge",
        "time",
        "direction_and_kind",
        "parties",
        "content_shown",
        "conversation_shown",
    )
    list_display_links = ("time",)
    list_filter = (
        ("status", StatusFilter), ScheduledFilter, "direction", ("inbox", InboxFilter), ("author", ColleagueFilter), "kind",
        ("timestamp", DateFilter),
    )  # fmt: skip
    list_select_related = ("inbox", "conversation__contact")
    search_fields = ("content",)
    search_help_text = "Words, the contact's name or number, or the provider's whole id."
    actions = ("retry", "confirm", "cancel")
    inlines = (AttachmentInline, ReactionInline, MentionInline, TimelineInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "delivery_badge",
                    "error_shown",
                    "whole_content",
                    "edits",
                    "parties",
                    "direction_badge",
                    "kind",
                    "time",
                    "inbox",
                    "conversation_link",
                    "author_name",
                    "quoted_message",
                )
            },
        ),
        (
            "Delivery",
            {
                "fields": (
                    "goes_out",
                    "attempts",
                    "next_attempt",
                    "provider_id",
                    "earlier_ids",
                )
            },
        ),
        (
            "Technical details",
            {"classes": ("collapse",), "fields": ("webhook_call_link", "payload_shown", "client_id")},
        ),
    )
    has_retry_permission = by_right("retry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).prefetch_related("conversation__contact__addresses")

    def matching(self, rows: QuerySet[Message], text: str, scope: Scope) -> QuerySet[Message]:
        """Keep what has the words or whose contact has them, or the one message to which the provider gave this id."""
        # The index over such ids begins with the inbox.
        inboxes = list(Inbox.objects.values_list("pk", flat=True))
        named = rows.filter(inbox__in=inboxes, external_id=text)
        return named if named.exists() else matching_messages(rows, text, scope)

    def get_urls(self) -> list[URLPattern]:
        send = self.admin_site.admin_view(lambda request: send_view(request, self))
        return [path("send/", send, name="messaging_message_send"), *super().get_urls()]

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        if allowed(request, Message, "send"):
            yield Tool("Send message", reverse("admin:messaging_message_send"), "addlink")

    def page_tools(self, request: HttpRequest, pk: str) -> Iterable[Tool]:
        message = self.get_object(request, pk)
        if message is None or not allowed(request, Message, "send"):
            return
        yield Tool(
            "Answer", f"{reverse('admin:messaging_message_send')}?conversation={message.conversation_id}"
        )
        if message.status in {Message.Status.FAILED, Message.Status.UNCONFIRMED}:
            yield self.action_tool("Retry", "retry")
        if message.status == Message.Status.UNCONFIRMED:
            yield self.action_tool("It arrived", "confirm")
        if message.status == Message.Status.HELD:
            yield self.action_tool("Cancel", "cancel")

    # --- columns and fields ---

    @admin.display(description="time", ordering="timestamp")
    def time(self, message: Message) -> SafeString | str:
        return display.moment(message.timestamp)

    @admin.display(description="direction", ordering="direction")
    def direction_badge(self, message: Message) -> SafeString:
        return display.badge(f"direction-{message.direction}", ARROWS[message.direction])

    @admin.display(description="direction", ordering="direction")
    def direction_and_kind(self, message: Message) -> SafeString:
        """Show the kind where it is not the usual one."""
        badge = self.direction_badge(message)
        if message.kind in {Message.Kind.TEXT, Message.Kind.NOTE}:
            return badge
        return format_html("{}<small>{}</small>", badge, message.get_kind_display())

    @admin.display(description="sender → receiver", ordering="sender")
    def parties(self, message: Message) -> SafeString:
        return format_html(
            '<span class="parties"><bdi>{}</bdi> <span class="to">→ <bdi>{}</bdi></span></span>',
            message.sender,
            message.receiver,
        )

    @admin.display(description="content", ordering="content")
    def content_shown(self, message: Message) -> SafeString:
        return display.shortened(message.content)

    @admin.display(description="content")
    def whole_content(self, message: Message) -> SafeString:
        return display.whole(message.content)

    @admin.display(description="edits")
    def edits(self, message: Message) -> SafeString | str:
        """Show earlier contents, and when the message was deleted."""
        lines = [(one.get("content", ""), f"until {one.get('until', '')}") for one in message.revisions]
        if message.revoked_at:
            lines.append(("Deleted by its author", f"{message.revoked_at:%d %b %H:%M:%S}"))
        return format_html_join("", "<p><s>{}</s> <small>{}</small></p>", lines) or display.NOTHING

    @admin.display(description="status", ordering="status")
    def delivery_badge(self, message: Message) -> SafeString:
        why = (message.error or {}).get("title", "")
        words = self._scheduled_words(message) or message.get_status_display()
        shown = display.badge(message.status, words, title=why)
        return format_html('{}<small class="why">{}</small>', shown, why) if why else shown

    def _scheduled_words(self, message: Message) -> str:
        is_held = message.status == Message.Status.HELD
        return (
            f"Held until {timezone.localtime(message.send_at):%d %b %H:%M}"
            if is_held and message.send_at
            else ""
        )

    @admin.display(description="goes out")
    def goes_out(self, message: Message) -> SafeString | str:
        """Show when, and what goes in its place where the window has closed."""
        if message.send_at is None:
            return display.NOTHING
        instead = (message.fallback or {}).get("name", "")
        more = f"; after the window the template {instead}" if instead else ""
        return format_html("{}{}", display.moment(message.send_at), more)

    @admin.display(description="conversation", ordering="conversation")
    def conversation_link(self, message: Message) -> SafeString | str:
        return display.link(message.conversation, display.person(message.conversation.contact))

    @admin.display(description="conversation", ordering="conversation")
    def conversation_shown(self, message: Message) -> SafeString:
        """Show the inbox below the customer: both in columns of their own would leave no room for what was written."""
        return format_html("{}<small>{}</small>", self.conversation_link(message), self.inbox_name(message))

    @admin.display(description="author")
    def author_name(self, message: Message) -> str:
        if message.author:
            return message.author.name
        return message.get_origin_display() if message.origin else display.NOTHING

    @admin.display(description="in answer to")
    def quoted_message(self, message: Message) -> SafeString | str:
        quoted = message.reply_to
        return display.link(quoted, quoted.content[:80]) if quoted else display.NOTHING

    @admin.display(description="error")
    def error_shown(self, message: Message) -> SafeString | str:
        return display.error_words(message.error)

    @admin.display(description="next attempt")
    def next_attempt(self, message: Message) -> SafeString | str:
        return display.moment(message.next_attempt_at)

    @admin.display(description="id at the provider")
    def provider_id(self, message: Message) -> SafeString | str:
        return display.identifier(message.external_id)

    @admin.display(description="ids of earlier attempts")
    def earlier_ids(self, message: Message) -> SafeString | str:
        return display.identifier(", ".join(message.superseded_ids))

    @admin.display(description="payload")
    def payload_shown(self, message: Message) -> SafeString | str:
        return display.pretty(message.payload)

    @admin.display(description="webhook call")
    def webhook_call_link(self, message: Message) -> SafeString | str:
        pk = message.webhook_call_id
        return display.link_to("webhookcall", pk, f"Webhook call {pk}") if pk else display.NOTHING

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what the message does not have, and links to pages that this role may not open."""
        hidden = {name for name in OPTIONAL if obj and getattr(self, name)(obj) == display.NOTHING}
        if not allowed(request, WebhookCall, "view"):
            hidden.add("webhook_call_link")
        shown = [
            (name, {**options, "fields": tuple(one for one in options["fields"] if one not in hidden)})
            for name, options in self.fieldsets
        ]
        return self.unlinked(request, shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return flatten_fieldsets(self.fieldsets)

    # --- actions ---

    @admin.action(description="Retry failed messages", permissions=["retry"])
    def retry(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        self._each(request, rows, partial(retry_message, by=actor(request)), "queued again")

    @admin.action(description="Mark unconfirmed as arrived", permissions=["retry"])
    def confirm(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        self._each(request, rows, partial(confirm_message, by=actor(request)), "marked as arrived")

    @admin.action(description="Cancel held messages", permissions=["retry"])
    def cancel(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        self._each(request, rows, partial(cancel_message, by=actor(request)), "cancelled")

    def _each(
        self, request: HttpRequest, rows: QuerySet[Message], act: Callable[[Message], object], done: str
    ) -> None:
        # Oldest first: what is sent again keeps its order.
        for_each(self, request, rows.order_by("timestamp", "pk"), act, done=done)
