"""The conversations of a merged contact that is two again: whose each is, and which messages belong elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actions.contact.merge_evidence import Ended, Evidence, answerer_of
from messaging.actions.contact.message_owners import MessageOwners, Side
from messaging.actions.conversation import (
    ANSWERED_FIELDS,
    REOPENED_WITHIN,
    note_scheduled,
    record_conversation,
    recount_replies,
    waiting_of,
)
from messaging.actions.core import (
    REPLY_FIELDS,
    SILENT_KINDS,
    STATUS_FIELDS,
    change_status,
    record_message,
    window_after,
)
from messaging.errors import Conflict
from messaging.models import Contact, Conversation, Inbox, Message
from messaging.queries import unread_count
from messaging.serializers import LabelSerializer

Status = Conversation.Status
RECOUNTED_FIELDS = (
    "contact",
    "assignee",
    "team",
    "priority",
    "unread",
    "seen_up_to",
    "last_message",
    "last_activity_at",
    "window_closes_at",
    "scheduled_at",
    *STATUS_FIELDS,
    *REPLY_FIELDS,
    *ANSWERED_FIELDS,
)
# When the service window closes, by whose it is and the inbox.
Windows = Mapping[tuple[Side, int], datetime]
# Rows of one statement that names messages by id.
AT_ONCE = 500


@dataclass
class Split:
    """The locked conversations of a merged contact, and whose each is. `went_on`: in which one another did that a later merge
    ended; `changed`: those that have other lines than before, or a
    part of their own again; `labels_were`: what they showed of those whose labels changed."""

    sides: Mapping[Side, Contact]
    evidence: Evidence
    rows: dict[int, Conversation]
    inboxes: Mapping[int, Inbox]
    owners: MessageOwners
    side_of: dict[int, Side] = field(default_factory=dict)
    went_on: Mapping[int, int] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    labels_were: dict[int, Any] = field(default_factory=dict)

    def goes_on(self, conversation: Conversation) -> bool:
        """Return whether a conversation is running, or the one in which it went on is."""
        found: Conversation | None = conversation
        seen: set[int] = set()
        while found is not None and not is_running(found) and found.pk not in seen:
            seen.add(found.pk)
            found = self.rows.get(self.went_on.get(found.pk, 0))
        return found is not None and is_running(found)

    def of(self, side: Side, inbox_id: int) -> list[Conversation]:
        """Return the side's conversations in an inbox: the running one first, else the one that was active last."""
        found = [
            one for one in self.rows.values() if one.inbox_id == inbox_id and self.side_of[one.pk] == side
        ]
        return sorted(found, key=lambda one: (is_running(one), one.last_activity_at, one.pk), reverse=True)


def is_running(conversation: Conversation) -> bool:
    return conversation.status != Status.RESOLVED


def split_conversations(split: Split) -> None:
    """Give each conversation to whose it is, and each message to the conversation that it belongs to. Raises `Conflict` while
    one that would move is being sent."""
    candidates = _candidates(split)
    _decide(split, candidates)
    misplaced = [
        (one, side) for one, side in _sided(split, candidates) if side != split.side_of[one.conversation_id]
    ]
    if any(message.status in Message.WAITING for message, _ in misplaced):
        raise Conflict(
            "A message to this customer is just being sent. Take the merge back when it has gone out.",
            code="being_sent",
        )
    for pk, side in split.side_of.items():
        split.rows[pk].contact = split.sides[side]
    gone = [pk for pk, side in split.side_of.items() if side == "gone"]
    Conversation.objects.filter(pk__in=gone).update(contact=split.sides["gone"])
    for ended in split.evidence["ended"]:
        _take_apart(split, ended)
    _move(split, misplaced)
    windows = _windows(split)
    _recount(split, windows)
    _close_windows(split, windows)


