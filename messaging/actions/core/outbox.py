"""Putting a message into its lane, and the hint that there is work."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from messaging.actors import Actor
from messaging.clock import database_now, sql_now
from messaging.feed import recording
from messaging.models import Conversation, Inbox, Message, OutboxLane, RateLimit
from messaging.prepared import prepared_cursor
from messaging.runtime import wake

# The rest is found by the sweep a moment later.
WOKEN_AT_ONCE = 50


def enqueue_message(conversation: Conversation) -> int:
    """Make the conversation's lane due, and return the position that was taken in it: the next one, from 1.

    The lane's row stays locked until COMMIT: positions are in the order of commits. A lane that is
    backing off stays due when it was due: nobody overtakes the message at its head.
    """
    now, parameters = sql_now()
    table = OutboxLane._meta.db_table
    with prepared_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (conversation_id, inbox_id, last_position, due_at)"  # noqa: S608 (our own table name)
            f" VALUES (%s, %s, 1, {now})"
            f" ON CONFLICT (conversation_id) DO UPDATE SET last_position = {table}.last_position + 1,"
            f" due_at = COALESCE({table}.due_at, excluded.due_at) RETURNING last_position",
            [conversation.pk, conversation.inbox_id, *parameters],
        )
        position = int(cursor.fetchone()[0])
    transaction.on_commit(partial(wake, conversation.pk), robust=True)
    return position


@recording()
def expedite_lane(lane: OutboxLane, *, by: Actor) -> bool:
    """Cut the wait of a lane short that is backing off; return False when nothing waits in it or a worker holds it.

    The lane before its message: the order in which workers take their locks.
    """
    now = database_now()
    waiting = Message.objects.in_lane().filter(conversation=lane.conversation_id)
    head = waiting.order_by("lane_position").first()
    free = OutboxLane.objects.free(now).filter(pk=lane.pk)
    if head is None or not free.update(due_at=now, woken_at=None):
        return False
    Message.objects.filter(pk=head.pk, status=Message.Status.QUEUED).update(next_attempt_at=None)
    transaction.on_commit(partial(wake, lane.pk), robust=True)
    return True


def make_inbox_lanes_due(inbox: Inbox) -> int:
    """Make all waiting lanes of an inbox due now, and return how many: what stood in its way is gone. Inside
    `recording()`.

    A lane that a worker holds is left to it; the pause of the number's rate limit (`delivery.lanes.rate_limit`) is lifted.
    """
    now = database_now()
    RateLimit.objects.filter(key=f"number:{inbox.pk}").delete()
    lanes = OutboxLane.objects.free(now).filter(inbox=inbox, due_at__gt=now)
    first = list(lanes.order_by("due_at").values_list("pk", flat=True)[:WOKEN_AT_ONCE])
    moved = lanes.update(due_at=now, woken_at=None)
    waiting = Message.objects.in_lane().filter(
        inbox=inbox, status=Message.Status.QUEUED, next_attempt_at__gt=now
    )
    waiting.update(next_attempt_at=None)
    for conversation_id in first:
        transaction.on_commit(partial(wake, conversation_id), robust=True)
    return moved
