"""Agents, their tokens and tickets, teams, labels and canned responses."""

from messaging.actions.people.accounts import change_account
from messaging.actions.people.agents import (
    change_own_password,
    change_profile,
    save_agent,
    set_password,
)
from messaging.actions.people.canned_files import add_canned_file, remove_canned_file
from messaging.actions.people.canned_responses import (
    add_canned_response,
    change_canned_response,
    count_canned_use,
    delete_canned_response,
    place_canned_response,
)
from messaging.actions.people.credentials import (
    TICKET_LIFETIME,
    create_api_token,
    create_socket_ticket,
    delete_expired_tickets,
    redeem_socket_ticket,
    revoke_api_token,
)
from messaging.actions.people.labels import create_label, delete_label, save_label
from messaging.actions.people.notifications import change_notifications
from messaging.actions.people.saved_views import add_view, change_view, delete_view, place_view
from messaging.actions.people.teams import delete_team, save_team

__all__ = [
    "TICKET_LIFETIME",
    "add_canned_file",
    "add_canned_response",
    "add_view",
    "change_account",
    "change_canned_response",
    "change_notifications",
    "change_own_password",
    "change_profile",
    "change_view",
    "count_canned_use",
    "create_api_token",
    "create_label",
    "create_socket_ticket",
    "delete_canned_response",
    "delete_expired_tickets",
    "delete_label",
    "delete_team",
    "delete_view",
    "place_canned_response",
    "place_view",
    "redeem_socket_ticket",
    "remove_canned_file",
    "revoke_api_token",
    "save_agent",
    "save_label",
    "save_team",
    "set_password",
]
