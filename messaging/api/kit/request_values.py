"""Functions that all views of the API share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any, cast

from django.utils.dateparse import parse_date, parse_datetime
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.request import Request

from messaging.actors import Actor
from messaging.api.kit.operations import Body
from messaging.errors import ConsoleError, Forbidden
from messaging.limits import LARGEST_ID, LONGEST_NUMBER, is_number
from messaging.models import Agent

# A number of a path or a query, as OpenAPI describes what `is_number` takes; a text that filters, so is not empty.
NUMBER_SCHEMA = {"type": "integer", "format": "int64", "minimum": 0, "maximum": 10**LONGEST_NUMBER - 1}
TEXT_SCHEMA = {"type": "string", "minLength": 1}
# A day or a time, of which no format of OpenAPI is both.
TIME_SCHEMA = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$"}


def an_id(**options: Any) -> serializers.IntegerField:
    """Return a field for the id of a resource."""
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


def agent_of(request: Request) -> Agent:
    """Return the agent who asks; the permission classes let only agents through."""
    user: object = request.user
    return cast("Agent", user)


def actor_of(request: Request) -> Actor:
    """Who acts: an agent in a session, or a program that holds an agent's token."""
    agent = agent_of(request)
    return Actor.token(agent) if isinstance(request.auth, AuthToken) else Actor.agent(agent)


def validated_body(body: type[Body], request: Request) -> dict[str, Any]:
    """Return the validated body; raises DRF's ValidationError, which becomes a 400 with a sentence per field."""
    given = body(data=request.data)
    given.is_valid(raise_exception=True)
    return cast("dict[str, Any]", given.validated_data)


def check_admin(agent: Agent) -> None:
    """Raise `Forbidden` unless the agent is an admin."""
    if not (agent.is_superuser or agent.role == Agent.Role.ADMIN):
        raise Forbidden("Only admins may do this.")


def check_supervisor(agent: Agent) -> None:
    """Raise `Forbidden` unless the agent is a supervisor or an admin."""
    if not agent.sees_everything:
        raise Forbidden("Only supervisors and admins may do this.")


def query_text(request: Request, name: str, *, blank: bool = False) -> str:
    """Return a text of the query, `""` when it is not there. No stored text holds NUL, and PostgreSQL refuses it.

    Raises `ConsoleError` for one that is there and empty, which would filter nothing, unless it may be `blank`.
    """
    given = request.query_params.get(name)
    if given == "" and not blank:
        raise ConsoleError.field(name, "This may not be blank.")
    return (given or "").replace("\x00", "\ufffd")


def query_word(request: Request, name: str, pattern: re.Pattern[str]) -> str:
    """Return a text of the query that fits the pattern, `""` when it is not there; raises `ConsoleError`."""
    given = query_text(request, name)
    if given and not pattern.fullmatch(given):
        raise ConsoleError.field(name, "There is no such one.")
    return given


def query_number(request: Request, name: str) -> int | None:
    """Return a number of the query, None when it is not there; raises `ConsoleError` naming the parameter."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if not is_number(text):
        raise ConsoleError.field(name, "Must be a number that is not negative.")
    return int(text)


def query_flag(request: Request, name: str) -> bool | None:
    """Return whether the query says yes, None when it is not there; raises `ConsoleError` naming the parameter."""
    text = request.query_params.get(name)
    if text not in {None, "true", "false"}:
        raise ConsoleError.field(name, "Must be true or false.")
    return None if text is None else text == "true"


def query_id_or_word(request: Request, name: str, words: Sequence[str]) -> int | str | None:
    """Return an id of the query, or one of these words in its place; None when it is not there. Raises `ConsoleError`."""
    given = request.query_params.get(name)
    if given is None or given in words:
        return given
    if not is_number(given):
        raise ConsoleError.field(name, f"Must be a number that is not negative, or {' or '.join(words)}.")
    return int(given)


def query_moment(request: Request, name: str) -> datetime | None:
    """Return a time of the query; that of a day is its beginning by UTC. None when it is not there; raises `ConsoleError`."""
    text = request.query_params.get(name)
    return None if text is None else _moment(name, text)


def query_id_or_moment(request: Request, name: str) -> int | datetime | None:
    """Return an id of the query, or a moment in its place; None when it is not there. Raises `ConsoleError`."""
    text = request.query_params.get(name)
    if text is None:
        return None
    return int(text) if is_number(text) else _moment(name, text)


def _moment(name: str, text: str) -> datetime:
    at = _parsed(text)
    # The first and the last year have no place in another zone.
    if at is None or at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ConsoleError.field(name, "Must be a day, or a time with its zone, by ISO 8601.")
    return at


def _parsed(text: str) -> datetime | None:
    try:
        if day := parse_date(text):
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return parse_datetime(text)
    except ValueError:
        return None
