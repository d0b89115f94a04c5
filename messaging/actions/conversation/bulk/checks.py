"""What refuses a change of one conversation among several: as its own verbs do, from what is read for all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery

from messaging.actions.conversation.bulk.rows import Held, open_conversations
from messaging.actions.conversation.conversations import (
    already_assigned,
    already_open,
    check_status,
    not_a_member,
)
from messaging.actions.conversation.field_changes import changed_by
from messaging.errors import Conflict, ConsoleError
from messaging.models import Activity, Agent, Conversation

TIMED = {"status", "snoozed_until"}


class ChangedMeanwhile(Conflict):
    """Who did it is looked up for all at once."""


class Checks:
    """Checks conversations in the order of their ids, each as the ones before leave the customer's others."""

    def __init__(self, held: Iterable[Held]) -> None:
        self._going_on = open_conversations(held)
        self._inboxes: dict[int, Collection[int] | None] = {}

    def check(self, held: Held) -> None:
        """Raise `ConsoleError` where the change is to be refused."""
        asked, row = held.asked, held.row
        if asked.refusal is not None:
            raise asked.refusal
        if not _is_as_seen(held.shown(), asked.seen):
            raise ChangedMeanwhile("Changed meanwhile.")
        status, until = status_asked(row, asked.change)
        if asked.change.keys() & TIMED:
            check_status(status, until)
        if "assignee" in asked.change:
            self._check_assignee(held, asked.change["assignee"])
        self._check_goes_on(row, status)

    def _check_assignee(self, held: Held, assignee: Agent | None) -> None:
        row, asked = held.row, held.asked
        if assignee is not None and not self._sees(assignee, row.inbox_id):
            raise not_a_member(assignee)
        now, wanted = row.assignee_id, None if assignee is None else assignee.pk
        if now is None or now in {wanted, asked.was} or asked.change.get("take_over"):
            return
        if wanted is not None or asked.was is not None:
            raise already_assigned(row.assignee)

    def _sees(self, agent: Agent, inbox_id: int) -> bool:
        if agent.pk not in self._inboxes:
            self._inboxes[agent.pk] = agent.visible_inbox_ids()
        seen = self._inboxes[agent.pk]
        return seen is None or inbox_id in seen

    def _check_goes_on(self, row: Conversation, status: str) -> None:
        if status == row.status:
            return
        others = self._going_on.setdefault((row.contact_id, row.inbox_id), set())
        if status == Conversation.Status.RESOLVED:
            others.discard(row.pk)
        elif row.status == Conversation.Status.RESOLVED:
            if others:
                raise already_open()
            others.add(row.pk)


def status_asked(row: Conversation, change: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the status and the end of the snooze that the change leaves."""
    status = change.get("status", row.status)
    until = change.get("snoozed_until", row.snoozed_until)
    return status, until if status == Conversation.Status.SNOOZED else None


def _is_as_seen(shown: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
    return all(
        shown[name] == (sorted(set(value)) if name == "labels" else value) for name, value in seen.items()
    )


def changed_meanwhile(pks: Collection[int]) -> dict[int, ConsoleError]:
    """Return the refusals of what somebody has changed since it was seen, with who did it."""
    newest = Activity.objects.filter(conversation=OuterRef("pk")).order_by("-at", "-id").values("pk")[:1]
    rows = Conversation.objects.filter(pk__in=pks).order_by().values_list("pk", Subquery(newest))
    last = dict(rows) if pks else {}
    done = Activity.objects.in_bulk([pk for pk in last.values() if pk])
    return {pk: changed_by(done.get(last.get(pk))) for pk in pks}
