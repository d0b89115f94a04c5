"""Two contacts who turn out to be one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from messaging.actions.contact.contacts import addresses_shown, record_contact
from messaging.actions.contact.merge_evidence import Ended, Evidence, answerer_of, fields_of, gather
from messaging.actions.contact.notes import move_contact_notes
from messaging.actions.conversation import (
    ANSWERED_FIELDS,
    add_activity,
    keep_scheduled,
    note_answerer,
    record_conversation,
    release_held,
)
from messaging.actions.core import STATUS_FIELDS, change_status, record_message
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import acting, recording
from messaging.models import Activity, Agent, Contact, ContactMerge, Conversation, Message, Reaction
from messaging.permissions import check_may_merge
from messaging.serializers import ContactSerializer, LabelSerializer

# Of the conversation that ended, where the other one had none.
TAKEN_OVER = ("assignee_id", "team_id", "priority")


@recording()
def merge_contacts(keep: Contact, gone: Contact, *, by: Actor | None = None) -> Contact:
    """Everything of `gone` is `keep`'s from now on; the contact that remains, as it is now.

    Both rows are locked first, so that whoever opens a conversation for `gone` at the same time waits and
    then finds nobody. Of two running conversations in one inbox the less recently active one is resolved.
    """
    rows = {row.pk: row for row in _locked(keep, gone)}
    if len(rows) < 2:  # noqa: PLR2004 (another transaction was faster)
        return next(iter(rows.values()), keep)
    keep, gone = rows[keep.pk], rows[gone.pk]
    evidence, name = gather(keep, gone), str(gone)
    # First: what is held goes to nobody who was blocked under the other name.
    before, other = addresses_shown(keep.pk), dict(ContactSerializer(gone).data)
    _merge_fields(keep, gone)
    evidence["became"] = fields_of(keep)
    _merge_conversations(keep, gone, {"contact": other}, evidence)
    gone.addresses.update(contact=keep)
    move_contact_notes(gone, keep)
    _merge_reactions(keep, gone)
    gone.merges.update(contact=keep)
    merge = ContactMerge(contact=keep, gone_id=gone.pk, by=acting().as_resource(), evidence=evidence)
    merge.save(force_insert=True)
    gone.delete()
    _note_by_hand(record_contact(keep, was={"addresses": before}), name)
    return keep


@recording()
def merge_contacts_by_hand(agent: Agent, keep: Contact, gone: Contact, *, by: Actor) -> Contact:
    """Merge as `merge_contacts` does, for an agent who looked at both.

    Raises `Conflict` where one of them is gone since then, and `Forbidden` unless the agent sees every inbox that they
    write to.
    """
    rows = list(_locked(keep, gone))
    if len(rows) < 2:  # noqa: PLR2004 (a colleague or a provider was faster)
        raise Conflict(
            "One of these contacts was just merged with another one; look again.", code="changed_meanwhile"
        )
    # Under their locks: no conversation in another inbox comes in between.
    check_may_merge(agent, *rows)
    return merge_contacts(keep, gone)


def _note_by_hand(conversations: Iterable[Conversation], name: str) -> None:
    """Keep in what goes on that somebody here said that two are one; what a provider shows needs no line."""
    if acting().kind in {"agent", "token"}:
        for conversation in conversations:
            if _is_unresolved(conversation):
                add_activity(conversation, Activity.Verb.CONTACT_MERGED, before=name)


def _locked(*contacts: Contact) -> Iterable[Contact]:
    # Not "no key": a conversation that is inserted for one of them has to wait.
    pks = [contact.pk for contact in contacts]
    return Contact.objects.select_for_update().filter(pk__in=pks).order_by("pk")


def _merge_fields(keep: Contact, gone: Contact) -> None:
    keep.name = keep.name or gone.name
    keep.username = keep.username or gone.username
    # Whoever blocked one of them meant the person.
    keep.blocked = keep.blocked or gone.blocked
    if gone.marketing_at and (keep.marketing_at is None or keep.marketing_at < gone.marketing_at):
        keep.marketing, keep.marketing_at = gone.marketing, gone.marketing_at
    keep.save(update_fields=["name", "username", "blocked", "marketing", "marketing_at"])


def _merge_conversations(keep: Contact, gone: Contact, was: Mapping[str, Any], evidence: Evidence) -> None:
    """Let conversations of `gone` be `keep`'s; `was`: what they showed of their contact. What is to be known of it later goes
    into `evidence`."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(contact__in=[keep.pk, gone.pk])
    of_inboxes: dict[int, list[Conversation]] = {}
    for conversation in rows.order_by("pk"):
        of_inboxes.setdefault(conversation.inbox_id, []).append(conversation)
    # Under the locks of the conversations: what comes into them later has a higher id.
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first()
    evidence["last_message"] = newest or 0
    goes_on = [_surviving_first(conversations) for conversations in of_inboxes.values()]
    for conversation, *others in goes_on:
        # The one that ends first: only one of a contact and inbox may run.
        for ended in others:
            if _is_unresolved(ended):
                evidence["ended"].append(_resolve_into(ended, conversation))
    for conversation in (one for several in of_inboxes.values() for one in several):
        if conversation.contact_id == gone.pk:
            record_conversation(conversation, was=was)
    Conversation.objects.filter(contact=gone).update(contact=keep)
    for conversation, *others in goes_on:
        conversation.contact = keep
        evidence["held"] += _move_held_messages(conversation, others)


