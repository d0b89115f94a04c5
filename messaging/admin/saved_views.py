"""Views that everybody shares, and the agent's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from messaging.actions import people
from messaging.admin.kit import AnyModelForm, ConsoleAdmin, actor, display, requesting_agent
from messaging.models import SavedView


class SavedViewForm(AnyModelForm):
    class Meta:
        model = SavedView
        fields = ("name",)
        help_texts = {"name": "What it asks for is chosen in the console."}


@admin.register(SavedView)
class SavedViewAdmin(ConsoleAdmin):
    """Made in the console; here they are renamed and deleted. What colleagues keep for themselves is not shown."""

    erase_note = "The conversations that it shows stay as they are."
    form = SavedViewForm
    live_kinds = ("saved_view",)
    list_display = ("scope_badge", "name", "asks_for", "changed")
    list_display_links = ("name",)
    search_fields = ("name",)
    fields = ("scope_badge", "name", "asks_for", "changed")
    readonly_fields = ("scope_badge", "asks_for", "changed")

    @admin.display(description="scope")
    def scope_badge(self, saved: SavedView) -> SafeString:
        return display.badge(f"scope-{saved.scope}", saved.scope.label)

    @admin.display(description="asks for")
    def asks_for(self, saved: SavedView) -> str:
        return (
            ", ".join(f"{display.words(name)}: {_words(value)}" for name, value in saved.filters.items())
            or "everything"
        )

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, saved: SavedView) -> SafeString | str:
        return display.moment(saved.updated_at)

    def write(
        self,
        request: HttpRequest,
        obj: SavedView,
        form: Any,
        formsets: Sequence[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        people.change_view(obj.pk, given, agent=requesting_agent(request), by=actor(request))

    def erase(self, request: HttpRequest, obj: SavedView) -> None:
        people.delete_view(obj.pk, agent=requesting_agent(request), by=actor(request))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " or ".join(map(str, value))
    return "yes" if value is True else str(value)
