"""What providers report about messages of ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from messaging.actions.core import (
    ReplyLink,
    ask_pending_updates,
    ask_quoting,
    keep_pending_updates,
    outranks,
    provider_answer,
    record_message,
    status_reached,
    take_pending_updates,
)
from messaging.actions.updates.edits import apply_edits_and_deletions
from messaging.actions.updates.pricing import reprice
from messaging.actions.updates.reactions import ask_waiting_reactions, attach_reactions
from messaging.actions.updates.receipt_effects import SentMessage, apply_receipt_effects
from messaging.actors import Actor
from messaging.billing import charge_of
from messaging.feed import record_charge, recording
from messaging.models import Inbox, Instances, Message, Select, StatusChange, fresh, save_rows, update_rows
from messaging.prepared import in_one_go
from messaging.transports import Receipt

Named = TypeVar("Named", Message, SentMessage)
# One row of the status history: message, status, attempt.
HistoryKey = tuple[int, str, str]
# What tells which message a receipt means, and what receipts need of it; in the order of `SentMessage`.
_NAMES = ["external_id", "client_id", "id", "conversation", "conversation__contact", "timestamp", "kind"]
_OURS = "own.direction = 'outbound'"
_BY_EXTERNAL_ID = Select(Message, _NAMES, key="external_id", within="inbox", where=_OURS)
_BY_CLIENT_ID = Select(Message, _NAMES, key="client_id", within="inbox", where=_OURS)
_MOVED = ["status", "external_id", "error", "superseded_ids", "pricing"]
_LOCKED = Instances(
    Message,
    [
        *("id", "client_id", "inbox", "conversation", "direction", "kind", "timestamp", "origin", "reply_to"),
        *("attempts", *_MOVED),
    ],
    lock=True,
)
_TIMELINE = Select(StatusChange, ["message", "status", "attempt", "provider_at"], key="message")


@recording()
def apply_receipts(
    inbox: Inbox, receipts: Sequence[Receipt], *, keep_unknown: bool = True, by: Actor | None = None
) -> list[bool]:
    """Move our messages forward, many at once; for each receipt whether it speaks of a message of ours.

    What speaks of none is kept until there is one, if `keep_unknown`.
    """
    found = _found(inbox, receipts)
    unhealthy = inbox.health != Inbox.Health.OK
    if unhealthy or any(receipt.identities or receipt.error for receipt in receipts):
        subjects = [(receipt, _target(receipt, found)) for receipt in receipts]
        apply_receipt_effects(inbox, [(receipt, subject) for receipt, subject in subjects if subject])
    messages = _locked(found.values(), receipts)
    nameless = {message.pk for message in messages.values() if not message.external_id}
    _move(messages, receipts)
    apply_pending_updates(inbox, {one.pk: one for one in messages.values() if one.pk in nameless}.values())
    known = [_target(receipt, messages) is not None for receipt in receipts]
    if keep_unknown:
        keep_pending_updates(
            inbox, [receipt for receipt, ours in zip(receipts, known, strict=True) if not ours]
        )
    return known


def apply_pending_updates(inbox: Inbox, messages: Iterable[Message], *, new: bool = False) -> None:
    """Apply what the provider said of these messages before they were known under their external ids, and record those
    that quote them (`new`: nothing does yet). Reads them anew: what callers hold is older afterwards."""
    named = {message.external_id: message for message in messages if message.external_id}
    if not named:
        return
    with in_one_go():
        reactions, pending = ask_waiting_reactions(inbox, named), ask_pending_updates(inbox, named)
        quoting = ask_quoting([] if new else [one.pk for one in named.values()])
    for one in quoting():
        record_message(one)
    attach_reactions(reactions(), named)
    receipts, changes = [], []
    for update in take_pending_updates(pending()):
        if isinstance(update, Receipt):
            receipts.append(update)
        elif isinstance(update, ReplyLink):
            _link_reply(update, named[update.target])
        else:
            changes.append(update)
    if changes:
        apply_edits_and_deletions(inbox, changes)
    if receipts:
        apply_receipts(inbox, receipts, keep_unknown=False)


def _link_reply(answer: ReplyLink, quoted: Message) -> None:
    message = Message.objects.filter(pk=answer.message, inbox=quoted.inbox_id).first()
    if message is not None:
        Message.objects.filter(pk=message.pk).update(reply_to=quoted)
        record_message(message)


def _move(messages: Mapping[str, Message], receipts: Sequence[Receipt]) -> None:
    timed = _known_changes(messages.values())
    charged = {message.pk: charge_of(message) for message in messages.values()}
    changes: dict[HistoryKey, StatusChange] = {}
    moved: dict[int, Message] = {}
    repriced: dict[int, Message] = {}
    for receipt in receipts:
        message = _target(receipt, messages)
        if message is None:
            continue
        if _is_of_unknown_earlier_attempt(message, receipt):
            message.superseded_ids = [*message.superseded_ids, receipt.external_id]
            moved[message.pk] = message
        if reprice(message, receipt):
            moved[message.pk] = repriced[message.pk] = message
        line = (message.pk, receipt.status, receipt.external_id)
        if _is_of_earlier_attempt(message, receipt) or _is_repeated(line, receipt, timed):
            continue
        timed[line] = receipt.at
        changes[line] = _change(message, receipt)
        if _advance(message, receipt):
            moved[message.pk] = message
    _save_changes(changes.values())
    update_rows(moved.values(), _MOVED)
    for message in (repriced | {change.message.pk: change.message for change in changes.values()}).values():
        record_charge(charged[message.pk], charge_of(message))
        record_message(message)


def _found(inbox: Inbox, receipts: Sequence[Receipt]) -> dict[str, SentMessage]:
    """Return our messages, not locked, by the names that receipts may give them. Who knows one by the provider's id needs
    no other name of it."""
    rows = _BY_EXTERNAL_ID.rows({one.external_id for one in receipts} - {""}, inbox.pk)
    known = {external_id for external_id, *_ in rows}
    rest = [receipt.callback_data for receipt in receipts if receipt.external_id not in known]
    rows += _BY_CLIENT_ID.rows(set(_uuids(rest)), inbox.pk)
    return _by_names(((row[0], row[1], SentMessage(*row[2:])) for row in rows), receipts)


def _locked(found: Iterable[SentMessage], receipts: Sequence[Receipt]) -> dict[str, Message]:
    """Lock these messages in one order; return them by the names that they have by now."""
    rows = _LOCKED.read({one.message_id for one in found})
    return _by_names(((row.external_id, row.client_id, row) for row in rows), receipts)


def _by_names(
    rows: Iterable[tuple[str | None, uuid.UUID, Named]], receipts: Sequence[Receipt]
) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for external_id, client_id, message in rows:
        found[str(client_id)] = message
        if external_id:
            found[external_id] = message
    # One that beats our own bookkeeping tells which id is whose; its neighbours may name the id alone.
    for receipt in receipts:
        if receipt.external_id and receipt.callback_data in found:
            found.setdefault(receipt.external_id, found[receipt.callback_data])
    return found


def _target(receipt: Receipt, messages: Mapping[str, Named]) -> Named | None:
    return messages.get(receipt.external_id) or messages.get(receipt.callback_data)


def _uuids(texts: Iterable[str]) -> Iterable[uuid.UUID]:
    for text in texts:
        try:
            yield uuid.UUID(text)
        except ValueError:
            continue


def _known_changes(messages: Iterable[Message]) -> dict[HistoryKey, datetime | None]:
    """Return what the timelines hold already, with the provider's time."""
    rows = _TIMELINE.rows({message.pk for message in messages})
    return {(message, status, attempt): at for message, status, attempt, at in rows}


