"""People who answer, and what lets them in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Agent(AbstractUser):
    """A person who answers. Supervisors and admins see every inbox, agents those they are members of."""

    class Role(models.TextChoices):
        AGENT = "agent", "Agent"
        SUPERVISOR = "supervisor", "Supervisor"
        ADMIN = "admin", "Admin"

    role = models.CharField(max_length=12, choices=Role.choices, default=Role.AGENT)

    class Meta:
        verbose_name = "agent"
        ordering = ["username"]

    @property
    def name(self) -> str:
        """What colleagues read: the full name, else the login."""
        return self.get_full_name() or self.username

    @property
    def sees_everything(self) -> bool:
        return self.is_superuser or self.role in {self.Role.SUPERVISOR, self.Role.ADMIN}

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
