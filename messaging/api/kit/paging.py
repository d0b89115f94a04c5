"""Keyset pages, with the positions of the feed before their rows were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.api.kit.request_values import TEXT_SCHEMA
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_PAGE, PAGE_SIZE, is_number
from messaging.listing import ORDERINGS
from messaging.models import Agent, Message
from messaging.queries import SeenInboxes, seen_inboxes

# The query of every list.
PAGE_QUERY = (
    OpenApiParameter("cursor", TEXT_SCHEMA, description="From `next` or `previous` of a page."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "default": PAGE_SIZE},
        description=f"Rows of a page; above {LARGEST_PAGE} it is {LARGEST_PAGE}.",
    ),
)


class Pages(CursorPagination):
    """``?cursor=…&page_size=…`` (at most 200)."""

    max_page_size = LARGEST_PAGE
    page_size_query_param = "page_size"
    ordering: Any = ("-id",)

    def get_page_size(self, request: Request) -> int:
        """Return how many rows are asked for; raises `ConsoleError` for what is no number from 1."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return PAGE_SIZE
        if not (asked.isascii() and asked.isdigit() and asked.strip("0")):
            raise ConsoleError.field(self.page_size_query_param, "Must be a number from 1.")
        return min(int(asked), LARGEST_PAGE) if is_number(asked) else LARGEST_PAGE

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the query parameters of every list, as OpenAPI has them."""
        return [_parameter(one.name, one.type, one.description or "") for one in PAGE_QUERY]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page, whose fields are always there."""
        described = super().get_paginated_response_schema(schema)
        link = {"type": ["string", "null"], "format": "uri"}
        described["properties"] |= {"next": link, "previous": link}
        described["required"] = [*described["properties"]]
        return described

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the cursor of the query; raises `NotFound` for one that we did not make."""
        if request.query_params.get(self.cursor_query_param) == "":
            raise NotFound(self.invalid_cursor_message)
        cursor = super().decode_cursor(request)
        position = None if cursor is None else cursor.position
        if position is not None and not self.is_position(str(position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def is_position(self, text: str) -> bool:
        """Return whether it is a value of the first field of `ordering`; the database would fail on any other."""
        return is_number(text)


FEED_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["epoch", "seq"],
        "properties": {"epoch": {"type": "string"}, "seq": {"type": "integer"}},
    },
    "description": "Where each inbox's feed stood before these rows were read.",
}


def _parameter(name: str, schema: Any, description: Any) -> dict[str, Any]:
    return {"name": name, "required": False, "in": "query", "description": description, "schema": schema}


def inboxes_of(request: Request) -> SeenInboxes:
    """Return the inboxes that the caller sees and where their feeds stand; read once per request, before any rows."""
    asked: Any = request._request
    if not hasattr(asked, "seen_inboxes"):
        agent: Agent = request.user  # type: ignore[assignment]  # (views are behind the login)
        asked.seen_inboxes = seen_inboxes(agent)
    seen: SeenInboxes = asked.seen_inboxes
    return seen


class LivePages(Pages):
    """Pages of resources that the feed keeps up to date: ``feed`` holds the positions from which to subscribe."""

    feed: dict[str, dict[str, object]]

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        # Before the rows: a change in between is then replayed (harmless), never missed.
        self.feed = inboxes_of(request).feed
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        answer = super().get_paginated_response(data)
        answer.data["feed"] = self.feed
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        described["required"].append("feed")
        described["properties"]["feed"] = FEED_SCHEMA
        return described


class TimePages(LivePages):
    """Ordered by a time."""

    def is_position(self, text: str) -> bool:
        try:
            moment = parse_datetime(text)
        except ValueError:  # like a time, but there is none such
            return False
        # The first and the last year cannot be converted to every time zone.
        return moment is not None and moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR


class SortedIds:
    """Rows of which only those of a page are read as a whole: the database sorts ids, and what hangs on a row is joined to
    fifty of them instead of to all that may be on the page. `whole`: the same rows and more, with all that is shown."""

    def __init__(self, rows: QuerySet[Any], whole: QuerySet[Any]) -> None:
        self._rows, self._whole = rows, whole

    def order_by(self, *keys: str) -> SortedIds:
        return SortedIds(self._rows.order_by(*keys), self._whole.order_by(*keys))

    def filter(self, **kept: Any) -> SortedIds:
        return SortedIds(self._rows.filter(**kept), self._whole)

    def __getitem__(self, part: slice) -> QuerySet[Any]:
        return self._whole.filter(pk__in=self._rows.values("pk")[part])


class ConversationPages(TimePages):
    """In the order that the query's ``sort`` names; the view has checked it, and added the key."""

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, str]:
        return ORDERINGS[request.query_params.get("sort", "activity")]


class ThreadPages(TimePages):
    ordering = ("-timestamp", "-id")

    def span(self, page: Sequence[Message]) -> tuple[datetime | None, datetime | None]:
        """Return from when until when a page of the thread reaches, both included; None: without an end.

        The spans of all pages cover everything, also what lies between the last message of one and the first of the
        next.
        """
        cursor: Cursor | None = self.cursor
        beside = parse_datetime(str(cursor.position)) if cursor and cursor.position is not None else None
        if cursor and cursor.reverse:
            return beside, page[0].timestamp if page and self.has_previous else None
        return page[-1].timestamp if page and self.has_next else None, beside


class ActivityPages(TimePages):
    ordering = ("-at", "-id")


class FilePages(TimePages):
    """By the time of their messages."""

    ordering = ("-timestamp", "-id")


class NoticePages(TimePages):
    ordering = ("-at", "-id")
