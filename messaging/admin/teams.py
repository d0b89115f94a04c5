"""Teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from messaging.actions import people
from messaging.admin.kit import ConsoleAdmin, actor, display
from messaging.models import Team


@admin.register(Team)
class TeamAdmin(ConsoleAdmin):
    erase_note = "Its canned responses are deleted with it; its conversations belong to no team then."
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
        people.save_team(obj, form.cleaned_data["agents"], by=actor(request))

    def erase(self, request: HttpRequest, obj: Team) -> None:
        people.delete_team(obj, by=actor(request))
