"""What was sent for later: another time for it, and what becomes of it when it is due."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.utils import timezone

from messaging.actions.conversation import (
    continue_when_due,
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
from messaging.outages import is_outage
from messaging.queries import capabilities_of

log = logging.getLogger(__name__)

# The rest a moment later: a Monday morning must not hold the delivery's only thread.
SENT_AT_ONCE = 50
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
    """Let go what is due, in the order of the times, each message in a transaction of its own; return how many went."""
    due = Message.objects.scheduled().filter(send_at__lte=timezone.now()).order_by("send_at", "pk")
    return sum(_send_or_log(pk, by=by) for pk in list(due.values_list("pk", flat=True)[:SENT_AT_ONCE]))


def next_due() -> datetime | None:
    """Return when the next scheduled message is due; None where nothing is scheduled."""
    waiting = Message.objects.scheduled().order_by("send_at", "pk")
    return waiting.values_list("send_at", flat=True).first()


def _send_or_log(pk: int, *, by: Actor) -> bool:
    """Let one go; what fails for a reason that nobody thought of must not keep the others waiting."""
    try:
        return _send_one(pk, by=by)
    except Exception as failure:
        if is_outage(failure):
            raise
        log.exception("A scheduled message could not be sent", extra={"message_id": pk})
        return False


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
        # Without a fallback it was taken for who never wrote only where the provider decides.
        check_due(conversation, message, never_wrote=message.fallback is None)
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
    if refusal.code != "window_closed" or message.fallback is None:
        return _fail(conversation, message, _error(refusal))
    try:
        order = check_fallback(conversation, message)
    except ConsoleError as why:
        return _fail(conversation, message, _error(why))
    _fail(conversation, message, REPLACED)
    queue_when_due(order)
    return True


def _fail(conversation: Conversation, message: Message, error: dict[str, Any]) -> bool:
    """Let it fail where the thread is by now: whoever wrote it finds it there."""
    message.status, message.error, message.timestamp = Message.Status.FAILED, error, timezone.now()
    message.save(update_fields=["status", "error", "timestamp"])
    record_status(message, attempt="due", error=error)
    keep_scheduled(conversation)
    return True


def _error(refusal: ConsoleError) -> dict[str, Any]:
    action, advice = REMEDIES.get(refusal.code, OTHERWISE)
    return {
        "code": refusal.code,
        "title": NOT_SENT,
        "detail": refusal.detail,
        "action": action,
        "advice": advice,
    }
