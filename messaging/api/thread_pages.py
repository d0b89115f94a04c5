"""A page of a thread, with what was done to the conversation meanwhile, and who else is writing in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.kit import ThreadPages, agent_of
from messaging.errors import ConsoleError
from messaging.limits import LARGEST_PAGE
from messaging.models import Activity, Message
from messaging.queries import drafting_colleagues
from messaging.serializers import ActivitySerializer, DraftingSerializer

ACTIVITY, DRAFTING = "activity", "drafting"
INCLUDE = OpenApiParameter(
    "include",
    str,
    enum=(ACTIVITY, DRAFTING, f"{ACTIVITY},{DRAFTING}"),
    description="What comes with the page: `activity`, newest first; `drafting`, the colleagues who have a draft.",
)


class ActiveThreadPages(ThreadPages):
    """Pages that may be asked for with ``include=activity,drafting``: one statement more for each, but no request of its
    own."""

    activity: list[Any] | None = None
    drafting: list[Any] | None = None

    def include(self, request: Request, conversation: int, page: Sequence[Message]) -> None:
        """Read what is asked for beside the page. Raises `ConsoleError` for something else that is to be included."""
        asked = request.query_params.get("include")
        if asked is None:
            return
        if not (names := set(asked.split(","))) <= {ACTIVITY, DRAFTING}:
            raise ConsoleError.field("include", "Must be activity, drafting, or both with a comma.")
        if ACTIVITY in names:
            self.activity = self._activity(conversation, page)
        if DRAFTING in names:
            found = drafting_colleagues(conversation, agent_of(request))
            self.drafting = list(DraftingSerializer(found, many=True).data)

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
        return answer

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page; `activity` and `drafting` are there when they were asked for."""
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
        return described
