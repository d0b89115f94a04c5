"""Conversations: status, assignee, last messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from messaging.actions.conversation import (
    assign_conversation,
    check_assignee,
    check_status,
    set_conversation_status,
    take_over,
    update_conversation,
)
from messaging.admin.kit import (
    AnyModelForm,
    ColleagueFilter,
    ConsoleAdmin,
    DateFilter,
    InboxFilter,
    IndexSearch,
    LabelFilter,
    TeamFilter,
    Tool,
    actor,
    allowed,
    by_right,
    display,
    for_each,
    requesting_agent,
)
from messaging.errors import ConsoleError
from messaging.models import Activity, Conversation, Message
from messaging.search import Scope, matching_conversations

# How much of the thread the page shows.
LAST_LINES = 12
LAST_ACTIVITIES = 20


class AnsweredByFilter(admin.SimpleListFilter):
    """Conversations keep who answered them; what counts is who does now."""

    title = "who answers"
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("elsewhere", "Another sender"), ("here", "We do")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> QuerySet[Conversation]:
        elsewhere = Conversation.objects.answered_elsewhere()
        if self.value() == "elsewhere":
            return queryset.filter(pk__in=elsewhere)
        if self.value() == "here":
            return queryset.exclude(pk__in=elsewhere)
        return queryset


class ConversationForm(AnyModelForm):
    """The fields that may be changed by hand; the actions' checks come first."""

    class Meta:
        model = Conversation
        fields = ("status", "snoozed_until", "assignee", "team", "priority", "labels")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and {"status", "snoozed_until"} & set(self.changed_data):
            self._add_errors(partial(check_status, cleaned.get("status", ""), cleaned.get("snoozed_until")))
        if cleaned and "assignee" in self.changed_data:
            self._add_errors(partial(check_assignee, self.instance, cleaned.get("assignee")))
        return cleaned

    def _add_errors(self, check: partial[None]) -> None:
        try:
            check()
        except ConsoleError as error:
            for field, reasons in error.errors.items():
                self.add_error(field, reasons)


