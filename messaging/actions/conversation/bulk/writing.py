"""Changing several locked conversations in memory, and writing all of them in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from messaging.actions.conversation.bulk.checks import status_asked
from messaging.actions.conversation.bulk.rows import Held
from messaging.actions.conversation.conversations import SEEN_FIELDS
from messaging.actions.conversation.history import People, add_activity, record_conversation
from messaging.actions.conversation.read_receipts import mark_all_read_on_open
from messaging.actions.core import STATUS_FIELDS, change_status
from messaging.models import Activity, Conversation, Label, Message, update_rows
from messaging.serializers import LabelSerializer

Labels = tuple[Label, ...]
FIELDS = (*STATUS_FIELDS, "assignee", "team", "priority", *SEEN_FIELDS)


def apply(held: Held) -> bool:
    """Change a locked row in memory as it is asked for; return whether it was resolved and goes on again."""
    row, change = held.row, held.asked.change
    status, until = status_asked(row, change)
    reopened = row.status == Conversation.Status.RESOLVED != status
    if (row.status, row.snoozed_until) != (status, until):
        change_status(row, status, until)
    for name in ("assignee", "team", "priority"):
        if name in change:
            setattr(row, name, change[name])
    held.labels = labels_asked(held.labels, change)
    return reopened


def labels_asked(worn: Labels, change: Mapping[str, Any]) -> Labels:
    """Return what a conversation wears after the change, by name."""
    left = {one.pk: one for one in change.get("labels", worn)}
    left |= {one.pk: one for one in change.get("add_labels", ())}
    for one in change.get("remove_labels", ()):
        left.pop(one.pk, None)
    return tuple(sorted(left.values(), key=lambda one: one.name))


def mark(held: Sequence[Held], *, unread: bool) -> None:
    """Mark the last message of each as unread again, or all of them as seen: in memory, but for what is told to providers."""
    rows = {one.row.pk: one.row for one in held}
    if not rows:
        return
    before = {pk: row.seen_up_to for pk, row in rows.items()}
    for pk, newest, inbound, origin, count in _newest(rows):
        row = rows[pk]
        if not unread:
            row.seen_up_to, row.unread = max(row.seen_up_to, newest or 0), 0
        elif inbound is None or row.seen_up_to < inbound:
            row.unread = count or 0
        else:
            row.seen_up_to, row.unread = inbound - 1, int(origin != Message.Origin.HISTORY)
    if not unread:
        moved = [row for row in rows.values() if row.seen_up_to > before[row.pk]]
        mark_all_read_on_open(moved, before)
    # What no event tells is written all the same.
    update_rows([row for row in rows.values() if row.seen_up_to != before[row.pk]], SEEN_FIELDS)


def _newest(rows: Mapping[int, Conversation]) -> Any:
    """Ask for the newest message of each, its newest inbound one with where that is from, and how many count as unread."""
    lines = Message.objects.filter(conversation=OuterRef("pk")).order_by("-pk")
    inbound = lines.inbound()
    unseen = inbound.filter(pk__gt=OuterRef("seen_up_to")).exclude(origin=Message.Origin.HISTORY)
    counted = unseen.order_by().values("conversation").annotate(n=Count("pk")).values("n")
    return (
        Conversation.objects.filter(pk__in=rows)
        .order_by()
        .values_list(
            "pk",
            Subquery(lines.values("pk")[:1]),
            Subquery(inbound.values("pk")[:1]),
            Subquery(inbound.values("origin")[:1]),
            Subquery(counted),
        )
    )


def write(changed: Sequence[Held], worn: Mapping[int, Labels]) -> None:
    """Write and record rows that are not what they were; `worn`: the labels of each before."""
    rows = [one.row for one in changed]
    update_rows(rows, FIELDS)
    _write_labels(changed, worn)
    people = People()
    people.look_up(
        agents=[pk for row in rows for pk in (row.earlier["assignee_id"], row.assignee_id)],
        teams=[pk for row in rows for pk in (row.earlier["team_id"], row.team_id)],
    )
    for one in changed:
        _record(one, worn[one.row.pk], people)


def _write_labels(changed: Sequence[Held], worn: Mapping[int, Labels]) -> None:
    through = Conversation.labels.through
    added, removed = [], defaultdict(list)
    for one in changed:
        before, now = ({label.pk for label in labels} for labels in (worn[one.row.pk], one.labels))
        added += [through(conversation_id=one.row.pk, label_id=pk) for pk in sorted(now - before)]
        for pk in before - now:
            removed[pk].append(one.row.pk)
    through.objects.bulk_create(added, batch_size=200)
    for label, pks in removed.items():
        through.objects.filter(label=label, conversation__in=pks).delete()


def _record(held: Held, worn: Labels, people: People) -> None:
    row = held.row
    before, now = ({one.name for one in labels} for labels in (worn, held.labels))
    if before == now:
        return record_conversation(row, people=people)
    record_conversation(row, was={"labels": LabelSerializer(worn, many=True).data}, people=people)
    if now - before:
        add_activity(row, Activity.Verb.LABELS_ADDED, after=sorted(now - before))
    if before - now:
        add_activity(row, Activity.Verb.LABELS_REMOVED, before=sorted(before - now))
    return None
