"""What lets programs in: API tokens and one-time socket tickets."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from messaging.actors import Actor
from messaging.errors import Forbidden
from messaging.feed import doorbell, recording
from messaging.models import Agent, SocketTicket

log = logging.getLogger(__name__)

# Long enough for one handshake.
TICKET_LIFETIME = timedelta(seconds=30)


@recording()
def create_api_token(agent: Agent, *, expires: timedelta | None = None, by: Actor) -> str:
    """Create a token for `Authorization: Token …`; only its hash is stored. Default lifetime: knox's setting.

    Raises `Forbidden` where an agent asks for a token of somebody with as many rights or more.
    """
    _check_may_act_as(agent, by)
    lifetime = {} if expires is None else {"expiry": expires}
    row, token = AuthToken.objects.create(user=agent, **lifetime)
    log.info("API token created", extra=_named(row, by))
    return str(token)


@recording()
def revoke_api_token(token: AuthToken, *, by: Actor) -> None:
    """Revoke a token: from now on it opens nothing, and the sockets that were opened by it are closed."""
    log.info("API token revoked", extra=_named(token, by))
    token.delete()
    transaction.on_commit(doorbell.access_changed, robust=True)


@recording()
def create_socket_ticket(agent: Agent, *, token_digest: str = "", session_key: str = "", by: Actor) -> str:
    """Create a ticket for one socket handshake within 30 s; only its hash is stored.

    ``token_digest``, ``session_key``: what the agent was let in by; the socket ends with it.
    """
    delete_expired_tickets()
    ticket = secrets.token_urlsafe(32)
    expires_at = timezone.now() + TICKET_LIFETIME
    SocketTicket.objects.create(
        digest=_digest(ticket),
        agent=agent,
        expires_at=expires_at,
        token_digest=token_digest,
        session_key=session_key,
    )
    return ticket


@recording()
def delete_expired_tickets(*, by: Actor | None = None) -> int:
    """Delete the tickets that nobody redeemed in time; return how many."""
    return SocketTicket.objects.filter(expires_at__lt=timezone.now()).delete()[0]


@recording()
def redeem_socket_ticket(ticket: str, *, by: Actor) -> SocketTicket | None:
    """Return the ticket's row with its agent, once; None for a used, expired or unknown one."""
    row = SocketTicket.objects.select_related("agent").filter(digest=_digest(ticket)).first()
    if row is None or not SocketTicket.objects.filter(pk=row.pk).delete()[0]:
        return None
    revoked = row.token_digest and not AuthToken.objects.filter(pk=row.token_digest).exists()
    return row if row.expires_at > timezone.now() and row.agent.is_active and not revoked else None


def _named(token: AuthToken, by: Actor) -> dict[str, Any]:
    return {"agent": token.user_id, "token": token.token_key[:8], "by": by.kind, "by_id": by.id}


def _check_may_act_as(agent: Agent, by: Actor) -> None:
    """Whoever sees a token can act as its owner: it may not be a way to more rights, or to a peer's name."""
    asking = Agent.objects.filter(pk=by.id or 0).first() if by.kind in {"agent", "token"} else None
    if asking is not None and not asking.may_act_as(agent):
        raise Forbidden("A token is made for oneself or for somebody with lower rights.")


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "replace")).hexdigest()
