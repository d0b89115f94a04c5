"""Steps of what is sent, held and reacted to, and of an inbox's health, for `test_snapshot_and_events`.

What needs more than one action is one transaction: a refusal of the last must leave no trace of the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.actions.conversation import held
from messaging.actions.conversation.conversations import close_window
from messaging.actions.inbox import health, inboxes, template_changes, waiting_limits
from messaging.actions.outgoing import Draft, TemplateChoice, reacting, retrying, scheduling, send_message
from messaging.feed.log import recording
from messaging.models import Agent, Conversation, Inbox, Message
from tests.factories import BY, an_upload

Step = Callable[[random.Random, Inbox], object]
MODULES = (health, held, reacting, scheduling, waiting_limits)
GO_ON = TemplateChoice("go_on", "en", {"body.1": "Ann"})


def some(rows: Any, rng: random.Random) -> Any:
    return rng.choice(list(rows.order_by("pk")))


def late(rng: random.Random, inbox: Inbox, **fields: Any) -> Message:
    """Sent in a conversation whose window has closed."""
    conversation = some(Conversation.objects.filter(inbox=inbox), rng)
    close_window(conversation, by=BY)
    return send_message(conversation, Draft(author=None, template=GO_ON, **fields), by=BY)


@recording(by=BY)
def hold(rng: random.Random, inbox: Inbox) -> Message:
    return late(rng, inbox, content="Later", hold=True)


@recording(by=BY)
def send_template(rng: random.Random, inbox: Inbox) -> Message:
    return late(rng, inbox)


@recording(by=BY)
def send_file(rng: random.Random, inbox: Inbox) -> Message:
    conversation = some(Conversation.objects.filter(inbox=inbox), rng)
    return send_message(conversation, Draft(author=None, media=an_upload(inbox).pk), by=BY)


@recording(by=BY)
def release(rng: random.Random, inbox: Inbox) -> int:
    conversation = Conversation.objects.lock(hold(rng, inbox).conversation_id)
    conversation.window_closes_at = timezone.now() + timedelta(hours=1)
    conversation.save()
    return held.release_held(conversation)


@recording(by=BY)
def cancel(rng: random.Random, inbox: Inbox) -> Message:
    return held.cancel_message(hold(rng, inbox), by=BY)


@recording(by=BY)
def hold_until_reply(rng: random.Random, inbox: Inbox) -> Message:
    conversation = some(Conversation.objects.filter(inbox=inbox), rng)
    draft = Draft(author=None, content="Later", template=GO_ON, until_reply=True)
    return send_message(conversation, draft, by=BY)


@recording(by=BY)
def release_at_once(rng: random.Random, inbox: Inbox) -> Message:
    return retrying.release_message(hold_until_reply(rng, inbox), by=BY)


@recording(by=BY)
def schedule(rng: random.Random, inbox: Inbox) -> Message:
    conversation = some(Conversation.objects.filter(inbox=inbox), rng)
    after = timedelta(seconds=rng.choice([5, 600, 7200]))
    draft = Draft(author=None, content="Later", send_at=timezone.now() + after, fallback=GO_ON)
    return send_message(conversation, draft, by=BY)


@recording(by=BY)
def schedule_again(rng: random.Random, inbox: Inbox) -> Message:
    later = timezone.now() + timedelta(seconds=rng.randrange(60, 9000))
    return scheduling.reschedule_message(schedule(rng, inbox), later, by=BY)


@recording(by=BY)
def send_due(rng: random.Random, inbox: Inbox) -> int:
    """Within its window, after it, or for a blocked customer."""
    message = schedule(rng, inbox)
    if rng.random() < 0.5:
        close_window(message.conversation, by=BY)
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now())
    return scheduling.send_due(by=BY)


def react(rng: random.Random, inbox: Inbox) -> Message:
    target = some(Message.objects.filter(inbox=inbox).exclude(kind="reaction"), rng)
    return reacting.react(target, Agent.objects.first(), rng.choice(["", "👍", "🎉"]), by=BY)


def break_inbox(rng: random.Random, inbox: Inbox) -> bool:
    code, pauses = rng.choice(["190", "131042"]), rng.random() < 0.5
    return health.mark_unhealthy(
        inbox, {"code": code, "title": "t", "detail": "d", "action": "a"}, pauses=pauses, by=BY
    )


STEPS: dict[str, Step] = {
    "hold_message": hold,
    "hold_until_reply": hold_until_reply,
    "release_held": release,
    "release_message": release_at_once,
    "cancel_message": cancel,
    "schedule_message": schedule,
    "reschedule_message": schedule_again,
    "send_due": send_due,
    "send_template": send_template,
    "send_file": send_file,
    "react": react,
    "mark_unhealthy": break_inbox,
    "mark_healthy": lambda _rng, inbox: health.mark_healthy(Inbox.objects.get(pk=inbox.pk), by=BY),
    "resume_inbox": lambda _rng, inbox: health.resume_inbox(inbox, by=BY),
    "refetch_templates_after_refusal": lambda _rng, inbox: template_changes.refetch_templates_after_refusal(
        inbox, by=BY
    ),
    "set_country": lambda rng, inbox: inboxes.set_country(inbox, rng.choice(["GB", "de", ""]), by=BY),
    "set_read_policy": lambda rng, inbox: inboxes.set_read_policy(
        inbox, rng.choice(["never", "open", "reply"]), by=BY
    ),
    "set_waiting_limits": lambda rng, inbox: waiting_limits.set_waiting_limits(
        inbox, amber=rng.randrange(1, 20), red=rng.randrange(20, 90), by=BY
    ),
    "change_inbox": lambda rng, inbox: inboxes.change_inbox(
        inbox, name=f"Inbox {rng.randrange(9)}", read_policy="reply", config={"waba_id": "7"}, by=BY
    ),
}
