"""Replies of ours that are prepared in advance, the files that go with them, and how often they are used."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.limits import LONGEST_TEXT
from messaging.models.agents import Agent, Team
from messaging.models.attachments import Attachment, file_path, thumbnail_path
from messaging.models.inboxes import Inbox
from messaging.models.querysets import Lockable


class CannedResponseQuerySet(Lockable["CannedResponse"]):
    """Canned responses in words."""

    def visible_to(self, agent: Agent) -> Self:
        """Keep what everybody shares, the agent's own, and those of their teams; supervisors and admins see every team's."""
        if not agent.is_active:
            return self.none()
        of_teams = Q(team__isnull=False) if agent.sees_everything else Q(team__in=agent.teams.values("pk"))
        return self.filter(Q(owner=None, team=None) | Q(owner=agent) | of_teams)

    def with_resources(self) -> Self:
        """Read along what its serializer shows."""
        return self.select_related("owner", "team").prefetch_related("files")


class CannedResponse(models.Model):
    """A saved reply with a shortcode: of one agent, of a team, or shared by everybody.

    Where the same shortcode stands in several, the nearest counts: personal, then team, then shared.
    """

    class Scope(models.TextChoices):
        PERSONAL = "personal", "Personal"
        TEAM = "team", "Team"
        SHARED = "shared", "Shared"

    shortcode = models.SlugField(max_length=40, db_index=False, help_text="Without the slash.")
    title = models.CharField(max_length=80, blank=True)
    content = models.TextField(
        max_length=LONGEST_TEXT,
        blank=True,
        help_text="{{contact.first_name}} and the like are filled in, {{anything else}} is asked for.",
    )
    # Meta's `interactive` without its body, which is the content; null: plain text.
    interactive = models.JSONField(null=True, blank=True)
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="canned_responses"
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="canned_responses"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = CannedResponseQuerySet.as_manager()

    class Meta:
        ordering = ["shortcode", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | Q(team=None), name="canned_response_of_agent_or_team"
            ),
            # Two who save the same shortcode at once: one of them is told.
            models.UniqueConstraint(
                fields=["shortcode"], condition=Q(owner=None, team=None), name="canned_response_shared"
            ),
            models.UniqueConstraint(
                fields=["owner", "shortcode"], condition=Q(owner__isnull=False), name="canned_response_own"
            ),
            models.UniqueConstraint(
                fields=["team", "shortcode"], condition=Q(team__isnull=False), name="canned_response_team"
            ),
        ]

    def __str__(self) -> str:
        return f"/{self.shortcode}"

    @property
    def scope(self) -> CannedResponse.Scope:
        """Whose it is."""
        if self.owner_id is not None:
            return self.Scope.PERSONAL
        return self.Scope.SHARED if self.team_id is None else self.Scope.TEAM

    def editable_by(self, agent: Agent, teams: Collection[int]) -> bool:
        """Return whether the agent, who is in these teams, may change it: personal ones their owner alone, those of a team
        its members, shared ones supervisors and admins, who may a team's as well."""
        if self.owner_id is not None:
            return self.owner_id == agent.pk
        return agent.sees_everything or self.team_id in teams


class CannedFile(models.Model):
    """A file that goes out with a canned response; whoever sends it sends a copy."""

    canned_response = models.ForeignKey(CannedResponse, on_delete=models.CASCADE, related_name="files")
    # Names the file in the storage; nobody can guess one from another.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Attachment.Kind.choices)
    mime_type = models.CharField(max_length=127)
    filename = models.CharField(max_length=255, blank=True)
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Hex.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.FileField(upload_to=file_path, max_length=255)
    thumbnail = models.FileField(upload_to=thumbnail_path, max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of {self.canned_response_id}"


class CannedUse(models.Model):
    """One message that was written with a canned response. Rows are only added: a counter would make all who send the same
    one in an inbox wait for each other."""

    # Without a constraint: one that is deleted in this moment must not make a message fail.
    canned_response = models.ForeignKey(
        CannedResponse, on_delete=models.CASCADE, db_constraint=False, related_name="uses"
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, db_index=False, related_name="+")
    # Index: old ones are swept.
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]
        # Ranking looks at the newest of one inbox.
        indexes = [models.Index(fields=["inbox", "-id"], name="canned_use_newest")]

    def __str__(self) -> str:
        return f"use of {self.canned_response_id} in {self.inbox_id}"
