"""Who asks: a browser or a program of every role, from another machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.test import Client
from knox.models import AuthToken

from messaging.actions.people import create_api_token
from messaging.models import Agent, Inbox
from tests.factories import BY, an_agent

ELSEWHERE = "203.0.113.5"
Make = Callable[[], Client]


def roles(mine: Inbox, other: Inbox) -> Mapping[str, Make]:
    """A maker of fresh clients for each role, by the heading of its column; `mine` is the inbox that is asked about."""
    inactive = an_agent("admin", inboxes=[mine], is_staff=True, is_superuser=True)
    staff = {"is_staff": True}
    made = {
        "anonymous": Client,
        "revoked token": _revoked(an_agent("admin", inboxes=[mine])),
        "inactive": _session_of(inactive),
        "no staff": _session_of(an_agent("admin")),
        "no inbox": _session_of(an_agent(**staff)),
        "other inbox": _session_of(an_agent(inboxes=[other], **staff)),
        "agent": _session_of(an_agent(inboxes=[mine], **staff)),
        "supervisor": _session_of(an_agent("supervisor", **staff)),
        "admin": _session_of(an_agent("admin", **staff)),
        "superuser": _session_of(an_agent(is_superuser=True, **staff)),
    }
    Agent.objects.filter(pk=inactive.pk).update(is_active=False)
    return made


def _session_of(agent: Agent) -> Make:
    """The session is made once; a client that logs out loses its cookie only."""
    first = Client()
    first.force_login(agent, settings.AUTHENTICATION_BACKENDS[-1])
    key = first.cookies[settings.SESSION_COOKIE_NAME].value

    def make() -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    return make


def _revoked(agent: Agent) -> Make:
    token = create_api_token(agent, by=BY)
    AuthToken.objects.filter(user=agent).delete()
    return lambda: Client(HTTP_AUTHORIZATION=f"Token {token}")
