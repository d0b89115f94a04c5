"""Changing all that a list shows: slice by slice, each a transaction of its own, so that nobody waits for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from messaging.actions.conversation.bulk.asked import MOST_AT_ONCE, Asked, Outcome, resolve
from messaging.actions.conversation.bulk.changing import change_conversations
from messaging.actors import Actor
from messaging.listing import MOST_COUNTED, ConversationFilter, filtered
from messaging.models import Agent, Conversation
from messaging.search import Scope, matching_conversations


@dataclass(frozen=True, slots=True)
class Slice:
    """What became of one slice; the next one is `before` this id (None: there is none), and that many `remain`, at most
    `MOST_COUNTED`."""

    outcomes: list[Outcome]
    before: int | None
    remain: int


def change_listed(
    asked: ConversationFilter,
    text: str,
    change: Mapping[str, Any],
    agent: Agent,
    *,
    before: int | None = None,
    by: Actor,
) -> Slice:
    """Change the newest conversations that a list with this filter and search shows to the agent, of those `before` an id.

    In the order of the ids, downwards: what comes into the list meanwhile is not touched, and what the change takes out of
    it leaves no gap. What no longer fits once it is locked stays as it is.
    """
    (whole,) = resolve([Asked(0, change)])
    rows = _rows(asked, text, agent)
    here = rows if before is None else rows.filter(pk__lt=before)
    pks = list(here.order_by("-pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    outcomes = change_conversations([Asked(pk, whole.change) for pk in pks], agent, still=asked, by=by)
    if len(pks) < MOST_AT_ONCE:
        return Slice(outcomes, None, 0)
    remain = rows.filter(pk__lt=pks[-1]).order_by().values("pk")[:MOST_COUNTED].count()
    return Slice(outcomes, pks[-1] if remain else None, remain)


def _rows(asked: ConversationFilter, text: str, agent: Agent) -> QuerySet[Conversation]:
    rows = filtered(Conversation.objects.of_inboxes(agent.visible_inbox_ids()), asked, agent)
    if not text:
        return rows
    return matching_conversations(rows, text, Scope.of(agent, inbox=asked.inbox), narrowed=asked.is_narrow)
