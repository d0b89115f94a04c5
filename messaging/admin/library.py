"""Labels, teams, canned responses and templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from messaging import transports
from messaging.actions.people import labels
from messaging.admin import display
from messaging.admin.access import actor
from messaging.admin.base import ConsoleAdmin
from messaging.admin.filters import InboxFilter
from messaging.admin.generic_bases import AnyModelForm
from messaging.models import CannedResponse, Label, Team, Template
from messaging.serializers import row_of


class LabelForm(AnyModelForm):
    class Meta:
        model = Label
        fields = ("name", "color")
        widgets = {"color": forms.TextInput(attrs={"type": "color"})}

    def clean_color(self) -> str:
        color = str(self.cleaned_data["color"]).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", color):
            raise ValidationError("This must look like #5b7083.")
        return color


@admin.register(Label)
class LabelAdmin(ConsoleAdmin):
    form = LabelForm
    list_display = ("name", "color_tag")
    search_fields = ("name",)

    @admin.display(description="colour", ordering="color")
    def color_tag(self, label: Label) -> SafeString:
        return display.tag(label.color, label.color)

    def write(
        self,
        request: HttpRequest,
        obj: Label,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        labels.save_label(obj, by=actor(request))

    def erase(self, request: HttpRequest, obj: Label) -> None:
        labels.delete_label(obj, by=actor(request))


@admin.register(Team)
class TeamAdmin(ConsoleAdmin):
    list_display = ("name", "agent_names")
    search_fields = ("name",)
    fields = ("name", "agents")
    autocomplete_fields = ("agents",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).prefetch_related("agents")

    @admin.display(description="agents")
    def agent_names(self, team: Team) -> str:
        return ", ".join(agent.name for agent in team.agents.all()) or display.NOTHING

    def write(
        self,
        request: HttpRequest,
        obj: Team,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        labels.save_team(obj, form.cleaned_data["agents"], by=actor(request))

    def erase(self, request: HttpRequest, obj: Team) -> None:
        labels.delete_team(obj, by=actor(request))


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
        labels.save_canned_response(obj, by=actor(request))

    def erase(self, request: HttpRequest, obj: CannedResponse) -> None:
        labels.delete_canned_response(obj, by=actor(request))


@admin.register(Template)
class TemplateAdmin(ConsoleAdmin):
    """Templates as the provider keeps them; they are written and approved there."""

    live_kinds = ("template",)
    list_display = ("name", "language", "category", "status_badge", "quality_badge", "inbox_name", "synced")
    list_filter = ("status", "category", "language", ("inbox", InboxFilter))
    list_select_related = ("inbox",)
    search_fields = ("name", "=external_id")
    date_hierarchy = "synced_at"
    fields = readonly_fields = (
        "name", "language", "category", "status_badge", "reason", "quality_badge", "can_be_sent", "blanks_shown", "inbox",
        "external_id", "synced", "components_shown",
    )  # fmt: skip
    actions = None

    @admin.display(description="status", ordering="status")
    def status_badge(self, template: Template) -> SafeString:
        return display.badge(template.status, template.status.capitalize())

    @admin.display(description="quality", ordering="quality")
    def quality_badge(self, template: Template) -> SafeString | str:
        return display.badge(template.quality) if template.quality else display.NOTHING

    @admin.display(description="can be sent")
    def can_be_sent(self, template: Template) -> str:
        return transports.get(template.inbox.transport).unsendable(row_of(template)) or "yes"

    @admin.display(description="to fill in")
    def blanks_shown(self, template: Template) -> SafeString | str:
        blanks = transports.get(template.inbox.transport).blanks(row_of(template))
        lines = [(one.key, one.label, one.example) for one in blanks]
        return format_html_join("", "<p><code>{}</code> {} <small>{}</small></p>", lines) or display.NOTHING

    @admin.display(description="synced", ordering="synced_at")
    def synced(self, template: Template) -> SafeString | str:
        return display.moment(template.synced_at)

    @admin.display(description="components")
    def components_shown(self, template: Template) -> SafeString | str:
        return display.pretty(template.components)
