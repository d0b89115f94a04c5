"""How an agent wants to be notified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from messaging.actors import Actor
from messaging.errors import ConsoleError
from messaging.feed import recording
from messaging.models import Agent, Inbox, InboxNotification, NotificationSettings


@recording()
def change_notifications(agent: Agent, change: Mapping[str, Any], *, by: Actor) -> NotificationSettings:
    """Change what is given: any fields of `NotificationSettings`, `quiet_hours`, and `inboxes`, which replaces the list.
    Raises `ConsoleError` for an inbox that the agent does not see."""
    fields = dict(change)
    inboxes = fields.pop("inboxes", None)
    # One at a time: two tabs that save at once must not mix their lists.
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    settings = NotificationSettings.of(agent)
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()
    if inboxes is not None:
        _replace(agent, {one["inbox"]: one["about"] for one in inboxes})
    return settings


def _replace(agent: Agent, abouts: Mapping[int, str]) -> None:
    _check_seen(agent, abouts)
    InboxNotification.objects.filter(agent=agent).delete()
    rows = [InboxNotification(agent=agent, inbox_id=pk, about=about) for pk, about in abouts.items()]
    InboxNotification.objects.bulk_create(rows)


def _check_seen(agent: Agent, inboxes: Iterable[int]) -> None:
    seen = set(Inbox.objects.visible_to(agent).filter(pk__in=inboxes).values_list("pk", flat=True))
    if not seen.issuperset(inboxes):
        raise ConsoleError.field("inboxes", "There is no such inbox, or you do not see it.")
