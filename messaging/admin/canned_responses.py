"""Canned responses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from messaging.actions import people
from messaging.admin.kit import AnyModelForm, ConsoleAdmin, TeamFilter, actor, display, requesting_agent
from messaging.models import CannedFile, CannedResponse


class CannedResponseForm(AnyModelForm):
    class Meta:
        model = CannedResponse
        fields = ("shortcode", "title", "content", "team")
        help_texts = {"team": "Only its members find it then; empty: everybody does."}

    def clean_shortcode(self) -> str:
        return str(self.cleaned_data["shortcode"]).lower()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.owner_id is not None and self.cleaned_data.get("team"):
            raise ValidationError("This one is personal: share it with the team in the console.")
        return cleaned


class ScopeFilter(admin.SimpleListFilter):
    title = "scope"
    parameter_name = "scope"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return CannedResponse.Scope.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        scopes: dict[str, dict[str, object]] = {
            "personal": {"owner__isnull": False},
            "team": {"team__isnull": False},
            "shared": {"owner": None, "team": None},
        }
        return queryset.filter(**scopes.get(self.value() or "", {}))


@admin.register(CannedResponse)
class CannedResponseAdmin(ConsoleAdmin):
    """Shared ones, every team's, and the agent's own; what colleagues keep for themselves is not shown."""

    erase_note = "Messages that were written with it stay as they are."
    form = CannedResponseForm
    live_kinds = ("canned_response",)
    list_display = ("scope_badge", "shortcode_shown", "title", "content_shown", "goes_with", "changed")
    list_display_links = ("shortcode_shown",)
    list_filter = (ScopeFilter, ("team", TeamFilter))
    search_fields = ("shortcode", "title", "content")
    fields = ("scope_badge", "shortcode", "title", "content", "team", "goes_with", "changed")
    readonly_fields = ("scope_badge", "goes_with", "changed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CannedResponse]:
        return super().get_queryset(request).select_related("owner", "team").prefetch_related("files")

    @admin.display(description="scope")
    def scope_badge(self, canned: CannedResponse) -> SafeString:
        name = str(canned.team) if canned.team else canned.scope.label
        return display.badge(f"scope-{canned.scope}", name)

    @admin.display(description="shortcode", ordering="shortcode")
    def shortcode_shown(self, canned: CannedResponse) -> str:
        return f"/{canned.shortcode}"

    @admin.display(description="content")
    def content_shown(self, canned: CannedResponse) -> SafeString:
        return display.shortened(canned.content)

    @admin.display(description="goes with it")
    def goes_with(self, canned: CannedResponse) -> SafeString | str:
        if not canned.pk:
            return display.NOTHING
        if canned.interactive:
            return {"button": "Buttons", "list": "A list"}.get(
                canned.interactive.get("type", ""), "A question"
            )
        return format_html_join(", ", '<a href="{}"><bdi>{}</bdi></a>', map(_file, canned.files.all())) or (
            display.NOTHING
        )

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, canned: CannedResponse) -> SafeString | str:
        return display.moment(canned.updated_at) if canned.pk else display.NOTHING

    def write(
        self,
        request: HttpRequest,
        obj: CannedResponse,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        if not change:
            people.add_canned_response(obj, by=actor(request))
            return
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        if "team" in given:
            team = given["team"]
            scope = CannedResponse.Scope.TEAM if team else CannedResponse.Scope.SHARED
            given |= {"scope": scope, "team": team and team.pk}
        agent = requesting_agent(request)
        people.change_canned_response(obj.pk, given, agent=agent, by=actor(request))

    def erase(self, request: HttpRequest, obj: CannedResponse) -> None:
        people.delete_canned_response(obj.pk, agent=requesting_agent(request), by=actor(request))


def _file(file: CannedFile) -> tuple[str, str]:
    url = f"/api/canned-responses/{file.canned_response_id}/files/{file.pk}"
    return url, file.filename or file.get_kind_display()