def _candidates(split: Split) -> list[Message]:
    """Return what came after the merge, or waited through it for the customer's next message."""
    held = [pk for pk, _ in split.evidence["held"]]
    lines = Message.objects.filter(conversation__in=split.rows).exclude(direction=Message.Direction.NOTE)
    later = lines.filter(pk__gt=split.evidence["last_message"])
    return sorted({*later, *lines.filter(pk__in=held)}, key=lambda one: one.pk)


def _sided(split: Split, messages: Iterable[Message]) -> Iterator[tuple[Message, Side]]:
    """Yield each message with whose it is, where that is known. What is still held is of who it was held for."""
    held = dict(split.evidence["held"])
    for message in messages:
        if message.status == Message.Status.HELD and held.get(message.pk) in split.side_of:
            yield message, split.side_of[held[message.pk]]
        elif side := split.owners.of(message, split.inboxes[message.inbox_id]):
            yield message, side


def _decide(split: Split, candidates: Iterable[Message]) -> None:
    """Say whose each conversation is: what was there goes back, what came later is of who it began with."""
    theirs = set(split.evidence["conversations"])
    before = Message.objects.filter(conversation__in=split.rows, pk__lte=split.evidence["last_message"])
    old = set(before.order_by().values_list("conversation", flat=True).distinct())
    first: dict[int, Side] = {}
    for message in candidates:
        if side := split.owners.of(message, split.inboxes[message.inbox_id]):
            first.setdefault(message.conversation_id, side)
    for pk in split.rows:
        if pk in theirs:
            split.side_of[pk] = "gone"
        else:
            split.side_of[pk] = "keep" if pk in old else first.get(pk, "keep")


def _take_apart(split: Split, pair: Ended) -> None:
    """Let the conversation that ended go on if the other one still does, which gives back what it took over."""
    ended, running = split.rows.get(pair["ended"]), split.rows.get(pair["running"])
    if ended is None or running is None or split.side_of[ended.pk] == split.side_of[running.pk]:
        return
    for name, (before, after) in pair["took"].items():
        if getattr(running, name) == after:
            setattr(running, name, before)
    _give_back_answerers(ended, running, pair)
    split.labels_were[running.pk] = LabelSerializer(running.labels.all(), many=True).data
    running.labels.remove(*pair["labels"])
    split.changed |= {ended.pk, running.pk}
    _keep_seen(split, running, ended)
    others = split.of(split.side_of[ended.pk], ended.inbox_id)
    if split.goes_on(running) and not is_running(ended) and not any(map(is_running, others)):
        _reopen(ended, pair["status"])


def _give_back_answerers(ended: Conversation, running: Conversation, pair: Ended) -> None:
    """Let be who answered either before, where nothing newer is known."""
    before, after = pair["took_answered"]
    for conversation, was, became in ((running, before, after), (ended, pair["answered"], (None, None))):
        if answerer_of(conversation) == tuple(became):
            who, at = was
            conversation.answered_by = who
            conversation.answered_by_at = datetime.fromisoformat(at) if at else None


def _reopen(conversation: Conversation, status: str) -> None:
    """Let it go on as it did; a snooze is over."""
    change_status(conversation, Status.PENDING if status == Status.PENDING else Status.OPEN)
    # Nobody had resolved it.
    conversation.reopened -= 1


def _move(split: Split, misplaced: Iterable[tuple[Message, Side]]) -> None:
    groups: dict[tuple[Side, int], list[Message]] = {}
    for message, side in misplaced:
        groups.setdefault((side, message.inbox_id), []).append(message)
    for (side, inbox_id), messages in groups.items():
        sources = [split.rows[pk] for pk in dict.fromkeys(one.conversation_id for one in messages)]
        target = _target(split, side, inbox_id, messages, sources)
        _move_to(split, target, messages)
        split.changed |= {target.pk, *(source.pk for source in sources)}
        for source in sources:
            _keep_seen(split, source, target)