def _surviving_first(conversations: Iterable[Conversation]) -> list[Conversation]:
    """In which one of an inbox everything goes on: the running one, else the one that was active last."""
    return sorted(
        conversations, key=lambda one: (_is_unresolved(one), one.last_activity_at, one.pk), reverse=True
    )


def _is_unresolved(conversation: Conversation) -> bool:
    return conversation.status != Conversation.Status.RESOLVED


def _resolve_into(ended: Conversation, running: Conversation) -> Ended:
    """Move what agents had noted about the ended conversation to the one that goes on; return what that was."""
    status, labels = Conversation.Status, set(running.labels.all())
    was, before = ended.status, {name: getattr(running, name) for name in TAKEN_OVER}
    answered, answered_before = answerer_of(ended), answerer_of(running)
    if status.OPEN in {ended.status, running.status}:
        change_status(running, status.OPEN)
    running.unread += ended.unread
    running.assignee_id = running.assignee_id or ended.assignee_id
    running.team_id = running.team_id or ended.team_id
    if running.priority == Conversation.Priority.NORMAL:
        running.priority = ended.priority
    waits = [one for one in (running.waiting_since, ended.waiting_since) if one]
    running.waiting_since = min(waits, default=None)
    if ended.answered_by_at is not None:
        note_answerer(running, ended.answered_by or "", ended.answered_by_at)
        ended.answered_by, ended.answered_by_at = None, None
    change_status(ended, status.RESOLVED)
    # Nobody resolved it: it goes on in the other one.
    ended.resolved_at, ended.unread = None, 0
    ended.save(update_fields=["unread", *STATUS_FIELDS, *ANSWERED_FIELDS])
    add_activity(ended, Activity.Verb.MERGED, after={"conversation": running.pk})
    add_activity(running, Activity.Verb.MERGED, before={"conversation": ended.pk})
    record_conversation(ended)
    record_conversation(running, was={"labels": LabelSerializer(running.labels.all(), many=True).data})
    running.save()
    new = [label for label in ended.labels.all() if label not in labels]
    running.labels.add(*new)
    _add_system_note(ended, running)
    return {
        "ended": ended.pk,
        "running": running.pk,
        "status": was,
        "answered": answered,
        "took": {name: [before[name], getattr(running, name)] for name in TAKEN_OVER},
        "took_answered": (answered_before, answerer_of(running)),
        "labels": [label.pk for label in new],
    }


def _move_held_messages(goes_on: Conversation, others: Iterable[Conversation]) -> list[tuple[int, int]]:
    """Move what waits for the customer's next message to where that will be; return which, and from where. They may have
    written under the other name already."""
    others = list(others)
    windows = [one.window_closes_at for one in (goes_on, *others) if one.window_closes_at]
    latest = max(windows, default=None)
    if goes_on.window_closes_at != latest:
        goes_on.window_closes_at = latest
        goes_on.save(update_fields=["window_closes_at"])
        record_conversation(goes_on)
    moved = [(pk, other.pk) for other in others for pk in _move_held(other, goes_on)]
    release_held(goes_on)
    return moved


def _move_held(ended: Conversation, goes_on: Conversation) -> list[int]:
    held = list(ended.messages.held())
    for message in held:
        message.conversation = goes_on
        message.save(update_fields=["conversation"])
        record_message(message, was={"conversation": ended.pk})
    for conversation in (ended, goes_on) if held else ():
        lines = conversation.messages.thread()
        # What the merge itself and colleagues say is no line of theirs.
        written = lines.exclude(direction=Message.Direction.NOTE)
        conversation.last_message = written.order_by("-timestamp", "-pk").first()
        conversation.save(update_fields=["last_message"])
        keep_scheduled(conversation)
    return [message.pk for message in held]


def _add_system_note(ended: Conversation, running: Conversation) -> None:
    line = Message.objects.create(
        conversation=running,
        inbox_id=running.inbox_id,
        direction=Message.Direction.NOTE,
        kind=Message.Kind.SYSTEM,
        sender=running.inbox.address,
        receiver=running.inbox.address,
        content=(
            "This customer was known twice and is one contact now."
            f" Their other conversation (number {ended.pk}) was resolved; what they wrote there stays there."
        ),
        payload={"merged": {"conversation": ended.pk}},
        timestamp=timezone.now(),
        status=Message.Status.RECEIVED,
    )
    record_message(line, "created")


def _merge_reactions(keep: Contact, gone: Contact) -> None:
    """One person has one reaction on a message: the newer one."""
    theirs = Reaction.objects.filter(contact__in=[keep.pk, gone.pk])
    newest: dict[tuple[int, str], Reaction] = {}
    for reaction in theirs.select_for_update(no_key=True).order_by("reacted_at", "pk"):
        newest[reaction.inbox_id, reaction.target_external_id] = reaction
    older = theirs.exclude(pk__in=[one.pk for one in newest.values()])
    for reaction in older.exclude(message=None).select_related("message"):
        if reaction.message:
            record_message(reaction.message)
    older.delete()
    theirs.filter(contact=gone).update(contact=keep)
