"""One transaction for the steps of many lanes, with as many statements as for one.

See docs/design/delivery.md §4.4.

Only what is ordinary is done here: a message that goes out for the first time, an answer that nothing overtook, a lane
that has nothing left. A step that is anything else is left untouched, and its lane does it alone (`transactions`): a lane is
looked at before anything of it is written, never half done. The locks are those of a single step, in the same order: lanes,
messages, rate limits, the feed's counter. Lanes and messages that somebody else has locked are out of the ordinary, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from messaging.actions import updates
from messaging.actors import DELIVERY
from messaging.clock import database_now
from messaging.delivery.lanes import many_lanes, rate_limit
from messaging.delivery.lanes.attempts import Attempt, request_of
from messaging.delivery.lanes.outbound_requests import Parts, build_with, read_parts
from messaging.delivery.lanes.steps import Begin, Claim, Finish, Step
from messaging.feed import recording
from messaging.leases import Lease
from messaging.models import Instances, Message
from messaging.prepared import keep_plans

# Seconds: a message whose turn comes so soon is marked at once. A transaction of its own would take as long.
SOON = 0.1
# Of a head what its request and its record need. Of its conversation all: what it was is compared when the answer is there.
_HEADS = Instances(
    Message,
    [
        *("id", "client_id", "conversation", "inbox", "direction", "kind", "receiver", "content", "payload"),
        *("timestamp", "reply_to", "status", "external_id", "error", "attempts", "next_attempt_at"),
    ],
    related="conversation",
    lock=True,
    skip_locked=True,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step returned."""

    attempt: Attempt | None


def do_together(steps: Sequence[Step]) -> list[Done | None]:
    """Do steps in one transaction and return what became of each; None: it is to be done alone, and nothing of it was
    done. Raises what the database raises, and then nothing of any was done, unless the answer of COMMIT was lost."""
    with recording(by=DELIVERY):
        keep_plans()
        batch = _Batch()
        batch.look_at(steps)
        batch.write()
    return [batch.done.get(step.lease) for step in steps]


class _Batch:
    """What was found of each step that is ordinary, and what is to be written of it."""

    def __init__(self) -> None:
        self.done: dict[Lease, Done] = {}
        self._sent: list[updates.Delivered] = []
        self._begun: list[Message] = []
        self._held: list[Lease] = []
        self._released: dict[int, datetime | None] = {}

    # --- looking ----------------------------------------------------------------------------------

    def look_at(self, steps: Sequence[Step]) -> None:
        """Lock lanes, messages and rate limits, and decide what is to be written."""
        held = self._with_lease({step.lease.pk: step for step in reversed(steps)})
        rows = updates.lock_sending([step.message.pk for step in held if isinstance(step, Finish)])
        answered = [step for step in held if not isinstance(step, Finish) or _is_ordinary_answer(step, rows)]
        found = _with_heads(answered)
        for step, head in found:
            if isinstance(step, Finish):
                row = rows[step.message.pk]
                self._sent.append(updates.Delivered(step.message, row, step.accepted, step.by))
            if head is None:
                self.done[step.lease] = Done(None)
                # Who stops leaves what is behind it due.
                self._released[step.lease.pk] = None if step.go_on else database_now()
        self._prepare([(step, head) for step, head in found if head is not None])

    def _with_lease(self, steps: Mapping[int, Step]) -> list[Step]:
        lanes = many_lanes.lock(steps)
        found: list[Step] = []
        for pk, step in sorted(steps.items()):
            lane = lanes.get(pk)
            if lane is None or lane.is_held_by(step.lease) == isinstance(step, Claim):
                continue  # lost; or our own claim, whose answer was lost
            if isinstance(step, Claim) and not lane.free:
                self.done[step.lease] = Done(None)
            else:
                found.append(step)
        return found

    def _prepare(self, found: Sequence[tuple[Step, Message]]) -> None:
        """Let each head be sent, or its lane wait for its turn."""
        turns = [(step, head) for step, head in found if not isinstance(step, Begin)]
        waits = rate_limit.reserve_all(
            [(rate_limit.number(head.inbox_id), rate_limit.pair_of(head)) for _, head in turns]
        )
        wait_of = {head.pk: wait for (_, head), wait in zip(turns, waits, strict=True)}
        parts = read_parts([head for _, head in found])
        for step, head in found:
            wait = wait_of.get(head.pk, 0.0)
            if wait > rate_limit.PATIENCE:
                self._released[step.lease.pk] = database_now() + timedelta(seconds=wait)
                self.done[step.lease] = Done(None)
            else:
                self._send(step, _attempt(head, parts[head.pk], wait))

    def _send(self, step: Step, attempt: Attempt) -> None:
        head = attempt.message
        was_tried = isinstance(step, Begin) and step.tried == head.pk
        if attempt.wait <= SOON and (was_tried or not attempt.needs_upload):
            self._begun.append(head)
        self._held.append(step.lease)
        self.done[step.lease] = Done(attempt)

    # --- writing ----------------------------------------------------------------------------------

    def write(self) -> None:
        """Write what was decided."""
        updates.advance_messages(self._sent, self._begun, by=DELIVERY)
        many_lanes.hold(self._held)
        many_lanes.release(self._released)


def _is_ordinary_answer(step: Finish, rows: Mapping[int, Message]) -> bool:
    message = step.message
    if message.conversation.answered_by and message.kind != Message.Kind.TEMPLATE:
        return False  # it takes the conversation from another sender
    return updates.is_ordinary(rows.get(message.pk), message, step.accepted)


def _with_heads(steps: Sequence[Step]) -> list[tuple[Step, Message | None]]:
    """Return the steps with what comes next in their lanes, locked (None: nothing, or it is not to be sent any more), without
    those where that is out of the ordinary."""
    going = [step.lease.pk for step in steps if step.go_on]
    sent = [step.message.pk for step in steps if isinstance(step, Finish)]
    ids = many_lanes.head_ids(going, but=sent)
    heads = {head.conversation_id: head for head in _HEADS.read(ids.values())}
    pairs = [(step, heads.get(step.lease.pk)) for step in steps]
    return [
        (step, head)
        for step, head in pairs
        if (step.lease.pk not in ids if head is None else _is_ordinary_head(head))
    ]


def _is_ordinary_head(head: Message) -> bool:
    """Return whether a message goes out for the first time: it neither waits for another try nor is it in doubt."""
    return head.status == Message.Status.QUEUED and not head.error and head.next_attempt_at is None


def _attempt(head: Message, parts: Parts, wait: float) -> Attempt:
    return Attempt(head, request_of(head, lambda: build_with(head, parts)), wait)
