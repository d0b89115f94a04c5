"""The phone's page: a person plays customers and the provider."""

from simulator.phone.access import View
from simulator.phone.messages import (
    delete_message,
    edit_message,
    media,
    send_message,
    set_reaction,
    tap_message,
)
from simulator.phone.numbers import register_number, replace_token, set_webhook
from simulator.phone.provider_panel import change_template, faults_view, trigger_event
from simulator.phone.views import (
    change_number,
    create_customer,
    expire_window,
    page,
    set_identity,
    set_receipts,
    set_status,
    state,
)

__all__ = [
    "View",
    "change_number",
    "change_template",
    "create_customer",
    "delete_message",
    "edit_message",
    "expire_window",
    "faults_view",
    "media",
    "page",
    "register_number",
    "replace_token",
    "send_message",
    "set_identity",
    "set_reaction",
    "set_receipts",
    "set_status",
    "set_webhook",
    "state",
    "tap_message",
    "trigger_event",
]