def _is_repeated(line: HistoryKey, receipt: Receipt, timed: dict[HistoryKey, datetime | None]) -> bool:
    """Return whether a report says nothing new: providers repeat themselves. The first to say *when* is new,
    even if we knew that it happened."""
    return line in timed and (receipt.at is None or timed[line] is not None)


def _is_of_earlier_attempt(message: Message, receipt: Receipt) -> bool:
    """Return whether a report is about an earlier attempt of a message that was sent again.

    That it *arrived* counts all the same; that it was refused does not.
    """
    return receipt.external_id in message.superseded_ids and receipt.status in {"sent", "failed"}


def _is_of_unknown_earlier_attempt(message: Message, receipt: Receipt) -> bool:
    """Return whether a refusal is of an earlier attempt of a message that waits for its turn: it was
    unconfirmed, and an agent sends it again.

    What was refused is the attempt whose id never came; the one to come must not suffer from it.
    """
    waits_again = message.status == Message.Status.QUEUED and message.attempts > 0
    return waits_again and receipt.status == "failed" and receipt.external_id not in message.superseded_ids


def _change(message: Message, receipt: Receipt) -> StatusChange:
    return fresh(
        StatusChange,
        message=message,
        status=receipt.status,
        attempt=receipt.external_id,
        provider_at=receipt.at,
        error=provider_answer(receipt.error),
    )


def _save_changes(changes: Iterable[StatusChange]) -> None:
    """Save new lines of timelines; one that is there already gets the provider's time."""
    save_rows(changes, unique=("message", "status", "attempt"), update=("provider_at",))


def _advance(message: Message, receipt: Receipt) -> bool:
    """Apply one receipt in memory; whether the row changed."""
    learned = message.external_id is None and bool(receipt.external_id)
    if learned:
        message.external_id = receipt.external_id
    reached = status_reached(receipt.status)
    if not outranks(reached, message.status):
        return learned
    message.status = reached
    message.error = dict(receipt.error or {}) if reached == Message.Status.FAILED else None
    return True
