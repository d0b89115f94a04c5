"""Webhooks that are no message and no status: templates, quality, the account, people, the phone app.

Shapes of docs/design/providers.md A7 to A9. Each returns a body, ready to be signed. No database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.wire.facts import Business, Customer, CustomerMessage
from simulator.wire.meta import webhooks
from simulator.wire.meta.errors import status_error


@dataclass(frozen=True, slots=True)
class TemplateName:
    """The template that a webhook is about."""

    template_id: str
    name: str
    language: str
    category: str

    @property
    def keys(self) -> dict[str, Any]:
        return {
            "message_template_id": int(self.template_id) if self.template_id.isdigit() else self.template_id,
            "message_template_name": self.name,
            "message_template_language": self.language,
        }


def template_status(business: Business, template: TemplateName, event: str, reason: str, at: datetime) -> str:
    """``event``: APPROVED, REJECTED, PAUSED, …"""
    value = template.keys | {
        "event": event,
        "reason": reason or "NONE",
        "message_template_category": template.category,
    }
    if event == "PAUSED":
        value["other_info"] = {"title": "FIRST_PAUSE", "description": "People reported this template."}
    return _account_change(business, "message_template_status_update", value, at)


def template_quality(
    business: Business, template: TemplateName, scores: tuple[str, str], at: datetime
) -> str:
    """``scores``: before and now."""
    value = template.keys | {"previous_quality_score": scores[0], "new_quality_score": scores[1]}
    return _account_change(business, "message_template_quality_update", value, at)


def number_quality(business: Business, event: str, limit: str, at: datetime) -> str:
    """``event``: FLAGGED, UNFLAGGED, UPGRADE, DOWNGRADE; ``limit``: TIER_250 to TIER_UNLIMITED."""
    value = {"display_phone_number": business.digits, "event": event, "current_limit": limit}
    return _account_change(
        business,
        "phone_number_quality_update",
        value | {"max_daily_conversations_per_business": limit},
        at,
    )


def account_alert(business: Business, kind: str, at: datetime) -> str:
    value = {
        "entity_type": "PHONE_NUMBER",
        "entity_id": business.phone_number_id,
        "alert_info": {
            "alert_severity": "WARNING",
            "alert_status": "ACTIVE",
            "alert_type": kind,
            "alert_description": "This is an alert of the simulator.",
        },
    }
    return _account_change(business, "account_alerts", value, at)


def account_update(business: Business, event: str, at: datetime) -> str:
    """``event``: ACCOUNT_RESTRICTION, ACCOUNT_VIOLATION or DISABLED_UPDATE."""
    details: Mapping[str, Any] = {
        "ACCOUNT_RESTRICTION": {
            "restriction_info": [
                {
                    "restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING",
                    "expiration": int(at.timestamp()) + 86_400,
                }
            ]
        },
        "ACCOUNT_VIOLATION": {"violation_info": {"violation_type": "SPAM"}},
        "DISABLED_UPDATE": {
            "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": f"{at:%B %d, %Y}"}
        },
    }
    return _account_change(business, "account_update", {"event": event, **details[event]}, at)


def account_errors(business: Business, code: int) -> str:
    """``value.errors``: something is wrong with no message in particular (A7)."""
    return webhooks.envelope(business, errors=[status_error(code)])


def preference(business: Business, customer: Customer, value: str, at: datetime) -> str:
    """Report that the customer said ``stop`` or ``resume`` to marketing messages."""
    person = {"wa_id": customer.wa_id} if customer.wa_id else {}
    reported = person | {
        "user_id": customer.bsuid,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at.timestamp()),
    }
    people = [webhooks.contact(customer)]
    return webhooks.envelope(business, "user_preferences", contacts=people, user_preferences=[reported])


def user_id_update(business: Business, customer: Customer, previous: str, at: datetime) -> str:
    """Report a new user id: ``customer`` as they are reached from now on, ``previous`` the id before."""
    reported = {
        "user_id": {"previous": previous, "current": customer.bsuid},
        "detail": "The user id has changed.",
        "timestamp": webhooks.seconds(at),
        **({"wa_id": customer.wa_id} if customer.wa_id else {}),
    }
    people = [webhooks.contact(customer)]
    return webhooks.envelope(business, "user_id_update", contacts=people, user_id_update=[reported])


def echo(business: Business, customer: Customer, message: CustomerMessage) -> str:
    """Report a message from the business's own phone (A8): no contacts, as in Meta's examples."""
    items = [_echo_item(business, customer, message)]
    return webhooks.envelope(business, "smb_message_echoes", message_echoes=items)


def agent_echo(business: Business, customer: Customer, message: CustomerMessage) -> str:
    """Report what Meta's Business Agent wrote to a customer whose conversation it answers."""
    items = [_echo_item(business, customer, message)]
    return webhooks.envelope(business, "standby", standby={"message_echoes": items})


def control_passed(business: Business, customer: Customer, at: datetime) -> str:
    """Report that Meta's Business Agent leaves the customer's conversation to the business."""
    number = {"phone_number": customer.wa_id} if customer.wa_id else {}
    value = {
        "messaging_product": "whatsapp",
        "recipient": webhooks.metadata(business),
        "sender": {**number, "user_id": customer.bsuid},
        "timestamp": webhooks.seconds(at),
        "type": "control_passed",
        "control_passed": {"previous_owner_role": "ai_agent", "new_owner_role": "escalation"},
    }
    return webhooks.change(business, "messaging_handovers", value)


def _echo_item(business: Business, customer: Customer, message: CustomerMessage) -> dict[str, Any]:
    return {
        "from": business.digits,
        **({"to": customer.wa_id} if customer.wa_id else {}),
        "to_user_id": customer.bsuid,
        "id": message.wamid,
        "timestamp": webhooks.seconds(message.at),
        "type": message.kind,
        message.kind: message.part,
    }


def history(business: Business, customer: Customer, reported: Sequence[tuple[str, CustomerMessage]]) -> str:
    """Report a chunk of earlier messages, each with its side: ``business`` or ``customer``."""
    messages = [_past_message(business, customer, side, message) for side, message in reported]
    chunk = {
        "metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
        "threads": [{"id": customer.wa_id or customer.bsuid, "messages": messages}],
    }
    return webhooks.envelope(business, "history", history=[chunk])


def _past_message(
    business: Business, customer: Customer, side: str, message: CustomerMessage
) -> dict[str, Any]:
    item = webhooks.message_item(business, customer, message)
    if side == "business":
        item |= {"from": business.digits, "to": customer.wa_id}
        item.pop("from_user_id")
    return item | {"history_context": {"status": "READ"}}


def _account_change(business: Business, about: str, value: Mapping[str, Any], at: datetime) -> str:
    return webhooks.change(business, about, value, time=int(at.timestamp()))
