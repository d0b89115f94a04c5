"""What admins decide of an agent: role, inboxes, and whether they may log in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from messaging.actions.inbox import add_members, remove_members
from messaging.actions.people.agents import record_agent, save_agent
from messaging.actors import Actor
from messaging.errors import ConsoleError, Forbidden, NotFound
from messaging.feed import recording
from messaging.models import Agent, Inbox


@recording()
def change_account(pk: int, change: Mapping[str, Any], *, agent: Agent, by: Actor) -> Agent:
    """Change what is given of an agent: `role`, `is_active`, and `inboxes`, which replaces the list. Raises `NotFound`,
    `Forbidden` by what the asking agent may, and `ConsoleError` where nobody would be left who can undo it."""
    account = Agent.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if account is None:
        raise NotFound("There is no such agent.")
    if account.is_superuser and not agent.is_superuser:
        raise Forbidden("Only a superuser may change a superuser.")
    fields = dict(change)
    inboxes = fields.pop("inboxes", None)
    for name, value in fields.items():
        setattr(account, name, value)
    if inboxes is not None:
        _replace_inboxes(account, inboxes, by)
    if fields:
        return save_agent(account, by=by)
    record_agent(account)
    return account


def _replace_inboxes(account: Agent, wanted: Collection[int], by: Actor) -> None:
    rows = {one.pk: one for one in Inbox.objects.filter(pk__in=wanted)}
    if rows.keys() != set(wanted):
        raise ConsoleError.field("inboxes", "There is no such inbox.")
    before = {one.pk: one for one in Inbox.objects.filter(memberships__agent=account)}
    for pk in sorted(rows.keys() - before.keys()):
        add_members(rows[pk], [account], by=by)
    for pk in sorted(before.keys() - rows.keys()):
        remove_members(before[pk], [account], by=by)
