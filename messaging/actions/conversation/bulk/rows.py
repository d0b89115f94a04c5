"""The locked rows of several conversations, and what of them is read beside their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messaging.actions.conversation.bulk.asked import LABELS, Asked
from messaging.listing import ConversationFilter, filtered
from messaging.models import Agent, Conversation, Label

Pair = tuple[int, int]


@dataclass(slots=True)
class Held:
    """A conversation that is locked, with what is asked of it. `labels`: what it wears, by name; empty where nobody asks."""

    row: Conversation
    asked: Asked
    labels: tuple[Label, ...]

    def shown(self) -> dict[str, Any]:
        """Return the fields that can be asked for, as `Asked` takes them."""
        row = self.row
        return {
            "status": row.status,
            "snoozed_until": row.snoozed_until,
            "assignee": row.assignee_id,
            "team": row.team_id,
            "priority": row.priority,
            "labels": sorted(one.pk for one in self.labels),
            "unread": row.unread,
        }


def lock_rows(
    asked: Sequence[Asked], agent: Agent, *, still: ConversationFilter | None
) -> dict[int, Conversation]:
    """Lock those that the agent sees, in the order of their ids, and return them; `still`: only what it keeps by now."""
    rows = Conversation.objects.of_inboxes(agent.visible_inbox_ids())
    if still is not None:
        rows = filtered(rows, still, agent)
    rows = rows.filter(pk__in=[one.pk for one in asked]).select_related("contact", "assignee")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}


def hold(asked: Iterable[Asked], rows: Mapping[int, Conversation]) -> list[Held]:
    """Return the locked rows with what is asked of each, in the order of their ids."""
    found = sorted((one for one in asked if one.pk in rows), key=lambda one: one.pk)
    worn = _worn([one.pk for one in found if _is_about_labels(one)])
    return [Held(rows[one.pk], one, tuple(worn.get(one.pk, ()))) for one in found]


def _is_about_labels(asked: Asked) -> bool:
    return "labels" in asked.seen or not asked.change.keys().isdisjoint(LABELS)


def _worn(pks: Collection[int]) -> dict[int, list[Label]]:
    worn: dict[int, list[Label]] = {}
    if pks:
        through = Conversation.labels.through.objects.filter(conversation__in=pks)
        for one in through.select_related("label").order_by("label__name"):
            worn.setdefault(one.conversation_id, []).append(one.label)
    return worn


def open_conversations(held: Iterable[Held]) -> dict[Pair, set[int]]:
    """Return which conversations go on, by contact and inbox, where one of these is to be opened again."""
    opened = [one.row for one in held if "status" in one.asked.change and _is_resolved(one.row)]
    rows = Conversation.objects.unresolved().filter(contact__in={row.contact_id for row in opened})
    going_on: dict[Pair, set[int]] = {}
    for contact, inbox, pk in rows.values_list("contact", "inbox", "pk") if opened else ():
        going_on.setdefault((contact, inbox), set()).add(pk)
    return going_on


def _is_resolved(row: Conversation) -> bool:
    return row.status == Conversation.Status.RESOLVED
