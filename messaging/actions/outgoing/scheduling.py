"""What was sent for later: another time for it, and what becomes of it when it is due."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actions.conversation import (
    continue_when_due,
    fail_when_due,
    keep_scheduled,
    mark_read_on_reply,
    release_one,
)
from messaging.actions.core import record_message, record_status
from messaging.actions.outgoing.send_checks import check_due, check_fallback, check_reschedule
from messaging.actions.outgoing.storing import queue_when_due
from messaging.actors import Actor
from messaging.errors import Advice, Conflict, ConsoleError
from messaging.feed import recording
from messaging.models import Conversation, Message
from messaging.outages import Reason, outage_of
from messaging.queries import capabilities_of

log = logging.getLogger(__name__)

# The rest a moment later: a Monday morning must not hold the delivery's only thread.
SENT_AT_ONCE = 50
TRIED_AT_ONCE = 10 * SENT_AT_ONCE
# So many conversations that are locked by others, each for as long as a lock is waited for.
MOST_BUSY = 2
REPLACED = {
    "code": "replaced",
    "title": "A template went out instead",
    "detail": "The service window had closed when this message was due.",
    "action": "",
    "advice": Advice.NONE,
}
NOT_SENT = "Not sent when it was due"
# What an agent can do about a message that was refused when it was due, by the code of the refusal.
REMEDIES = {
    "window_closed": ("Send a template, or hold the message until they reply.", Advice.TEMPLATE),
    "answered_by_other": ("Take the conversation over and send it again.", Advice.RESEND),
    "contact_blocked": ("Unblock the contact and send it again, if it is still wanted.", Advice.RESEND),
}
OTHERWISE = ("Write it again if it is still wanted.", Advice.NONE)


@recording()
def reschedule_message(message: Message, send_at: datetime, *, by: Actor) -> Message:
    """Let a scheduled message go out at another time, and return it; raises `Conflict` when it is scheduled no more or the
    window will be closed then, `ConsoleError` for a time that cannot be."""
    conversation = Conversation.objects.lock(message.conversation_id)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    check_reschedule(conversation, message, send_at)
    if message.send_at == send_at:
        return message
    message.send_at = send_at
    message.save(update_fields=["send_at"])
    record_message(message)
    keep_scheduled(conversation)
    return message


def send_due(*, by: Actor) -> int:
    """Let go what is due, in the order of the times, each message in a transaction of its own; return how many went. Each is
    tried once: what does not go keeps nobody behind it waiting."""
    went, tried, busy = 0, set[int](), 0
    while went < SENT_AT_ONCE and len(tried) < TRIED_AT_ONCE:
        due = Message.objects.scheduled().filter(send_at__lte=timezone.now()).exclude(pk__in=tried)
        pks = list(due.order_by("send_at", "pk").values_list("pk", flat=True)[:SENT_AT_ONCE])
        if not pks:
            break
        for pk in pks:
            tried.add(pk)
            try:
                went += _send_or_log(pk, by=by)
            except Exception as failure:
                # Somebody holds this conversation for long; where it is more than that, all would wait in turn.
                busy += 1
                if busy > MOST_BUSY or not _is_busy(failure):
                    raise
    return went


def next_due() -> datetime | None:
    """Return when the next scheduled message is due; None where nothing is scheduled."""
    waiting = Message.objects.scheduled().order_by("send_at", "pk")
    return waiting.values_list("send_at", flat=True).first()


def _send_or_log(pk: int, *, by: Actor) -> bool:
    """Let one go; what fails for a reason that nobody thought of must not keep the others waiting. Raises the database's
    error where that is away or busy."""
    try:
        return _send_one(pk, by=by)
    except Exception as failure:
        if outage_of(failure) is not None:
            raise
        log.exception("A scheduled message could not be sent", extra={"message_id": pk})
        return False


def _is_busy(failure: Exception) -> bool:
    outage = outage_of(failure)
    return outage is not None and outage.reason == Reason.DATABASE_BUSY


@recording()
def _send_one(pk: int, *, by: Actor) -> bool:
    """Let one message go, or write down why it does not; False where somebody else was faster. Of several processes that find
    the same message due, the locks let one after the other see whether it is still held."""
    where = Message.objects.scheduled().filter(pk=pk).values_list("conversation", flat=True).first()
    if where is None:
        return False
    conversation = Conversation.objects.lock(where)
    message = Message.objects.scheduled().select_for_update(no_key=True).filter(pk=pk).first()
    if message is None or message.conversation_id != where or not _is_due(message):
        return False
    try:
        check_due(conversation, message)
    except Conflict as refusal:
        return _refused(conversation, message, refusal, by=by)
    release_one(conversation, message)
    continue_when_due(conversation, message)
    if not conversation.unread:
        mark_read_on_reply(conversation, message, capabilities_of(conversation.inbox))
    return True


def _is_due(message: Message) -> bool:
    return message.send_at is not None and message.send_at <= timezone.now()


def _refused(conversation: Conversation, message: Message, refusal: ConsoleError, *, by: Actor) -> bool:
    """Send the fallback of a message whose window has closed; else let it fail with what can be done."""
    order, why = None, refusal
    if refusal.code == "window_closed" and message.fallback is not None:
        try:
            order = check_fallback(conversation, message)
        except ConsoleError as unsendable:
            why = unsendable
    if order is None:
        _fail(message, _error(why))
        fail_when_due(conversation, message)
    else:
        _fail(message, REPLACED)
        keep_scheduled(conversation)
        queue_when_due(order)
    return True


def _fail(message: Message, error: dict[str, Any]) -> None:
    """Let it fail where the thread is by now: whoever wrote it finds it there."""
    message.status, message.error, message.timestamp = Message.Status.FAILED, error, timezone.now()
    message.save(update_fields=["status", "error", "timestamp"])
    record_status(message, attempt="due", error=error)


def _error(refusal: ConsoleError) -> dict[str, Any]:
    action, advice = REMEDIES.get(refusal.code, OTHERWISE)
    return {
        "code": refusal.code,
        "title": NOT_SENT,
        "detail": refusal.detail,
        "action": action,
        "advice": advice,
    }
