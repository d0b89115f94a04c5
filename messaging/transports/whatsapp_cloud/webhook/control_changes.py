"""Chats that another sender of the number answers, as Meta's Business Agent does (fields ``standby`` and
``messaging_handovers``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from messaging.transports.base import InboundMessage
from messaging.transports.payload import mapping, sequence, storable, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.customers import (
    Customer,
    distinct_identities,
    optional_identity,
    user_identity,
)
from messaging.transports.whatsapp_cloud.webhook.echoes import parse_echo
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    ignored_on_purpose,
    parse_each,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import error_notices
from messaging.transports.whatsapp_cloud.webhook.event_words import in_words
from messaging.transports.whatsapp_cloud.webhook.groups import split_groups
from messaging.transports.whatsapp_cloud.webhook.messages import parse_message

AGENT = "Meta's Business Agent"
ROLES = {"meta_business_agent": AGENT, "business_agent": AGENT}
TAKES_OVER = "A reply from here takes the chat over."
_EVENTS = ("control_passed", "control_taken", "control_requested", "control_released")
_LISTS = ("messages", "message_echoes", "statuses")


def parse_standby(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse what happens in chats that another sender answers: its lines, and who answers."""
    source = mapping(value, "standby") or value
    messages, echoes, states = (sequence(source, key) for key in _LISTS)
    if not (messages or echoes or states or sequence(value, "errors")):
        raise UnusableItemError("A change without messages of another sender.")
    messages, in_groups = split_groups(messages, envelope)
    yield from in_groups
    yield from parse_each(messages, parse_message, envelope)
    yield from parse_each(echoes, parse_echo, envelope)
    for state in states:
        yield ignored_on_purpose("A receipt of what another sender wrote.", state)
    yield from parse_each(echoes, _who_answers, envelope)
    yield from error_notices(value, envelope)


def _who_answers(echo: dict[str, Any], envelope: Envelope) -> Item:
    """Return a line of the thread, once a day for each customer."""
    customer = _required(
        distinct_identities(
            one for one in (user_identity(echo, "to_user_id"), optional_identity(echo, "to")) if one
        )
    )
    at = timestamp(echo, "timestamp")
    day = f"{at:%Y-%m-%d}" if at else ""
    line = f"{AGENT} answers in this chat. {TAKES_OVER}"
    return _line(envelope, customer, line, f"standby {day}", at, {})


def parse_control_changes(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse that another sender of the number answers from now on, or no longer does."""
    items = sequence(value, "messaging_handovers") or [value]
    yield from parse_each(
        [one for one in items if isinstance(one, dict)], _control_change, envelope, key="sender"
    )
    if not any(isinstance(one, dict) and "sender" in one for one in items):
        raise UnusableItemError("A change of control that names no customer.")


def _control_change(item: dict[str, Any], envelope: Envelope) -> Item:
    sender = mapping(item, "sender")
    named = [
        user_identity(sender, "user_id"),
        *(optional_identity(sender, key) for key in ("wa_id", "phone_number")),
    ]
    customer = _required(distinct_identities(one for one in named if one))
    kind = text(item, "type") or next((name for name in _EVENTS if name in item), "")
    line = _control_line(kind, mapping(item, kind))
    at = timestamp(item, "timestamp")
    return _line(envelope, customer, line, f"{kind} {text(item, 'timestamp')}", at, item)


def _control_line(kind: str, part: dict[str, Any]) -> str:
    """Say who answers. Meta names the owners by their roles; of some events only the former one."""
    former, new = (_name(part, f"{which}_owner_app") for which in ("previous", "new"))
    if new:
        return f"{new} answers in this chat from now on. {TAKES_OVER}"
    if former:
        return f"{former} has left this chat to you: answer here."
    return f"Who answers in this chat has changed ({in_words(kind) or 'control'}). {TAKES_OVER}"


def _name(part: dict[str, Any], owner: str) -> str:
    role = text(part, f"{owner}_role") or text(part, owner)
    return ROLES.get(role.lower(), in_words(role).capitalize() if role else "")


def _required(found: Any) -> Customer:
    if not found:
        raise UnusableItemError("An item without a usable sender or recipient.")
    return Customer(found)


def _line(
    envelope: Envelope, customer: Customer, line: str, event: str, at: Any, item: dict[str, Any]
) -> InboundMessage:
    who = customer.identities[0].value
    digest = hashlib.sha256(f"{envelope.route} {who} {event}".encode()).hexdigest()[:32]
    return InboundMessage(
        route=envelope.route,
        external_id=f"control.{digest}",
        identities=customer.identities,
        kind="system",
        content=line,
        sent_at=at,
        payload={
            "type": "system",
            "system": {"type": "control_change", "body": line},
            "control": storable(item),
        },
    )
