"""Inboxes: our addresses at providers, their members and their settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html

from messaging import transports
from messaging.actions.inbox import (
    add_members,
    ask_for_templates,
    configure_inbox,
    create_inbox,
    make_default,
    remove_members,
    rename_inbox,
    resume_inbox,
    set_country,
    set_read_policy,
    set_waiting_limits,
)
from messaging.actors import Actor
from messaging.admin.inbox.columns import READ_ONLY, InboxColumns
from messaging.admin.inbox.diagnostics_page import diagnostics_view
from messaging.admin.inbox.form import WAITING, InboxForm, inbox_form, setting_fields
from messaging.admin.inbox.instructions import webhook_instructions
from messaging.admin.kit import (
    ConsoleAdmin,
    ConsoleInline,
    Tool,
    actor,
    allowed,
    by_right,
    for_each,
    yes_or_no,
)
from messaging.models import Inbox, InboxMember
from messaging.queries import capabilities_of


class MemberInline(ConsoleInline):
    """Who may see and answer the inbox, besides supervisors and admins."""

    model = InboxMember
    verbose_name, verbose_name_plural = "member", "members"
    autocomplete_fields = ("agent",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboxMember]:
        return super().get_queryset(request).select_related("agent")


@admin.register(Inbox)
class InboxAdmin(InboxColumns, ConsoleAdmin):
    """Never deleted here: its conversations would go with it."""

    live_kinds = ("inbox",)
    adds_by_tool = True
    list_display = (
        "health_shown",
        "name",
        "address",
        "transport_label",
        "default_badge",
        "member_total",
        "created",
    )
    list_display_links = ("name",)
    list_filter = (
        "health",
        "transport",
        ("is_default", yes_or_no("default", "The default", "Others")),
    )
    search_fields = ("name", "address")
    inlines = (MemberInline,)
    actions = ("default", "fetch_templates", "resume")
    has_check_permission = by_right("check")
    secret_columns = ("secrets", "settings")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Inbox]:
        rows: QuerySet[Inbox] = super().get_queryset(request)
        return rows.annotate(member_count=Count("memberships"))

    # --- the form ---

    def _transport(self, request: HttpRequest, obj: Inbox | None) -> str:
        if obj is not None:
            return obj.transport
        wanted = request.GET.get("transport", "")
        return wanted if wanted in transports.kinds() else transports.kinds()[0]

    def get_form(self, request: HttpRequest, obj: Inbox | None = None, change: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002
        return inbox_form(self._transport(request, obj), configure=allowed(request, Inbox, "configure"))

    def get_fieldsets(self, request: HttpRequest, obj: Inbox | None = None) -> Any:
        named = setting_fields(self.get_form(request, obj))
        label = Inbox.Transport(self._transport(request, obj)).label
        about = ("transport_label", "default_badge", "created") if obj else ()
        shown = named or ("plain_settings",)
        found = ("quality_shown", "templates_synced", "notices_link", "billing_shown")
        return [
            (
                None,
                {
                    "fields": (
                        *(("health_shown",) if obj else ()),
                        "name",
                        "address",
                        "country",
                        "read_policy",
                        *WAITING,
                        *about,
                    )
                },
            ),
            *([("At the provider", {"fields": found})] if obj else []),
            (label, {"fields": (*(("webhook_instructions",) if obj else ()), *self._present(shown, obj))}),
        ]

    @staticmethod
    def _present(names: Sequence[str], obj: Inbox | None) -> list[str]:
        """Return the names without "forget" for secrets that are not stored."""
        stored = obj.secrets if obj else {}
        return [
            name
            for name in names
            if not name.startswith("forget_") or stored.get(name.removeprefix("forget_"))
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Inbox | None = None) -> Any:
        return READ_ONLY

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        """Offer one "Add" per transport."""
        if self.has_add_permission(request):
            for kind in transports.kinds():
                yield Tool(f"Add {Inbox.Transport(kind).label}", f"add/?transport={kind}", "addlink")

    def page_tools(self, request: HttpRequest, pk: str) -> Iterable[Tool]:
        inbox = self.get_object(request, pk)
        if inbox is None:
            return
        if self.has_check_permission(request):
            yield Tool("Check", self._url("check", pk))
        if not self.has_change_permission(request):
            return
        if capabilities_of(inbox).templates:
            yield self.action_tool("Fetch templates", "fetch_templates")
        if not inbox.is_default:
            yield self.action_tool("Make default", "default")
        if inbox.health != Inbox.Health.OK:
            yield self.action_tool("It is solved", "resume")

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(lambda request, pk: diagnostics_view(request, self, pk))
        return [path("<int:pk>/check/", check, name="messaging_inbox_check"), *super().get_urls()]

    def write(
        self,
        request: HttpRequest,
        obj: Inbox,
        form: InboxForm,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        by = actor(request)
        if change:
            self._change(obj, form, by)
        else:
            self._create(obj, form, by)
        for formset in formsets:
            add_members(obj, [row.agent for row in formset.new_objects], by=actor(request))
            remove_members(obj, [row.agent for row in formset.deleted_objects], by=actor(request))

    @staticmethod
    def _create(obj: Inbox, form: InboxForm, by: Actor) -> None:
        name, address = form.cleaned_data["name"], form.cleaned_data["address"]
        created = create_inbox(
            transport=form.transport_kind,
            name=name,
            address=address,
            config=form.config,
            by=by,
        )
        set_country(created, form.cleaned_data["country"], by=by)
        set_read_policy(created, form.cleaned_data["read_policy"], by=by)
        set_waiting_limits(created, **form.waiting_limits, by=by)
        obj.__dict__.update(created.__dict__)

    @staticmethod
    def _change(obj: Inbox, form: InboxForm, by: Actor) -> None:
        if {"name", "address"} & set(form.changed_data):
            rename_inbox(obj, name=form.cleaned_data["name"], address=form.cleaned_data["address"], by=by)
        if "country" in form.changed_data:
            set_country(obj, form.cleaned_data["country"], by=by)
        if obj.read_policy != Inbox.objects.values_list("read_policy", flat=True).get(pk=obj.pk):
            set_read_policy(obj, form.cleaned_data["read_policy"], by=by)
        if set(WAITING) & set(form.changed_data):
            set_waiting_limits(obj, **form.waiting_limits, by=by)
        if form.settings_shown and set(form.changed_data) - set(InboxForm.Meta.fields):
            configure_inbox(obj, form.config, forget=form.forgotten, by=by)

    def response_add(
        self, request: HttpRequest, obj: Inbox, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show what is left to do at the provider."""
        sentence = format_html("Enter this at the provider: {}", webhook_instructions(request, obj))
        self.message_user(request, sentence, messages.INFO)
        return super().response_add(request, obj, post_url_continue)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        inbox = super().get_object(request, object_id, from_field)
        if inbox is not None:
            inbox.instructions = webhook_instructions(request, inbox)
        return inbox

    # --- actions ---

    @admin.action(description="Fetch templates", permissions=["change"])
    def fetch_templates(self, request: HttpRequest, rows: QuerySet[Inbox]) -> None:
        for_each(
            self,
            request,
            rows.order_by("pk"),
            partial(_ask_for_templates, by=actor(request)),
            done="asked for its templates",
        )

    @admin.action(description="Mark problem as solved", permissions=["change"])
    def resume(self, request: HttpRequest, rows: QuerySet[Inbox]) -> None:
        for_each(
            self,
            request,
            rows.order_by("pk"),
            partial(_resume, by=actor(request)),
            done="marked as solved; a problem that persists is reported again",
        )

    @admin.action(description="Make default", permissions=["change"])
    def default(self, request: HttpRequest, rows: QuerySet[Inbox]) -> None:
        inbox = rows.first()
        if inbox is None or rows.count() != 1:
            self.message_user(request, "Choose one inbox: there is at most one default.", messages.WARNING)
            return
        make_default(inbox, by=actor(request))
        self.message_user(request, f"{inbox} is the default now.", messages.SUCCESS)


def _resume(inbox: Inbox, *, by: Actor) -> bool:
    """Resume sending; False when the inbox had no problem."""
    if inbox.health == Inbox.Health.OK:
        return False
    resume_inbox(inbox, "Marked as solved in the admin.", by=by)
    return True


def _ask_for_templates(inbox: Inbox, *, by: Actor) -> bool:
    """Ask for the templates; False when the provider has none."""
    if not capabilities_of(inbox).templates:
        return False
    ask_for_templates(inbox, by=by)
    return True
