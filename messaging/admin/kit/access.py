"""Rights in the admin: what by role, in one table; which rows by membership."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from axes.models import AccessAttempt
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from knox.models import AuthToken

from messaging.actors import Actor
from messaging.models import (
    Address,
    Agent,
    Attachment,
    CannedResponse,
    CannedResponseQuerySet,
    Contact,
    ContactNote,
    ContactQuerySet,
    Conversation,
    FeedEvent,
    FeedHead,
    Follower,
    Inbox,
    InboxMember,
    InboxNotice,
    Job,
    Label,
    Measurement,
    Mention,
    Message,
    OutboxLane,
    Reaction,
    SavedView,
    SavedViewQuerySet,
    StatusChange,
    Team,
    Template,
    WebhookCall,
)

M = TypeVar("M", bound=Model)
Rights = Mapping[type[Model], frozenset[str]]

_OWN = frozenset({"view", "add", "change", "delete"})

# Each role may what the one before it may, and this.
_AGENT: Rights = {
    Message: frozenset({"view", "send", "retry"}),
    StatusChange: frozenset({"view"}),
    Attachment: frozenset({"view", "retry"}),
    Reaction: frozenset({"view"}),
    Conversation: frozenset({"view", "handle"}),
    Contact: frozenset({"view"}),
    Address: frozenset({"view"}),
    Mention: frozenset({"view"}),
    ContactNote: frozenset({"view"}),
}
_SUPERVISOR: Rights = {
    Conversation: frozenset({"change"}),
    Contact: frozenset({"change", "block"}),
    Inbox: frozenset({"view", "change", "check"}),
    InboxMember: frozenset({"view", "add", "delete"}),
    WebhookCall: frozenset({"view", "replay"}),
    OutboxLane: frozenset({"view", "deliver"}),
    Job: frozenset({"view", "hurry"}),
    InboxNotice: frozenset({"view"}),
    FeedEvent: frozenset({"view"}),
    FeedHead: frozenset({"view"}),
    Follower: frozenset({"view"}),
    Measurement: frozenset({"view"}),
    CannedResponse: _OWN,
    # Made in the console, from what its list shows.
    SavedView: frozenset({"view", "change", "delete"}),
    Label: _OWN,
    Team: _OWN,
    Template: frozenset({"view"}),
    # Whom they make a member or give a conversation to.
    Agent: frozenset({"view"}),
}
_ADMIN: Rights = {
    Inbox: frozenset({"add", "configure"}),
    Agent: frozenset({"add", "change"}),
    AuthToken: frozenset({"view", "add", "revoke"}),
    AccessAttempt: frozenset({"view", "delete"}),
}
_ROLES: Mapping[str, tuple[Rights, ...]] = {
    Agent.Role.AGENT: (_AGENT,),
    Agent.Role.SUPERVISOR: (_AGENT, _SUPERVISOR),
    Agent.Role.ADMIN: (_AGENT, _SUPERVISOR, _ADMIN),
}

# Rows that belong to an inbox; Inbox and Contact have rules of their own, the rest belongs to no inbox.
_OF_AN_INBOX = frozenset(
    {
        Message,
        Attachment,
        Reaction,
        Conversation,
        WebhookCall,
        OutboxLane,
        Job,
        InboxNotice,
        FeedEvent,
        FeedHead,
        Follower,
        Measurement,
        Mention,
        Template,
    }
)


def requesting_agent(request: HttpRequest) -> Agent:
    """Return the agent who asks; the admin site lets only agents through."""
    if not isinstance(request.user, Agent):
        raise TypeError("The admin's views are behind its login.")
    return request.user


def actor(request: HttpRequest) -> Actor:
    """Who acts: an agent, whatever the admin is used for."""
    return Actor.agent(requesting_agent(request))


def allowed(request: HttpRequest, model: type[Model], right: str) -> bool:
    """Return whether the agent who asks has this right on the model. Django's permission rows are not read."""
    agent = request.user
    if not isinstance(agent, Agent) or not (agent.is_active and agent.is_staff):
        return False
    role = Agent.Role.ADMIN if agent.is_superuser else agent.role
    return any(right in rights.get(model, ()) for rights in _ROLES[role])


def visible(request: HttpRequest, rows: QuerySet[M]) -> QuerySet[M]:
    """Return those of the rows that the agent who asks may see: in lists, pages, choices, searches, actions."""
    if isinstance(rows, (CannedResponseQuerySet, SavedViewQuerySet)):
        return rows.visible_to(requesting_agent(request))  # type: ignore[return-value]  # (M is the model of these rows)
    inboxes = visible_inboxes(request)
    if inboxes is None:
        return rows
    if rows.model is Inbox:
        return rows.filter(pk__in=inboxes)
    if isinstance(rows, ContactQuerySet):
        return rows.of_inboxes(inboxes)  # type: ignore[return-value]  # (M is Contact here)
    if rows.model in _OF_AN_INBOX:
        return rows.filter(inbox__in=inboxes)
    return rows


def visible_inboxes(request: HttpRequest) -> tuple[int, ...] | None:
    """Return the ids of the inboxes that the agent who asks sees, None for all; read once per request."""
    if not hasattr(request, "visible_inboxes"):
        request.visible_inboxes = requesting_agent(request).visible_inbox_ids()  # type: ignore[attr-defined]
    inboxes: tuple[int, ...] | None = request.visible_inboxes  # type: ignore[attr-defined]
    return inboxes


def by_right(right: str) -> Callable[..., bool]:
    """Make a `has_…_permission` method for an action of an admin class."""

    def has_permission(self: Any, request: HttpRequest) -> bool:
        return allowed(request, self.model, right)

    return has_permission


class ByRole:
    """Mixed into every admin class and inline, before Django's own."""

    model: type[Model]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return allowed(request, self.model, "view")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request, self.model, "view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request, self.model, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request, self.model, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request, self.model, "delete")
