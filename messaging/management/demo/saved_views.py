"""The demo's saved views: one that everybody finds, one of the visitor's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.models import Agent, SavedView

# Name, owner (none: shared), and what the query of the list has.
VIEWS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Urgent and high", "", {"view": "all", "status": ["open"], "priority": ["urgent", "high"]}),
    (
        "Mine, waiting for me",
        "demo",
        {"view": "mine", "status": ["open"], "unanswered": True, "sort": "waiting"},
    ),
)


def write_saved_views(people: Mapping[str, Agent]) -> None:
    """Store those whose names are not taken; the past makes no feed events."""
    SavedView.objects.bulk_create(
        (
            SavedView(name=name, owner=people[owner] if owner else None, filters=filters)
            for name, owner, filters in VIEWS
        ),
        ignore_conflicts=True,
    )
