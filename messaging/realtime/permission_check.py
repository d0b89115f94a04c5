"""Whether those who are connected still may be: looked at every minute, and at once when permissions change.

A handshake only says who somebody was; sockets live for hours (docs/design/realtime.md §2.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from knox.models import AuthToken

from messaging.models import Agent, Inbox, InboxMember
from messaging.realtime.authentication import Login


@dataclass(frozen=True, slots=True)
class Permissions:
    """What everybody who is connected may now; made by `current_permissions`."""

    agents: Mapping[int, Agent]
    sessions: frozenset[str]
    memberships: frozenset[tuple[int, int]]
    inboxes: frozenset[int]
    tokens: frozenset[str]

    def allow(self, login: Login) -> bool:
        """Return whether the agent is active, and what the socket was opened with still there: the token, or the
        password and the session."""
        agent = self.agents.get(login.agent.pk)
        if agent is None:
            return False
        if login.token is not None:
            # Whatever the password is by now: a new one deletes the tokens that are not to outlive the old one.
            return login.token in self.tokens
        if not constant_time_compare(login.auth_hash, agent.get_session_auth_hash()):
            return False
        return login.session_key is None or login.session_key in self.sessions

    def can_see(self, login: Login, inbox_id: int) -> bool:
        agent = self.agents[login.agent.pk]
        if agent.sees_everything:
            return inbox_id in self.inboxes
        return (agent.pk, inbox_id) in self.memberships


def current_permissions(logins: Iterable[Login]) -> Permissions:
    """Read what everybody may, as `Inbox.objects.visible_to` does, in a fixed number of queries."""
    logins = list(logins)
    agents = Agent.objects.in_bulk({login.agent.pk for login in logins})
    active = {pk: agent for pk, agent in agents.items() if agent.is_active}
    keys = {login.session_key for login in logins if login.session_key}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    digests = {login.token for login in logins if login.token}
    valid = Q(expiry=None) | Q(expiry__gt=timezone.now())
    memberships = InboxMember.objects.filter(agent__in=active)
    return Permissions(
        active,
        frozenset(sessions.values_list("session_key", flat=True)),
        frozenset(memberships.values_list("agent_id", "inbox_id")),
        frozenset(Inbox.objects.values_list("pk", flat=True)),
        frozenset(AuthToken.objects.filter(valid, digest__in=digests).values_list("digest", flat=True)),
    )


def visible_inboxes(wanted: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which of these pairs of an agent's and an inbox's id are allowed now, by `Inbox.objects.visible_to`'s rule,
    in three queries. Agents are read anew: a socket's own is what they were when it was opened."""
    pairs = set(wanted)
    agents = Agent.objects.filter(is_active=True).in_bulk({agent for agent, _ in pairs})
    supervisors = {pk for pk, agent in agents.items() if agent.sees_everything}
    inboxes = {inbox for _, inbox in pairs}
    there = set(Inbox.objects.filter(pk__in=inboxes).values_list("pk", flat=True))
    every = {(agent, inbox) for agent, inbox in pairs if agent in supervisors and inbox in there}
    memberships = InboxMember.objects.filter(agent__in=agents.keys() - supervisors, inbox__in=inboxes)
    return every | (set(memberships.values_list("agent_id", "inbox_id")) & pairs)
