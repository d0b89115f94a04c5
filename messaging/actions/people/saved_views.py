"""Saved views: filters of the list of conversations under a name, of an agent or shared by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from messaging.actors import Actor
from messaging.errors import ConsoleError, Forbidden, NotFound
from messaging.feed import SAVED_VIEW_UPDATED, record, recording, savepoint
from messaging.models import Agent, Inbox, SavedView

# So many of one agent, and so many shared: each of them is counted whenever a console begins.
MOST = 50


@recording()
def add_view(saved: SavedView, *, by: Actor) -> SavedView:
    """Save a new view; raises `ConsoleError` where the name is taken, or there are too many."""
    _check_room(saved)
    _store(saved, None)
    _record(saved.pk, [saved])
    return saved


@recording()
def change_view(pk: int, change: Mapping[str, Any], *, agent: Agent, by: Actor) -> SavedView:
    """Change what is given of a view: its `scope` among it. Raises `NotFound` and `Forbidden` by what the agent may do with
    it as it is now, and where it goes; `ConsoleError` where the name is taken, or there are too many."""
    saved = _editable(pk, agent)
    before, fields = copy(saved), dict(change)
    if "scope" in fields:
        place_view(saved, agent, fields.pop("scope"))
        fields["owner"] = saved.owner
    if before.owner_id != saved.owner_id:
        _check_room(saved)
    for name, value in fields.items():
        setattr(saved, name, value)
    # Only what is given: a colleague may have changed the rest.
    _store(saved, [*fields, "updated_at"])
    _record(pk, [before, saved])
    return saved


@recording()
def delete_view(pk: int, *, agent: Agent, by: Actor) -> None:
    """Delete a saved view; the conversations that it showed stay as they are. Raises `NotFound` and `Forbidden` by what the
    agent may do with it as it is now."""
    saved = _editable(pk, agent)
    _record(pk, [saved])
    saved.delete()


def place_view(saved: SavedView, agent: Agent, scope: str) -> None:
    """Make it the agent's or everybody's; raises `Forbidden` where the agent may not."""
    saved.owner = None if scope == SavedView.Scope.SHARED else agent
    _check_may_edit(agent, saved)


def _editable(pk: int, agent: Agent) -> SavedView:
    """Return it as it is now, locked until COMMIT."""
    try:
        saved = SavedView.objects.visible_to(agent).lock(pk)
    except SavedView.DoesNotExist:
        raise NotFound("There is no such view, or it is not for you.") from None
    _check_may_edit(agent, saved)
    return saved


def _check_may_edit(agent: Agent, saved: SavedView) -> None:
    if not saved.editable_by(agent):
        raise Forbidden("Only supervisors and admins may change shared views.")


def _store(saved: SavedView, fields: list[str] | None) -> None:
    saved.updated_at = timezone.now()
    try:
        with savepoint():
            saved.save(update_fields=fields)
    except IntegrityError:
        beginning = "You have" if saved.owner_id else "There is"
        raise ConsoleError.field("name", f"{beginning} a view of that name already.") from None


def _check_room(saved: SavedView) -> None:
    if SavedView.objects.filter(owner=saved.owner_id).count() >= MOST:
        raise ConsoleError.field("name", f"There are {MOST} views already; delete one first.")


def _record(pk: int, rows: Iterable[SavedView]) -> None:
    """Tell those who find one of the rows that it changed, in the feeds of the inboxes that they see."""
    owners = {row.owner for row in rows}
    inboxes = Inbox.objects.all()
    # One that was shared, or is now, is told to everybody.
    if (owner := owners.pop()) is not None and not owners:
        inboxes = inboxes.visible_to(owner)
    for inbox_id in inboxes.values_list("pk", flat=True):
        record(SAVED_VIEW_UPDATED, pk, inbox_id=inbox_id)
