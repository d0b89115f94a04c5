"""Who can set the installation up, of whom one must stay; and the end of what lets somebody in."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from messaging.errors import ConsoleError
from messaging.models import Agent, SocketTicket


def check_keeper_stays(agent: Agent) -> None:
    """Raise `ConsoleError` where the agent, as they are to be saved, is the last one who could have undone it: an active
    admin or superuser who may use the admin and can log in.

    All of them are locked: of two who take each other's rights at once, the second finds that they are the last.
    """
    rows = Agent.objects.select_for_update(no_key=True).filter(is_active=True, is_staff=True).order_by("pk")
    keepers = {row.pk for row in rows if _is_keeper(row)}
    if keepers == {agent.pk} and not _is_keeper(agent):
        sentence = "Nobody else is an admin who can log in. Make somebody else an admin first."
        raise ConsoleError.field("role", sentence)


def end_access(agent: Agent) -> None:
    """Delete the sessions, tokens and tickets of an agent: none of them lives on when they are active again."""
    SocketTicket.objects.filter(agent=agent).delete()
    AuthToken.objects.filter(user=agent).delete()
    # A session's row does not say whose it is.
    going_on = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    theirs = [one.pk for one in going_on if one.get_decoded().get(SESSION_KEY) == str(agent.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _is_keeper(agent: Agent) -> bool:
    decides = agent.is_superuser or agent.role == Agent.Role.ADMIN
    return agent.is_active and agent.is_staff and decides and agent.has_usable_password()