@admin.register(Conversation)
class ConversationAdmin(IndexSearch, ConsoleAdmin):
    """Opened by messages, never by hand; never deleted."""

    form = ConversationForm
    live_kinds = ("conversation", "message")
    list_display = (
        "state",
        "person_and_inbox",
        "unread_badge",
        "last_content",
        "last_activity",
        "assignee_shown",
        "label_tags",
        "window_badge",
    )
    list_display_links = ("person_and_inbox",)
    list_filter = (
        "status", ("inbox", InboxFilter), ("assignee", ColleagueFilter), ("team", TeamFilter), "priority", ("labels", LabelFilter),
        AnsweredByFilter, ("last_activity_at", DateFilter),
    )  # fmt: skip
    list_select_related = ("contact", "inbox", "assignee", "team", "last_message")
    search_fields = ("contact__name",)
    search_help_text = "Words of one message, or the contact's name or number."
    autocomplete_fields = ("assignee", "team", "labels")
    actions = ("resolve", "reopen", "assign_to_me", "take_over")
    readonly_fields = (
        "person",
        "inbox",
        "unread_badge",
        "window_badge",
        "answered_by",
        "last_activity",
        "created",
        "thread",
        "history",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "person",
                    "inbox",
                    "status",
                    "snoozed_until",
                    "assignee",
                    "team",
                    "priority",
                    "labels",
                )
            },
        ),
        (
            "Messages",
            {"fields": ("unread_badge", "window_badge", "answered_by", "last_activity", "created", "thread")},
        ),
        ("Activity", {"fields": ("history",)}),
    )
    has_handle_permission = by_right("handle")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        return super().get_queryset(request).prefetch_related("labels", "contact__addresses")

    def matching(self, rows: QuerySet[Conversation], text: str, scope: Scope) -> QuerySet[Conversation]:
        return matching_conversations(rows, text, scope, narrowed=True)

    def page_tools(self, request: HttpRequest, pk: str) -> Iterable[Tool]:
        conversation = self.get_object(request, pk)
        if conversation is None:
            return
        if allowed(request, Message, "send"):
            yield Tool("Answer", f"{reverse('admin:messaging_message_send')}?conversation={conversation.pk}")
        everything = (
            f"{reverse('admin:messaging_message_changelist')}?conversation__id__exact={conversation.pk}"
        )
        yield Tool("All messages", everything)
        if conversation.status == Conversation.Status.RESOLVED:
            yield self.action_tool("Reopen", "reopen")
        else:
            yield self.action_tool("Resolve", "resolve")
        if conversation.assignee_id is None:
            yield self.action_tool("Assign to me", "assign_to_me")
        if conversation.answered_by:
            yield self.action_tool("Take over", "take_over")

    def write(
        self,
        request: HttpRequest,
        obj: Conversation,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if "labels" in changes:
            changes["labels"] = list(changes["labels"])
        if changes:
            update_conversation(obj, changes, was=form.initial.get("assignee"), by=actor(request))

    # --- columns and fields ---

    @admin.display(description="contact", ordering="contact__name")
    def person(self, conversation: Conversation) -> SafeString | str:
        return display.person(conversation.contact)

    @admin.display(description="contact", ordering="contact__name")
    def person_and_inbox(self, conversation: Conversation) -> SafeString:
        return format_html("{}<small>{}</small>", self.person(conversation), self.inbox_name(conversation))

    @admin.display(description="status", ordering="status")
    def state(self, conversation: Conversation) -> SafeString:
        shown = display.badge(conversation.status, conversation.get_status_display())
        if conversation.priority == Conversation.Priority.NORMAL:
            return shown
        return format_html(
            "{} {}", shown, display.badge(conversation.priority, conversation.get_priority_display())
        )

    @admin.display(description="unread", ordering="unread")
    def unread_badge(self, conversation: Conversation) -> SafeString | str:
        if not conversation.unread:
            return display.NOTHING
        return display.badge("unread", str(conversation.unread), title="unread messages")

    @admin.display(description="last line")
    def last_content(self, conversation: Conversation) -> SafeString | str:
        last = conversation.last_message
        return display.shortened(last.content, 60) if last else display.NOTHING

    @admin.display(description="last activity", ordering="last_activity_at")
    def last_activity(self, conversation: Conversation) -> SafeString | str:
        return display.moment(conversation.last_activity_at)

    @admin.display(description="opened")
    def created(self, conversation: Conversation) -> SafeString | str:
        return display.moment(conversation.created_at)

    @admin.display(description="assignee", ordering="assignee")
    def assignee_shown(self, conversation: Conversation) -> SafeString | str:
        assignee, team = conversation.assignee, conversation.team
        name = assignee.name if assignee else display.NOTHING
        return format_html("{}<small>{}</small>", name, team.name) if team else name

    @admin.display(description="labels")
    def label_tags(self, conversation: Conversation) -> SafeString | str:
        words = format_html_join(
            " ", "{}", ((display.tag(one.name, one.color),) for one in conversation.labels.all())
        )
        return words or display.NOTHING

    @admin.display(description="window", ordering="window_closes_at")
    def window_badge(self, conversation: Conversation) -> SafeString:
        closes = conversation.window_closes_at
        if closes is None or closes <= timezone.now():
            return display.badge("window-closed", "closed", title="Free text is no longer delivered.")
        hours, minutes = divmod(int((closes - timezone.now()).total_seconds()) // 60, 60)
        return display.badge(
            "window-open", f"{hours}:{minutes:02d} h", title=f"Open until {closes:%d %b %H:%M} UTC"
        )

    @admin.display(description="last messages")
    def thread(self, conversation: Conversation) -> SafeString:
        newest = conversation.messages.select_related("author").order_by("-timestamp", "-id")[:LAST_LINES]
        return render_to_string("messaging/admin/thread.html", {"lines": list(newest)[::-1]})

    @admin.display(description="last activities")
    def history(self, conversation: Conversation) -> SafeString | str:
        newest = Activity.objects.filter(conversation=conversation)[:LAST_ACTIVITIES]
        lines = (
            (
                display.moment(one.at),
                one.get_verb_display(),
                display.change(one.before, one.after),
                one.by_name,
            )
            for one in newest
        )
        row = '<p class="row">{} <b>{}</b> {} by <bdi>{}</bdi></p>'
        return format_html_join("", row, lines) or display.NOTHING

    # --- actions ---

    @admin.action(description="Resolve", permissions=["handle"])
    def resolve(self, request: HttpRequest, rows: QuerySet[Conversation]) -> None:
        self._set_status(request, rows, Conversation.Status.RESOLVED, "resolved")

    @admin.action(description="Reopen", permissions=["handle"])
    def reopen(self, request: HttpRequest, rows: QuerySet[Conversation]) -> None:
        self._set_status(request, rows, Conversation.Status.OPEN, "open")

    @admin.action(description="Assign to me", permissions=["handle"])
    def assign_to_me(self, request: HttpRequest, rows: QuerySet[Conversation]) -> None:
        me = requesting_agent(request)
        for_each(
            self,
            request,
            rows,
            lambda one: assign_conversation(one, me, by=actor(request)),
            done="assigned to you",
        )

    @admin.action(description="Take over from another sender", permissions=["handle"])
    def take_over(self, request: HttpRequest, rows: QuerySet[Conversation]) -> None:
        for_each(self, request, rows, lambda one: take_over(one, by=actor(request)), done="yours to answer")

    def _set_status(self, request: HttpRequest, rows: QuerySet[Conversation], status: str, done: str) -> None:
        for_each(
            self,
            request,
            rows,
            lambda one: set_conversation_status(one, status, by=actor(request)),
            done=done,
        )
