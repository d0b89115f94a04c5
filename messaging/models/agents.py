"""People who answer, and what lets them in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from messaging.availability import AUTOMATIC, AWAY, OFFLINE, Availability, shown


class Agent(AbstractUser):
    """A person who answers. Supervisors and admins see every inbox, agents those they are members of."""

    class Role(models.TextChoices):
        AGENT = "agent", "Agent"
        SUPERVISOR = "supervisor", "Supervisor"
        ADMIN = "admin", "Admin"

    class AvailabilityChoice(models.TextChoices):
        """How the agent wants to be shown: as it is, or always away or offline."""

        AUTOMATIC = AUTOMATIC, "Automatic: online, and away when idle"
        AWAY = AWAY, "Always shown as away"
        OFFLINE = OFFLINE, "Always shown as offline"

    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)
    availability_choice = models.CharField(
        "availability",
        max_length=12,
        choices=AvailabilityChoice.choices,
        default=AvailabilityChoice.AUTOMATIC,
    )

    class Meta:
        verbose_name = "agent"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What colleagues read: the full name, else the login."""
        return self.get_full_name() or self.username

    @property
    def availability(self) -> Availability:
        """How colleagues see the agent now: online, away or offline."""
        return shown(self.pk, self.availability_choice)

    @property
    def sees_everything(self) -> bool:
        return self.is_superuser or self.role in {self.Role.SUPERVISOR, self.Role.ADMIN}

    def visible_inbox_ids(self) -> tuple[int, ...] | None:
        """Return the ids of the inboxes that the agent sees, in one query; None for all of them, empty for the inactive."""
        if not self.is_active:
            return ()
        if self.sees_everything:
            return None
        return tuple(self.memberships.order_by("inbox").values_list("inbox_id", flat=True))

    def may_act_as(self, other: Agent) -> bool:
        """Return whether this agent may hold a credential of the other: their own, or of somebody with fewer rights."""
        return self.pk == other.pk or self._rank > other._rank

    @property
    def _rank(self) -> int:
        roles = list(self.Role)
        return len(roles) if self.is_superuser else roles.index(self.Role(self.role))


class Team(models.Model):
    """A group of agents to which a conversation can be given."""

    name = models.CharField(max_length=80, unique=True)
    agents = models.ManyToManyField(Agent, related_name="teams", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SocketTicket(models.Model):
    """A one-time pass for a socket of a program. Only the digest is stored; redeeming deletes the row."""

    # Unique: of two sockets with the same ticket, one deletes the row and the other finds none.
    digest = models.CharField(max_length=64, unique=True)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="socket_tickets")
    # Index: expired tickets are swept with the next one that is made.
    expires_at = models.DateTimeField(db_index=True)
    # What it was made with, and its socket ends with: an API token or a session. No foreign key: the tokens'
    # migrations depend on ours.
    token_digest = models.CharField(max_length=128, blank=True)
    session_key = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"ticket of {self.agent_id} until {self.expires_at:%H:%M:%S}"
