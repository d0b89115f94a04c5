"""Many agents at once, each logged in: for installations that have just been made, ours and others."""

from __future__ import annotations

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
