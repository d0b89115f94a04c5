"""The first page's figures, and the other pages of the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from messaging.admin.kit import allowed, visible
from messaging.models import Conversation, Message, OutboxLane, WebhookCall

# Older failures are history; the bound keeps the count on an index.
RECENT = timedelta(days=7)
# Nobody counts further: it would take longer the more there are.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the list behind it. `css` colours it when it is not zero."""

    label: str
    count: int
    url: str
    css: str

    @property
    def shown(self) -> str:
        """Return the count for people: ``7``, ``more than 1,000``."""
        return f"{self.count}" if self.count <= MOST else f"more than {MOST:,}"

    @property
    def mark(self) -> str:
        return self.css if self.count else "calm"


def figures(request: HttpRequest) -> list[Figure]:
    """Return the figures, of what the agent may see."""
    return [
        _figure(request, label, model, query, css)
        for label, model, query, css in _questions()
        if allowed(request, model, "view")
    ]


def _questions() -> Iterator[tuple[str, type[Model], dict[str, str], str]]:
    since = (timezone.now() - RECENT).replace(minute=0, second=0, microsecond=0).isoformat()
    yield "conversations with unread messages", Conversation, {"unread__gt": "0"}, "open"
    yield (
        "open without an assignee",
        Conversation,
        {"status__exact": "open", "assignee__isnull": "True"},
        "pending",
    )
    yield "failed this week", Message, {"status__exact": "failed", "timestamp__gte": since}, "failed"
    yield (
        "unconfirmed this week",
        Message,
        {"status__exact": "unconfirmed", "timestamp__gte": since},
        "unconfirmed",
    )
    yield "lanes with work", OutboxLane, {"due_at__isnull": "False"}, "queued"
    yield "failed webhook calls", WebhookCall, {"state__exact": "failed"}, "failed"


def _figure(request: HttpRequest, label: str, model: type[Model], query: dict[str, str], css: str) -> Figure:
    rows: QuerySet[Model] = visible(request, model._default_manager.all())
    count = rows.filter(_condition(model, query)).order_by()[: MOST + 1].count()
    url = reverse(f"admin:messaging_{model._meta.model_name}_changelist")
    return Figure(label, count, f"{url}?{urlencode(query)}", css)


def _condition(model: type[Model], query: Mapping[str, str]) -> Q:
    """Return the condition that the list applies for the same query string."""
    values: dict[str, Any] = {
        name: value == "True" if name.endswith("isnull") else value for name, value in query.items()
    }
    if model is Message and "status__exact" in values:
        return Message.with_status(values.pop("status__exact")) & Q(**values)
    return Q(**values)


def other_pages() -> list[tuple[str, str]]:
    """Return ``(label, url)`` of the other pages of the console."""
    found = [("Console", "/"), ("API", "/api/docs/")]
    if settings.SIMULATOR:
        found.insert(1, ("Phone", "/simulator/"))
    return found
