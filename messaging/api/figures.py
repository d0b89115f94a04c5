"""What was done lately in the inboxes of who asks: an empty screen's numbers, or a screen on the wall."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from messaging.api.kit import Declared, inboxes_of, query_number, takes
from messaging.errors import ConsoleError
from messaging.queries import figures_since

DAY = 24 * 60
# What is read grows with the time that is asked for; reports over weeks are another question.
MOST_MINUTES = 2 * DAY
# How long ago, and not since when: the caller's clock may be wrong, and only the caller knows where it is midnight.
MINUTES = OpenApiParameter(
    "minutes",
    {"type": "integer", "minimum": 1, "default": DAY},
    description=f"So long ago it begins, as the caller's midnight; above {MOST_MINUTES} it is {MOST_MINUTES}.",
)
FIGURES = inline_serializer(
    "Figures",
    {
        "answered": serializers.IntegerField(
            min_value=0, help_text="How often a customer who waited was answered."
        ),
        "resolved": serializers.IntegerField(min_value=0),
        "first_reply_seconds": serializers.IntegerField(
            min_value=0, allow_null=True, help_text="The median; null: there was no first reply."
        ),
    },
)


class FiguresView(Declared):
    @takes(query=[MINUTES], responses=FIGURES)
    def get(self, request: Request) -> Response:
        """Return what was done in the caller's inboxes in the last `minutes`, by everybody. It is counted from what is
        measured a moment after it was done."""
        since = timezone.now() - timedelta(minutes=_minutes(request))
        return Response(figures_since(since, inboxes_of(request).narrow)._asdict())


def _minutes(request: Request) -> int:
    asked = query_number(request, "minutes")
    if asked is None:
        return DAY
    if asked == 0:
        raise ConsoleError.field("minutes", "Must be a number from 1.")
    return min(asked, MOST_MINUTES)
