"""The filters and orders of the list of conversations, as a query has them."""

from __future__ import annotations

from collections.abc import Sequence

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from messaging.api.kit import NUMBER_SCHEMA, TEXT_SCHEMA, query_id_or_word, query_number, query_text
from messaging.errors import ConsoleError
from messaging.listing import SORTS, VIEWS, ConversationFilter
from messaging.models import Conversation

PRIORITIES = Conversation.Priority.values
STATUSES = Conversation.Status.values
YES_OR_NO = {"type": "boolean"}
_TEAM = {"oneOf": [NUMBER_SCHEMA, {"type": "string", "enum": ["none"]}]}
_ASSIGNEE = {"oneOf": [NUMBER_SCHEMA, {"type": "string", "enum": ["me", "none"]}]}

FILTERS = [
    OpenApiParameter("view", str, enum=tuple(VIEWS), description="Whose conversations; default all."),
    OpenApiParameter("status", str, many=True, enum=STATUSES, explode=True),
    OpenApiParameter("inbox", NUMBER_SCHEMA, description="Only this inbox."),
    OpenApiParameter("contact", NUMBER_SCHEMA, description="Only this customer's, the finished ones too."),
    OpenApiParameter("team", _TEAM, description="Only this team's; none: no team's."),
    OpenApiParameter("assignee", _ASSIGNEE, description="Only this agent's; me, or none: nobody's."),
    OpenApiParameter("label", TEXT_SCHEMA, description="Only with this label (its name)."),
    OpenApiParameter("priority", str, many=True, enum=PRIORITIES, explode=True),
    OpenApiParameter("unread", YES_OR_NO, description="Only with messages that nobody has seen."),
    OpenApiParameter("unanswered", YES_OR_NO, description="Only where the customer waits for an answer."),
    OpenApiParameter(
        "undelivered", YES_OR_NO, description="Only whose last message is ours, and failed or unconfirmed."
    ),
    OpenApiParameter("scheduled", YES_OR_NO, description="Only where a message goes out later, by itself."),
    OpenApiParameter(
        "q",
        str,
        description="Words, all in one message or in the contact's name, username or addresses; or a label.",
    ),
    OpenApiParameter(
        "sort",
        str,
        enum=SORTS,
        description="The newest activity first (default), who waits longest, or the most urgent; the last two leave out"
        " what is resolved.",
    ),
]


def filter_of(request: Request) -> ConversationFilter:
    """Return what the query asks for; raises `ConsoleError` naming the parameter that is wrong."""
    return ConversationFilter(
        view=_word(request, "view", tuple(VIEWS), "all"),
        status=_words(request, "status", STATUSES),
        inbox=query_number(request, "inbox"),
        contact=query_number(request, "contact"),
        team=query_id_or_word(request, "team", ["none"]),
        assignee=query_id_or_word(request, "assignee", ["me", "none"]),
        label=query_text(request, "label"),
        priority=_words(request, "priority", PRIORITIES),
        unread=_is_asked(request, "unread"),
        unanswered=_is_asked(request, "unanswered"),
        undelivered=_is_asked(request, "undelivered"),
        scheduled=_is_asked(request, "scheduled"),
    )


def sort_of(request: Request) -> str:
    """Return the order that the query asks for."""
    return _word(request, "sort", SORTS, "activity")


def _word(request: Request, name: str, known: Sequence[str], default: str) -> str:
    word = request.query_params.get(name, default)
    if word not in known:
        raise _not_one_of(name, known)
    return word


def _words(request: Request, name: str, known: Sequence[str]) -> tuple[str, ...]:
    if name not in request.query_params:
        return ()
    named = [word for text in request.query_params.getlist(name) for word in text.split(",") if word]
    if not named or not set(named) <= set(known):
        raise _not_one_of(name, known)
    return tuple(dict.fromkeys(named))


def _is_asked(request: Request, name: str) -> bool:
    return _word(request, name, ["true", "false"], "false") == "true"


def _not_one_of(name: str, known: Sequence[str]) -> ConsoleError:
    return ConsoleError.field(name, f"Must be one of {', '.join(known)}.")