def _target(
    split: Split, side: Side, inbox_id: int, messages: list[Message], sources: list[Conversation]
) -> Conversation:
    """Return where the side's messages in an inbox go: on with its own conversation, else into one that is made."""
    goes_on = any(map(is_running, sources))
    since = min(one.timestamp for one in messages)
    mates = {pair["ended"] for pair in split.evidence["ended"]}
    for one in split.of(side, inbox_id):
        if is_running(one) or one.pk in mates or one.last_activity_at > since - REOPENED_WITHIN:
            if goes_on and not is_running(one):
                change_status(one, Status.OPEN)
            return one
    made = Conversation.objects.create(
        inbox=split.inboxes[inbox_id],
        contact=split.sides[side],
        status=Status.OPEN if goes_on else Status.RESOLVED,
        last_activity_at=since,
        created_at=since,
    )
    record_conversation(made, "created")
    split.rows[made.pk], split.side_of[made.pk] = made, side
    return made


def _move_to(split: Split, target: Conversation, messages: list[Message]) -> None:
    for start in range(0, len(messages), AT_ONCE):
        pks = [one.pk for one in messages[start : start + AT_ONCE]]
        # Its place in the lane was one of the other conversation's; it has been sent.
        Message.objects.filter(pk__in=pks).update(conversation=target, lane_position=None)
    for message in messages:
        source, message.conversation = message.conversation_id, target
        record_message(message, was={"conversation": source})


def _keep_seen(split: Split, source: Conversation, target: Conversation) -> None:
    """Let stay seen what somebody has seen since the merge."""
    if source.seen_up_to > split.evidence["last_message"]:
        target.seen_up_to = max(target.seen_up_to, source.seen_up_to)


def _recount(split: Split, windows: Windows) -> None:
    """Write the changed conversations as their messages have it now."""
    changed = [split.rows[pk] for pk in sorted(split.changed)]
    for conversation in changed:
        written = conversation.messages.thread().exclude(direction=Message.Direction.NOTE)
        last = conversation.last_message = written.order_by("-timestamp", "-pk").first()
        conversation.last_activity_at = last.timestamp if last else conversation.created_at
        conversation.window_closes_at = windows.get((split.side_of[conversation.pk], conversation.inbox_id))
        conversation.unread = unread_count(conversation, conversation.seen_up_to)
        note_scheduled(conversation)
    recount_replies(changed)
    # Resolved ones first: of one contact and inbox one may run.
    for conversation in sorted(changed, key=is_running):
        conversation.save(update_fields=RECOUNTED_FIELDS)
    # Asked of the rows as they are now.
    for pk, waiting_since in waiting_of(changed).items():
        if split.rows[pk].waiting_since != waiting_since:
            split.rows[pk].waiting_since = waiting_since
            split.rows[pk].save(update_fields=["waiting_since"])


def _close_windows(split: Split, windows: Windows) -> None:
    """Close in the others what only a message of the other side keeps open: the merge opened it, where nothing else moved."""
    for pk, conversation in split.rows.items():
        closes_at = conversation.window_closes_at
        own = windows.get((split.side_of[pk], conversation.inbox_id))
        if closes_at is not None and closes_at > (own or timezone.now()):
            conversation.window_closes_at = own
            conversation.save(update_fields=["window_closes_at"])
            split.changed.add(pk)


def _windows(split: Split) -> Windows:
    """Return when each side's window of an inbox closes: by its own messages, and never later than the common one, which the
    provider may have closed."""
    found: dict[tuple[Side, int], datetime] = {}
    for inbox_id in split.inboxes:
        every = [one for one in split.rows.values() if one.inbox_id == inbox_id]
        common = max((one.window_closes_at for one in every if one.window_closes_at), default=None)
        for side in ("keep", "gone"):
            theirs = [one.pk for one in every if split.side_of[one.pk] == side]
            inbound = Message.objects.inbound().filter(conversation__in=theirs)
            inbound = inbound.exclude(origin=Message.Origin.HISTORY).exclude(kind__in=SILENT_KINDS)
            newest = inbound.order_by("-timestamp", "-pk").first()
            if newest is not None and common is not None:
                found[side, inbox_id] = min(window_after(newest), common)
    return found
