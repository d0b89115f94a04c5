"""Search: messages and contacts by their words, best first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, datetime
from itertools import chain
from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from messaging.api.kit import (
    NUMBER_SCHEMA,
    PAGE_QUERY,
    Declared,
    Pages,
    agent_of,
    query_number,
    query_text,
    takes,
)
from messaging.api.search_query import FILTERS, check_unfiltered, filter_of
from messaging.errors import ConsoleError, NotFound
from messaging.feed import resources
from messaging.limits import LARGEST_ID
from messaging.models import Address
from messaging.search import ContactPlace, Page, Part, Place, Scope, excerpt, search_contacts, search_messages
from messaging.serializers import ContactSerializer, ConversationSerializer, MessageSerializer

KINDS = ("messages", "contacts")
INVALID_CURSOR = "Invalid cursor"
Resource = dict[str, Any]

PART = inline_serializer(
    "ExcerptPart", {"text": serializers.CharField(), "found": serializers.BooleanField()}, many=True
)
HIT = inline_serializer(
    "SearchHit",
    {
        "message": MessageSerializer(allow_null=True),
        "conversation": ConversationSerializer(allow_null=True),
        "contact": ContactSerializer(allow_null=True),
        "excerpt": PART,
    },
    many=True,
)
ANSWER = inline_serializer(
    "SearchPage",
    {
        "results": HIT,
        "next": serializers.URLField(allow_null=True),
        "meant": inline_serializer(
            "SearchMeant",
            {"typed": serializers.CharField(), "words": serializers.ListField(child=serializers.CharField())},
            many=True,
        ),
    },
)


class SearchView(Declared):
    @takes(
        query=[
            OpenApiParameter(
                "q", str, required=True, description='Words, the last one unfinished; `"…"` for a phrase.'
            ),
            OpenApiParameter("kind", str, enum=KINDS, description="What is searched; default messages."),
            OpenApiParameter("inbox", NUMBER_SCHEMA, description="Only in this inbox."),
            *FILTERS,
            *PAGE_QUERY,
        ],
        responses=ANSWER,
    )
    def get(self, request: Request) -> Response:
        """Find messages, notes among them, or contacts, best first.

        Case and accents do not matter, nor how a number is written. The newest 200 that fit are ordered by how well they do,
        then by age; older ones follow. `next` is the next page. `excerpt` is the text around what was found, in parts. Where a
        word is found nowhere, the three most like it are searched for instead, and `meant` says so. Messages are narrowed by
        `conversation`, `contact`, `label`, `author`, `direction`, `has`, `after` and `before`, all of which have to fit.
        """
        kind = request.query_params.get("kind", "messages")
        if kind not in KINDS:
            raise ConsoleError.field("kind", f"Must be one of {', '.join(KINDS)}.")
        return Response(_messages(request) if kind == "messages" else _contacts(request))


def _messages(request: Request) -> dict[str, Any]:
    scope, limit, place = _page_of(request)
    asked = filter_of(request)
    begins = _message_place(place) if place else None
    page = search_messages(_text(request), scope, limit=limit, place=begins, asked=asked)
    rows = _resources("message", page.ids)
    conversations = _resources("conversation", [row["conversation"] for row in rows.values()])
    hits = [
        _hit(
            message=row,
            conversation=conversations[row["conversation"]],
            excerpt=excerpt(row["content"], page.typed),
        )
        for row in rows.values()
        if row["conversation"] in conversations
    ]
    return _answer(request, hits, page)


def _contacts(request: Request) -> dict[str, Any]:
    check_unfiltered(request)
    scope, limit, place = _page_of(request)
    begins = _contact_place(place) if place else None
    page = search_contacts(_text(request), scope, limit=limit, place=begins)
    hits = [_hit(contact=row, excerpt=_names(row, page)) for row in _resources("contact", page.ids).values()]
    return _answer(request, hits, page)


def _hit(*, excerpt: Sequence[Part], **rows: Any) -> dict[str, Any]:
    return {
        "message": None,
        "conversation": None,
        "contact": None,
        **rows,
        "excerpt": [part._asdict() for part in excerpt],
    }


def _names(contact: Resource, page: Page) -> list[Part]:
    """Return the name in parts, else the first of the other names in which something was found."""
    addresses = (str(Address(kind=one["kind"], value=one["value"])) for one in contact["addresses"])
    found = (excerpt(text, page.typed) for text in chain((contact["name"], contact["username"]), addresses))
    return next(filter(None, found), [])


def _resources(noun: str, ids: Sequence[int]) -> dict[int, Resource]:
    """Return what is still there, in this order. Read as the feed's events are: a page has fifty messages, with
    all that hangs on them and on their conversations, and making models and fields of those takes twice as long."""
    found = resources.load((noun, pk) for pk in ids)
    return {pk: found[noun, pk] for pk in ids if (noun, pk) in found}


def _answer(request: Request, hits: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    following = None
    if page.next is not None:
        following = replace_query_param(request.build_absolute_uri(), "cursor", _written(page.next))
    return {"results": hits, "next": following, "meant": [one._asdict() for one in page.meant]}


def _text(request: Request) -> str:
    if "q" not in request.query_params:
        raise ConsoleError.field("q", "This is required.")
    return query_text(request, "q", blank=True)


def _page_of(request: Request) -> tuple[Scope, int, list[Any] | None]:
    """Return where is searched, how many are asked for, and the values of the cursor."""
    scope = Scope.of(agent_of(request), inbox=query_number(request, "inbox"))
    return scope, Pages().get_page_size(request), _place(request)


# --- cursors: where the next page begins ---------------------------------------------------


def _written(place: Place | ContactPlace) -> str:
    values = [one.isoformat() if isinstance(one, datetime) else one for one in place]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def _place(request: Request) -> list[Any] | None:
    """Return the values of the cursor; raises `NotFound` for one that we did not make."""
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError):
        raise NotFound(INVALID_CURSOR) from None
    *_, pk, skip = values if isinstance(values, list) and len(values) > 1 else (None, None)
    if not (type(pk) is int and type(skip) is int and 0 <= pk <= LARGEST_ID and 0 <= skip <= LARGEST_ID):
        raise NotFound(INVALID_CURSOR)
    return list(values)


def _message_place(values: Sequence[Any]) -> Place:
    try:
        at, pk, skip = values
        place = Place(datetime.fromisoformat(at), pk, skip)
    except (TypeError, ValueError):
        raise NotFound(INVALID_CURSOR) from None
    if place.at.tzinfo is None or not MINYEAR < place.at.year < MAXYEAR:
        raise NotFound(INVALID_CURSOR)
    return place


def _contact_place(values: Sequence[Any]) -> ContactPlace:
    if len(values) != len(ContactPlace._fields):
        raise NotFound(INVALID_CURSOR)
    return ContactPlace(*values)
