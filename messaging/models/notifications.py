"""What an agent wants to be told of while something else is on the screen, and how."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q

from messaging.models.agents import Agent
from messaging.models.inboxes import Inbox


class NotificationSettings(models.Model):
    """How one agent is notified, in every inbox that has no `InboxNotification` of theirs. No row: as the defaults say."""

    class About(models.TextChoices):
        """Which conversations: of those that somebody else has, `all` only."""

        MINE = "mine", "Mine"
        UNASSIGNED = "unassigned", "Mine and unassigned"
        ALL = "all", "All"
        NONE = "none", "None"

    agent = models.OneToOneField(
        Agent, primary_key=True, on_delete=models.CASCADE, related_name="notification_settings"
    )
    about = models.CharField(max_length=12, choices=About.choices, default=About.UNASSIGNED)
    sound = models.BooleanField(default=True)
    # Again and again, until somebody has read what it was about.
    repeats = models.BooleanField(default=False)
    # By the browser, while no page of the console is seen.
    desktop = models.BooleanField(default=True)
    # Both or neither. Past midnight where the end is before the start.
    quiet_start = models.TimeField(null=True, blank=True)
    quiet_end = models.TimeField(null=True, blank=True)
    # IANA's name: the agent's, who may be anywhere.
    time_zone = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            # Half of the quiet hours would be none, or all of the day.
            models.CheckConstraint(
                condition=Q(quiet_start=None, quiet_end=None, time_zone="")
                | (Q(quiet_start__isnull=False, quiet_end__isnull=False) & ~Q(time_zone="")),
                name="notification_quiet_hours",
            )
        ]

    def __str__(self) -> str:
        return f"notifications of {self.agent_id}"

    @classmethod
    def of(cls, agent: Agent) -> NotificationSettings:
        """Return the agent's, or the defaults, not saved."""
        return cls.objects.filter(agent=agent).first() or cls(agent=agent)

    @property
    def quiet_hours(self) -> dict[str, str] | None:
        """From when until when nobody is notified, and in whose time."""
        if self.quiet_start is None or self.quiet_end is None:
            return None
        start, end = (f"{at:%H:%M}" for at in (self.quiet_start, self.quiet_end))
        return {"start": start, "end": end, "time_zone": self.time_zone}

    @quiet_hours.setter
    def quiet_hours(self, hours: dict[str, str] | None) -> None:
        given = hours or {"start": "", "end": "", "time_zone": ""}
        self.quiet_start, self.quiet_end = (
            time.fromisoformat(given[name]) if given[name] else None for name in ("start", "end")
        )
        self.time_zone = given["time_zone"]

    @property
    def inboxes(self) -> list[dict[str, Any]]:
        """The inboxes that the agent sees and of which they want to be told otherwise."""
        seen = Inbox.objects.visible_to(self.agent)
        rows = InboxNotification.objects.filter(agent=self.agent, inbox__in=seen).order_by("inbox")
        return [{"inbox": pk, "about": about} for pk, about in rows.values_list("inbox_id", "about")]


class InboxNotification(models.Model):
    """Of which conversations of one inbox an agent is told, in place of what holds for the others."""

    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, related_name="inbox_notifications", db_index=False
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.CASCADE, related_name="notifications")
    about = models.CharField(max_length=12, choices=NotificationSettings.About.choices)

    class Meta:
        # Saving twice at once leaves one of them. Which query: an agent's own.
        constraints = [models.UniqueConstraint(fields=["agent", "inbox"], name="inbox_notification")]

    def __str__(self) -> str:
        return f"{self.about} in {self.inbox_id} for {self.agent_id}"
