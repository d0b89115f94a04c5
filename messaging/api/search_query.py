"""Which messages a search is narrowed to, as a query has it."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from messaging.api.kit import (
    NUMBER_SCHEMA,
    TEXT_SCHEMA,
    TIME_SCHEMA,
    agent_of,
    query_id_or_word,
    query_moment,
    query_number,
    query_text,
)
from messaging.errors import ConsoleError
from messaging.models import Message
from messaging.search import MessageFilter

ME = "me"
HAS = ("file",)
DIRECTIONS = tuple(Message.Direction.values)
_AUTHOR = {"oneOf": [NUMBER_SCHEMA, {"type": "string", "enum": [ME]}]}

# Of messages only.
FILTERS = [
    OpenApiParameter("conversation", NUMBER_SCHEMA, description="Only messages of this conversation."),
    OpenApiParameter("contact", NUMBER_SCHEMA, description="Only in conversations with this customer."),
    OpenApiParameter("label", TEXT_SCHEMA, description="Only in conversations with this label (its name)."),
    OpenApiParameter("author", _AUTHOR, description="Only what this agent wrote, notes too; me."),
    OpenApiParameter(
        "direction",
        str,
        enum=DIRECTIONS,
        description="Only what customers wrote, what they were sent, or notes.",
    ),
    OpenApiParameter("has", str, enum=HAS, description="Only messages with a file."),
    OpenApiParameter(
        "after",
        TIME_SCHEMA,
        description="Only from this moment on: a time with its zone, or a day, which begins by UTC.",
    ),
    OpenApiParameter("before", TIME_SCHEMA, description="Only before this moment."),
]


def filter_of(request: Request) -> MessageFilter:
    """Return what the query asks for; raises `ConsoleError` naming the parameter that is wrong."""
    author = query_id_or_word(request, "author", [ME])
    return MessageFilter(
        conversation=query_number(request, "conversation"),
        contact=query_number(request, "contact"),
        label=query_text(request, "label"),
        author=agent_of(request).pk if author == ME else int(author) if author is not None else None,
        direction=_word(request, "direction", DIRECTIONS),
        has_file=bool(_word(request, "has", HAS)),
        after=query_moment(request, "after"),
        before=query_moment(request, "before"),
    )


def check_unfiltered(request: Request) -> None:
    """Raise `ConsoleError` where the query narrows messages: contacts are not narrowed by it."""
    for one in FILTERS:
        if one.name in request.query_params:
            raise ConsoleError.field(one.name, "Only messages are searched by it.")


def _word(request: Request, name: str, known: tuple[str, ...]) -> str:
    word = request.query_params.get(name)
    if word is not None and word not in known:
        raise ConsoleError.field(name, f"Must be one of {', '.join(known)}.")
    return word or ""
