"""Texts that the provider has approved, with blanks to fill in."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone

from messaging.models.agents import Agent
from messaging.models.inboxes import Inbox
from messaging.models.querysets import OfInbox
from messaging.models.tracking import Tracked


class TemplateQuerySet(OfInbox["Template"]):
    """Templates in words."""

    def with_resources(self) -> Self:
        """Load everything that `TemplateSerializer` reads, in one query."""
        return self.select_related("inbox")


class Template(Tracked):
    """A message template as the provider knows it; the only thing that may be sent outside the window."""

    TRACKED = (
        "external_id",
        "category",
        "status",
        "quality",
        "reason",
        "parameter_format",
        "components",
        "synced_at",
    )

    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="templates")
    external_id = models.CharField(max_length=64)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=16)
    category = models.CharField(max_length=32, blank=True)
    status = models.CharField(max_length=24)
    quality = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was refused or paused.")
    parameter_format = models.CharField(max_length=16, blank=True, help_text="POSITIONAL or NAMED.")
    components = models.JSONField(default=list)
    synced_at = models.DateTimeField(auto_now=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "language"]
        constraints = [
            # A sync that runs twice at once updates the same row.
            models.UniqueConstraint(fields=["inbox", "name", "language"], name="template_name_language")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class TemplateUse(models.Model):
    """One message that an agent sent with a template. Rows are only added: a counter would make all who send the same one in
    an inbox wait for each other."""

    # Without a constraint: one that is deleted in this moment must not make a message fail.
    template = models.ForeignKey(Template, on_delete=models.CASCADE, db_constraint=False, related_name="uses")
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, db_index=False, related_name="+")
    # Index: old ones are swept.
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["pk"]
        # Ranking looks at the newest of one inbox.
        indexes = [models.Index(fields=["inbox", "-id"], name="template_use_newest")]

    def __str__(self) -> str:
        return f"use of {self.template_id} in {self.inbox_id}"


class TemplateFavourite(models.Model):
    """That an agent wants a template to stand first."""

    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, db_index=False, related_name="template_favourites"
    )
    # Without a constraint: who marks one that is deleted in this moment has done nothing wrong.
    template = models.ForeignKey(
        Template, on_delete=models.CASCADE, db_constraint=False, related_name="favourites"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "template"], name="template_favourite_once")]

    def __str__(self) -> str:
        return f"{self.template_id} of {self.agent_id}"
