"""Filters of the list of conversations that somebody keeps under a name."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.querysets import Lockable


class SavedViewQuerySet(Lockable["SavedView"]):
    """Saved views in words."""

    def visible_to(self, agent: Agent) -> Self:
        """Keep what everybody shares, and the agent's own."""
        if not agent.is_active:
            return self.none()
        return self.filter(Q(owner=None) | Q(owner=agent))


class SavedView(models.Model):
    """A name for what a list asks for: of one agent, or shared by everybody. It shows each agent only what they see."""

    class Scope(models.TextChoices):
        PERSONAL = "personal", "Personal"
        SHARED = "shared", "Shared"

    name = models.CharField(max_length=60)
    # null: shared.
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views", db_index=False
    )
    # What the query of the list has, by the same names: {"view", "status", "inbox", …, "q", "sort"}.
    filters = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            # Two who save the same name at once: one of them is told.
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="saved_view_shared"),
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_own"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> SavedView.Scope:
        """Who finds it."""
        return self.Scope.SHARED if self.owner_id is None else self.Scope.PERSONAL

    def editable_by(self, agent: Agent) -> bool:
        """Return whether the agent may change it: personal ones their owner alone, shared ones supervisors and admins."""
        return agent.sees_everything if self.owner_id is None else self.owner_id == agent.pk
