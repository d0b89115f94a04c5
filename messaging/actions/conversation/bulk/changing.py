"""Changing several conversations in one transaction: all that can be, each with what its own verb would record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError

from messaging.actions.conversation.bulk.asked import Asked, Outcome, check_distinct, resolve
from messaging.actions.conversation.bulk.checks import ChangedMeanwhile, Checks, changed_meanwhile
from messaging.actions.conversation.bulk.rows import Held, hold, lock_rows
from messaging.actions.conversation.bulk.writing import apply, mark, write
from messaging.actions.conversation.conversations import already_open
from messaging.actions.conversation.waiting import waiting_of
from messaging.actors import Actor
from messaging.errors import ConsoleError, NotFound
from messaging.feed import recording, savepoint
from messaging.listing import ConversationFilter
from messaging.models import Agent

TIMED = {"status", "snoozed_until"}


def change_asked(asked: Sequence[Asked], agent: Agent, *, by: Actor) -> list[Outcome]:
    """Change these conversations, and return what became of each, in their order. Raises `ConsoleError` for one that is
    there twice, and for a change of several that cannot be done to any."""
    check_distinct(asked)
    return change_conversations(resolve(asked), agent, by=by)


@recording()
def change_conversations(
    asked: Sequence[Asked], agent: Agent, *, still: ConversationFilter | None = None, by: Actor
) -> list[Outcome]:
    """Change these conversations, each once among `asked` as `resolve` returns it, and return what became of each, in their
    order.

    One event for each that changed; one that is refused changes no other. `still`: those that it does not keep any more are
    left out.
    """
    try:
        with savepoint():
            found = _change_together(asked, agent, still)
    except IntegrityError:
        # A customer has begun another conversation a moment ago: only that one is refused.
        found = _change_one_by_one(asked, agent, still)
    if still is None:
        gone = NotFound("There is no such conversation, or it is in an inbox that you do not see.")
        found = {one.pk: found.get(one.pk, Outcome(one.pk, refusal=gone)) for one in asked}
    return [found[one.pk] for one in asked if one.pk in found]


def _change_together(
    asked: Sequence[Asked], agent: Agent, still: ConversationFilter | None
) -> dict[int, Outcome]:
    held = hold(asked, lock_rows(asked, agent, still=still))
    refusals = _refusals(held)
    taken = [one for one in held if one.row.pk not in refusals]
    before = {one.row.pk: one.shown() for one in taken}
    worn = {one.row.pk: one.labels for one in taken}
    _apply_all(taken)
    outcomes = {one.row.pk: _outcome(one, before[one.row.pk]) for one in taken}
    write([one for one in taken if outcomes[one.row.pk].changed], worn)
    refused = [one.row for one in held if one.row.pk in refusals]
    return outcomes | {row.pk: Outcome(row.pk, row.contact.name, refusal=refusals[row.pk]) for row in refused}


def _change_one_by_one(
    asked: Sequence[Asked], agent: Agent, still: ConversationFilter | None
) -> dict[int, Outcome]:
    """Change the same where one of them cannot be written, each in a savepoint."""
    found: dict[int, Outcome] = {}
    for pk, row in lock_rows(asked, agent, still=still).items():
        alone = [one for one in asked if one.pk == pk]
        try:
            with savepoint():
                found |= _change_together(alone, agent, still)
        except IntegrityError:
            found[pk] = Outcome(pk, row.contact.name, refusal=already_open())
    return found


def _refusals(held: Sequence[Held]) -> dict[int, ConsoleError]:
    checks = Checks(held)
    found: dict[int, ConsoleError] = {}
    for one in held:
        try:
            checks.check(one)
        except ConsoleError as refusal:
            found[one.row.pk] = refusal
    moved = [pk for pk, refusal in found.items() if isinstance(refusal, ChangedMeanwhile)]
    return found | changed_meanwhile(moved)


def _apply_all(taken: Sequence[Held]) -> None:
    reopened = [one.row for one in taken if apply(one)]
    waiting = waiting_of(reopened)
    for row in reopened:  # resolving ended the waiting, and nobody has answered since
        row.waiting_since = waiting[row.pk]
    for unread in (True, False):
        mark([one for one in taken if one.asked.change.get("unread") is unread], unread=unread)


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    names = {name for name in before if before[name] != now[name]}
    # When a snooze ends belongs to it.
    return names | TIMED if names & TIMED else names


def _outcome(held: Held, before: Mapping[str, Any]) -> Outcome:
    now = held.shown()
    changed = _changed(before, now)
    fields = changed - {"unread"}
    was, is_now = ({name: one[name] for name in fields} for one in (before, now))
    return Outcome(held.row.pk, held.row.contact.name, was, is_now, changed=bool(changed))
