"""Chats that another sender of the number answers, as Meta's Business Agent does (fields ``standby`` and
``messaging_handovers``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
from messaging.transports.whatsapp_cloud.webhook.messages import US, answered_by, parse_message

AGENT = "Meta's Business Agent"
OTHER = "Another sender of this number"
# Meta has renamed the roles, and the keys that name them, more than once.
ROLES = {"ai_agent": AGENT, "meta_ai": AGENT, "meta_business_agent": AGENT, "business_agent": AGENT}
TAKE_OVER = "Take over to answer here."
# What Meta calls whoever may take a conversation from its agent: us, for nobody else can (docs/transports.md).
ESCALATION = "escalation"
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
    yield from answered_by(AGENT, parse_each(messages, parse_message, envelope))
    yield from answered_by(AGENT, parse_each(echoes, parse_echo, envelope))
    for state in states:
        yield ignored_on_purpose("A receipt of what another sender wrote.", state)
    yield from parse_each(echoes, _line_of_the_day, envelope)
    yield from error_notices(value, envelope)


def _line_of_the_day(echo: dict[str, Any], envelope: Envelope) -> Item:
    """Return a line of the thread that says who answers, once a day for each customer."""
    customer = _required(
        distinct_identities(
            one for one in (user_identity(echo, "to_user_id"), optional_identity(echo, "to")) if one
        )
    )
    at = timestamp(echo, "timestamp")
    day = f"{at:%Y-%m-%d}" if at else ""
    line = f"{AGENT} answers in this chat. {TAKE_OVER}"
    return _line(envelope, customer, _Line(line, f"standby {day}", at, AGENT))


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
    former, who = _former_owner(mapping(item, kind)), _new_owner(kind, mapping(item, kind))
    event = f"{kind} {text(item, 'timestamp')}"
    line = _control_line(kind, former, who)
    return _line(envelope, customer, _Line(line, event, timestamp(item, "timestamp"), who, item))


def _new_owner(kind: str, part: dict[str, Any]) -> str | None:
    """Return who answers from now on (empty: we do; None: the event does not say). Meta tells of `control_passed` the
    new owner, of `control_taken` the former one, and an agent of Meta's is never us."""
    if agent := _agent(part, "new"):
        return agent
    if kind == "control_passed" or _agent(part, "previous") or _role(part, "new").lower() == ESCALATION:
        return US
    return OTHER if kind == "control_taken" and _role(part, "new") else None


def _former_owner(part: dict[str, Any]) -> str:
    role = _role(part, "previous")
    return _agent(part, "previous") or (in_words(role).capitalize() if role else "")


def _agent(part: dict[str, Any], which: str) -> str:
    return ROLES.get(_role(part, which).lower(), "")


def _role(part: dict[str, Any], which: str) -> str:
    keys = (f"{which}_owner_role", f"{which}_owner_app_role", f"{which}_owner_app")
    return next((role for key in keys if (role := text(part, key))), "")


def _control_line(kind: str, former: str, who: str | None) -> str:
    """Say who answers."""
    if who:
        return f"{who} answers in this chat from now on. {TAKE_OVER}"
    if who == US:
        return f"{former or OTHER} has left this chat to you: answer here."
    return f"Who answers in this chat has changed ({in_words(kind) or 'control'})."


def _required(found: Any) -> Customer:
    if not found:
        raise UnusableItemError("An item without a usable sender or recipient.")
    return Customer(found)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line of the thread says; `event` is what makes it another one than the line before."""

    words: str
    event: str
    at: datetime | None
    answered_by: str | None
    item: Mapping[str, Any] = field(default_factory=dict)


def _line(envelope: Envelope, customer: Customer, line: _Line) -> InboundMessage:
    who = customer.identities[0].value
    digest = hashlib.sha256(f"{envelope.route} {who} {line.event}".encode()).hexdigest()[:32]
    return InboundMessage(
        route=envelope.route,
        external_id=f"control.{digest}",
        identities=customer.identities,
        kind="system",
        content=line.words,
        sent_at=line.at,
        payload={
            "type": "system",
            "system": {"type": "control_change", "body": line.words},
            "control": storable(line.item),
        },
        answered_by=line.answered_by,
    )
