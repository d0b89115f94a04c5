"""A page of a thread, with what was done to the conversation meanwhile, who else is writing in it, and what is known of
its contact."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.pagination import Cursor
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.kit import agent_of, inboxes_of
from messaging.api.thread_around import AroundPages
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_PAGE, PAGE_SIZE
from messaging.models import Activity, ContactNote, Conversation, Message
from messaging.queries import drafting_colleagues
from messaging.serializers import (
    ActivitySerializer,
    ContactNoteSerializer,
    ConversationSerializer,
    DraftingSerializer,
)

ACTIVITY, DRAFTING, CONTACT_NOTES, PAST = "activity", "drafting", "contact_notes", "past"
INCLUDED = (ACTIVITY, DRAFTING, CONTACT_NOTES, PAST)
# One looks at five; the open one is among them, and one more says that there are more.
MOST_PAST = 7
INCLUDE = OpenApiParameter(
    "include",
    str,
    enum=[",".join(names) for count in (1, 2, 3, 4) for names in combinations(INCLUDED, count)],
    description="What comes with the page: `activity`, newest first; `drafting`, the colleagues who have a draft;"
    " with the newest page alone `contact_notes`, the newest fifty notes on the contact, and `past`, the contact's seven"
    " conversations that were active last, this one among them.",
)
BEGINNING = "beginning"
FROM = OpenApiParameter(
    "from",
    str,
    enum=[BEGINNING],
    description="`beginning`: the oldest page, whose `previous` is newer. A cursor goes before it.",
)


class ActiveThreadPages(AroundPages):
    """Pages that may be asked for with ``include=activity,drafting,contact_notes,past``: a statement more for each (three
    for `past`), but no request of its own; from the beginning of the thread on, and around a place in it."""

    activity: list[Any] | None = None
    drafting: list[Any] | None = None
    contact_notes: list[Any] | None = None
    past: list[Any] | None = None

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the cursor of the query, or that of the oldest page where it asks for that."""
        cursor, asked = super().decode_cursor(request), request.query_params.get("from")
        if asked not in {None, BEGINNING}:
            raise ConsoleError.field("from", f"Must be {BEGINNING}.")
        if cursor is None and asked is not None:
            return Cursor(offset=0, reverse=True, position=None)
        return cursor

    def include(self, request: Request, conversation: int, page: Sequence[Message]) -> None:
        """Read what is asked for beside the page. Raises `ConsoleError` for something else that is to be included."""
        asked = request.query_params.get("include")
        if asked is None:
            return
        if not (names := set(asked.split(","))) <= set(INCLUDED):
            raise ConsoleError.field("include", f"Must be some of {', '.join(INCLUDED)}, with commas.")
        if ACTIVITY in names:
            self.activity = self._activity(conversation, page)
        if DRAFTING in names:
            found = drafting_colleagues(conversation, agent_of(request))
            self.drafting = list(DraftingSerializer(found, many=True).data)
        # What is known of the contact is no part of one page: once, with the one that a conversation is opened with.
        if self.cursor is None and not self.is_around:
            self._include_contact(request, conversation, names)

    def _include_contact(self, request: Request, conversation: int, names: set[str]) -> None:
        if CONTACT_NOTES in names:
            notes = ContactNote.objects.filter(contact__conversations=conversation, deleted_at=None)
            shown = notes.select_related("author")[:PAGE_SIZE]
            self.contact_notes = list(ContactNoteSerializer(shown, many=True).data)
        if PAST in names:
            rows = Conversation.objects.with_resources().of_inboxes(inboxes_of(request).narrow)
            theirs = rows.filter(contact__conversations=conversation).order_by("-last_activity_at", "-pk")
            self.past = list(ConversationSerializer(theirs[:MOST_PAST], many=True).data)

    def _activity(self, conversation: int, page: Sequence[Message]) -> list[Any]:
        """Return what was done in the page's span, the newest `LARGEST_PAGE` of it."""
        since, until = self.span(page)
        rows = Activity.objects.filter(conversation=conversation)
        if since is not None:
            rows = rows.filter(at__gte=since)
        if until is not None:
            rows = rows.filter(at__lte=until)
        return list(ActivitySerializer(rows[:LARGEST_PAGE], many=True).data)

    def get_paginated_response(self, data: Any) -> Response:
        answer = super().get_paginated_response(data)
        if self.activity is not None:
            answer.data["activity"] = self.activity
        if self.drafting is not None:
            answer.data["drafting"] = self.drafting
        if self.contact_notes is not None:
            answer.data["contact_notes"] = self.contact_notes
        if self.past is not None:
            answer.data["past"] = self.past
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page; what may be included is there when it was asked for."""
        described = super().get_paginated_response_schema(schema)
        described["properties"]["activity"] = {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Activity"},
            "description": "With `include=activity`: what was done between these messages, newest first.",
        }
        described["properties"]["drafting"] = {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Drafting"},
            "description": "With `drafting` in `include`: the colleagues who have a draft here.",
        }
        described["properties"]["contact_notes"] = {
            "type": "array",
            "items": {"$ref": "#/components/schemas/ContactNote"},
            "description": "With `contact_notes` in `include`, of the newest page: what is noted on the contact.",
        }
        described["properties"]["past"] = {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Conversation"},
            "description": "With `past` in `include`, of the newest page: the contact's conversations, the newest first.",
        }
        return described
