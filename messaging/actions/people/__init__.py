"""Agents, their tokens and tickets, teams, labels and canned responses."""

from messaging.actions.people.agents import (
    save_agent,
    set_password,
)
from messaging.actions.people.credentials import (
    TICKET_LIFETIME,
    create_api_token,
    create_socket_ticket,
    delete_expired_tickets,
    redeem_socket_ticket,
    revoke_api_token,
)

__all__ = [
    "TICKET_LIFETIME",
    "create_api_token",
    "create_socket_ticket",
    "delete_expired_tickets",
    "redeem_socket_ticket",
    "revoke_api_token",
    "save_agent",
    "set_password",
]
