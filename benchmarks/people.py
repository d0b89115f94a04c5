"""What new installations are filled with, ours and others: many agents, each logged in, and turns of customers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

BACKEND = "django.contrib.auth.backends.ModelBackend"


def make_agents(count: int) -> list[Any]:
    """Without passwords: what is measured is no login."""
    user = get_user_model()
    return list(
        user.objects.bulk_create(user(username=f"agent{number}", password="!") for number in range(count))
    )


def cookie(agent: Any) -> str:
    """The Cookie header of a browser in which the agent is logged in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def reached(inbox: int, route: str, secret: str, agents: Iterable[Any]) -> dict[str, Any]:
    """What a generator of load has to know of an inbox and its members."""
    cookies = [cookie(one) for one in agents]
    return {
        "inbox": inbox,
        "path": f"/webhooks/whatsapp/{inbox}/",
        "route": route,
        "secret": secret,
        "cookies": cookies,
    }


def spread(batch: str, count: int, conversations: Iterable[Any]) -> Iterator[tuple[str, str, Any]]:
    """The id at the provider of each message that went out, the phone that it went to, and its conversation."""
    phones = [(one.contact.addresses.all()[0].value, one) for one in conversations]
    turns = itertools.cycle(phones)
    return ((f"wamid.out.{batch}.{number}", *next(turns)) for number in range(count))
