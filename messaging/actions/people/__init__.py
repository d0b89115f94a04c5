"""Agents, their tokens and tickets, teams, labels and canned responses."""

from messaging.actions.people.agents import (
    save_agent,
    set_password,
)
from messaging.actions.people.canned_responses import delete_canned_response, save_canned_response
from messaging.actions.people.credentials import (
    TICKET_LIFETIME,
    create_api_token,
    create_socket_ticket,
    delete_expired_tickets,
    redeem_socket_ticket,
    revoke_api_token,
)
from messaging.actions.people.labels import delete_label, save_label
from messaging.actions.people.teams import delete_team, save_team

__all__ = [
    "TICKET_LIFETIME",
    "create_api_token",
    "create_socket_ticket",
    "delete_canned_response",
    "delete_expired_tickets",
    "delete_label",
    "delete_team",
    "redeem_socket_ticket",
    "revoke_api_token",
    "save_agent",
    "save_canned_response",
    "save_label",
    "save_team",
    "set_password",
]
