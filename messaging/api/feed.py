"""The feed over plain HTTP: the same log that the socket replays."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import feed
from messaging.api.kit import (
    NUMBER_SCHEMA,
    TEXT_SCHEMA,
    Declared,
    FeedEvents,
    agent_of,
    query_number,
    query_text,
    takes,
)
from messaging.errors import NotFound
from messaging.models import Inbox

PAGE = inline_serializer(
    "FeedPage",
    {
        "epoch": serializers.CharField(required=False),
        "head": serializers.IntegerField(required=False),
        "events": FeedEvents(required=False),
        "reset": inline_serializer(
            "FeedReset",
            {
                "head": serializers.IntegerField(),
                "epoch": serializers.CharField(),
                "why": serializers.ChoiceField(["too_old", "epoch", "limit"]),
            },
            required=False,
        ),
    },
)


class FeedView(Declared):
    @takes(
        query=[
            OpenApiParameter("inbox", NUMBER_SCHEMA, required=True),
            OpenApiParameter(
                "since", NUMBER_SCHEMA, description="Last number that the caller holds; left out: from now."
            ),
            OpenApiParameter("epoch", TEXT_SCHEMA, description="Generation of that number."),
        ],
        responses=PAGE,
    )
    def get(self, request: Request) -> Response:
        """Return at most 500 events after `since`; ask again while `head` is above the last one.

        `{"reset": {"head", "epoch", "why"}}` means: the log cannot serve this position without a hole,
        start again from the lists.
        """
        inbox_id = query_number(request, "inbox")
        if inbox_id is None or not Inbox.objects.visible_to(agent_of(request)).filter(pk=inbox_id).exists():
            raise NotFound("There is no such inbox, or you are not a member of it.")
        head = feed.heads([inbox_id]).get(inbox_id, feed.Head(0, ""))
        since, epoch = query_number(request, "since"), query_text(request, "epoch") or None
        if since is None:
            return Response({"epoch": head.epoch, "head": head.seq, "events": []})
        return Response(_page(inbox_id, since, epoch, head))


def _page(inbox_id: int, since: int, epoch: str | None, head: feed.Head) -> dict[str, Any]:
    try:
        events = feed.since(inbox_id, since, epoch=epoch)
    except feed.Reset as reset:
        return {"reset": {"head": reset.head, "epoch": reset.epoch, "why": reset.why}}
    shown = [one.frame() for one in events]
    newest = max(head.seq, events[-1].seq) if events else head.seq
    return {"epoch": head.epoch, "head": newest, "events": shown}
