"""A page of a thread around one of its messages, or around a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from drf_spectacular.utils import OpenApiParameter
from rest_framework.pagination import Cursor
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param
from rest_framework.views import APIView

from messaging.api.kit import NUMBER_SCHEMA, TIME_SCHEMA, ThreadPages, inboxes_of, query_id_or_moment
from messaging.errors import NotFound
from messaging.models import Message

NAME = "around"
AROUND = OpenApiParameter(
    NAME,
    {"oneOf": [NUMBER_SCHEMA, TIME_SCHEMA]},
    description="The id of a message of the thread: the page that has it in its middle. Or a moment, a time with its zone"
    " or a day, which begins by UTC: the page around the first message from then on, which is the oldest one of the page"
    " that is not before it; the end of the thread where nothing is. `next` is older, `previous` newer. It goes before"
    " `from`, and a cursor before it.",
)
# Of a time in the database.
TICK = timedelta(microseconds=1)


class AroundPages(ThreadPages):
    """Pages of a thread, one of which may be asked for with ``around``: by one statement, as any other."""

    is_around = False
    _older: str | None
    _newer: str | None

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        asked = query_id_or_moment(request, NAME)
        if asked is None or self.cursor_query_param in request.query_params:
            return super().paginate_queryset(queryset, request, view)
        self.feed, self.cursor, self.is_around = inboxes_of(request).feed, None, True
        self.base_url = remove_query_param(request.build_absolute_uri(), NAME)
        size = self.get_page_size(request)
        # Which is found counts to the older ones by its id, to the newer ones by the moment before it.
        below, above = (
            (size - size // 2, size // 2) if isinstance(asked, int) else (size // 2, size - size // 2)
        )
        # Two below a page of one: where nothing is from the moment on, it is the end of the thread.
        rows, split = _read(queryset, asked, max(1, below) + 1, above + 1)
        if split == 0:
            below = max(1, below)
        start, end = max(0, split - above), split + below
        self.has_previous, self.has_next = start > 0, end < len(rows)
        page = rows[start:end]
        self._newer = self._link(queryset, rows[: start + 1], page, reverse=True)
        self._older = self._link(queryset, rows[end - 1 : end + 1], page, reverse=False)
        self.page = page
        return page

    def get_next_link(self) -> str | None:
        return self._older if self.is_around else super().get_next_link()

    def get_previous_link(self) -> str | None:
        return self._newer if self.is_around else super().get_previous_link()

    def span(self, page: Sequence[Message]) -> tuple[datetime | None, datetime | None]:
        if not self.is_around:
            return super().span(page)
        since = page[-1].timestamp if page and self.has_next else None
        return since, page[0].timestamp if page and self.has_previous else None

    def _link(
        self,
        queryset: QuerySet[Message],
        border: Sequence[Message],
        page: Sequence[Message],
        *,
        reverse: bool,
    ) -> str | None:
        """Return where the thread goes on at a border, at which stand one message of the page and one beyond it."""
        if len(border) < 2:  # noqa: PLR2004 (one on each side)
            return None
        inside, beyond = border[:: -1 if reverse else 1]
        at = inside.timestamp
        place: Any = at
        skipped = 0
        if beyond.timestamp == at:
            # Several of one instant, and the border is among them: so many of them are left out.
            skipped = sum(one.timestamp == at for one in page)
            if skipped == len(page):  # and more may be on the other side of the page
                side = Q(pk__lte=inside.pk) if reverse else Q(pk__gte=inside.pk)
                skipped = _bare(queryset).filter(side, timestamp=at).count()
            place = at - TICK if reverse else at + TICK
        return self.encode_cursor(Cursor(offset=skipped, reverse=reverse, position=place))


def _read(
    queryset: QuerySet[Message], asked: int | datetime, below: int, above: int
) -> tuple[list[Message], int]:
    """Return at most so many messages on either side of the border, newest first, and how many of them are above it.

    Above it stands what is newer than the message, or what is not before the moment. Raises `NotFound` for a message that
    is none of them.
    """
    bare = _bare(queryset)
    if isinstance(asked, int):
        at = Subquery(bare.filter(pk=asked).values("timestamp"))
        older = bare.filter(timestamp__lte=at).exclude(timestamp=at, pk__gt=asked)
        newer = bare.filter(timestamp__gte=at).exclude(timestamp=at, pk__lte=asked)
    else:
        older, newer = bare.filter(timestamp__lt=asked), bare.filter(timestamp__gte=asked)
    # An id each, or SQLite refuses the limits within a union, and PostgreSQL would read the whole thread for an OR.
    ids = (
        Message.objects.filter(pk__in=side[:most]).values("pk").order_by()
        for side, most in (
            (older.order_by("-timestamp", "-pk"), below),
            (newer.order_by("timestamp", "pk"), above),
        )
    )
    rows = list(queryset.filter(pk__in=next(ids).union(*ids, all=True)).order_by("-timestamp", "-pk"))
    if not isinstance(asked, int):
        return rows, sum(one.timestamp >= asked for one in rows)
    place = next((index for index, one in enumerate(rows) if one.pk == asked), None)
    if place is None:
        raise NotFound("There is no such message in this thread.")
    return rows, place


def _bare(queryset: QuerySet[Message]) -> Any:
    return queryset.select_related(None).prefetch_related(None).order_by().values("pk")
