"""List filters whose choices are only what the agent may see."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field, Q
from django.http import HttpRequest

from messaging.admin.kit.access import requesting_agent
from messaging.models import Agent, Inbox


class InboxFilter(admin.RelatedFieldListFilter):
    """The inboxes that the agent sees."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        inboxes = Inbox.objects.visible_to(requesting_agent(request)).order_by("name", "pk")
        return [(str(inbox.pk), str(inbox)) for inbox in inboxes.only("name", "address")]


class ColleagueFilter(admin.RelatedFieldListFilter):
    """Agents who see one of the agent's inboxes."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        agents = Agent.objects.order_by("username")
        if not requesting_agent(request).sees_everything:
            everywhere = Q(is_superuser=True) | Q(role__in=[Agent.Role.SUPERVISOR, Agent.Role.ADMIN])
            here = Q(memberships__inbox__in=Inbox.objects.visible_to(requesting_agent(request)).values("pk"))
            agents = agents.filter(pk__in=Agent.objects.filter(everywhere | here).values("pk"))
        return [(str(agent.pk), agent.name) for agent in agents]
