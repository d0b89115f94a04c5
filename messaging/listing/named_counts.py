"""Which counts a console shows: of its views, its inboxes, the teams, and the saved views."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from messaging.listing.filters import VIEWS, ConversationFilter
from messaging.models import Conversation, SavedView

OPEN = (Conversation.Status.OPEN.value,)
# A view of one status is of that; of mentions those count that are new to the agent.
OF_ANY_STATUS = {"snoozed", "pending", "mentions"}
# What waits for an agent and nobody has read: the number in the title and on the icon of their console.
UNREAD_OF = ("mine", "unassigned")
_SEVERAL = ("status", "priority")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is counted beside the inboxes: `filters` by name, and what is open for each team. `scanned` are the names whose
    rows no index finds, so that all that goes on is looked through for them."""

    filters: Mapping[str, ConversationFilter]
    teams: Collection[int]
    scanned: frozenset[str]

    @property
    def names(self) -> list[str]:
        return [*self.filters, *(f"team:{pk}" for pk in self.teams)]


def counted_views(teams: Iterable[int], saved: Iterable[SavedView]) -> Wanted:
    """Return what is counted, by name: `view:mine`, `unread:mine`, `team:4`, `saved:7`. As the console shows it when
    it is chosen: of what is open. Saved views are counted where they leave out what is resolved, and search for nothing."""
    views = {f"view:{view}": _of_view(view) for view in VIEWS}
    unread = {f"unread:{view}": ConversationFilter(view=view, status=OPEN, unread=True) for view in UNREAD_OF}
    found = {f"saved:{one.pk}": saved_filter(one.filters) for one in saved if not one.filters.get("q")}
    kept = {name: one for name, one in found.items() if one.goes_on}
    scanned = frozenset(name for name, one in (unread | kept).items() if one.is_scanned)
    return Wanted(views | unread | kept, tuple(teams), scanned)


def saved_filter(filters: Mapping[str, Any]) -> ConversationFilter:
    """Return what a saved view, or a body with its words, asks for, without its search and order."""
    given = {name: value for name, value in filters.items() if name not in {"q", "sort"}}
    for name in _SEVERAL:
        given[name] = tuple(given.get(name, ()))
    return ConversationFilter(**given)


def _of_view(view: str) -> ConversationFilter:
    return ConversationFilter(
        view=view, status=() if view in OF_ANY_STATUS else OPEN, unseen=view == "mentions"
    )
