"""Changes of templates, customers' preferences and number changes (docs/design/providers.md A9, A10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from messaging.limits import (
    LONGEST_ERROR_DETAIL,
    LONGEST_TEMPLATE_CATEGORY,
    LONGEST_TEMPLATE_ID,
    LONGEST_TEMPLATE_LANGUAGE,
    LONGEST_TEMPLATE_NAME,
    LONGEST_TEMPLATE_QUALITY,
    LONGEST_TEMPLATE_STATUS,
)
from messaging.transports.base import Identity, NumberChange, Preference, TemplateChange
from messaging.transports.payload import mapping, sequence, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.customers import (
    PERSON,
    distinct_identities,
    optional_identity,
    parse_customer,
    user_identity,
)
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    ItemParser,
    UnusableItemError,
    parse_each,
)

LONGEST_REASON = 1000
# An event that says what happened, not what the template is now.
EVENT_STATUSES = {"REINSTATED": "APPROVED", "UNARCHIVED": "APPROVED"}
# A value with one of these makes it a change of a template.
TEMPLATE_KEYS = {
    *(f"message_template_{name}" for name in ("id", "name", "language")),
    *("event", "new_quality_score", "new_category"),
}
PREFERENCE_VALUES = {"stop": False, "resume": True, "signup": True}


# --- templates -------------------------------------------------------------------------------


def _template(value: dict[str, Any], envelope: Envelope, **fields: Any) -> TemplateChange:
    """Parse what all changes of a template share. Whatever else it leaves out, the account's list is not what
    it was: to be fetched."""
    if not (TEMPLATE_KEYS & value.keys() and envelope.account):
        raise UnusableItemError("It does not say what it is about.")
    name = text(value, "message_template_name")
    language = text(value, "message_template_language").replace("-", "_")
    return TemplateChange(
        account=envelope.account,
        name=name if len(name) <= LONGEST_TEMPLATE_NAME else "",
        language=language[:LONGEST_TEMPLATE_LANGUAGE],
        external_id=text(value, "message_template_id")[:LONGEST_TEMPLATE_ID],
        **fields,
    )


def parse_template_status(value: dict[str, Any], envelope: Envelope) -> TemplateChange:
    """Parse that a template was approved, refused, paused, …"""
    event = text(value, "event").upper()[:LONGEST_TEMPLATE_STATUS]
    category = text(value, "message_template_category")[:LONGEST_TEMPLATE_CATEGORY]
    status, reason = EVENT_STATUSES.get(event, event), _reason(value)
    return _template(value, envelope, status=status or None, category=category or None, reason=reason)


def _reason(value: dict[str, Any]) -> str:
    """Return everything that Meta says about why, as sentences; empty when it says nothing."""
    rejected, other = mapping(value, "rejection_info"), mapping(value, "other_info")
    until = text(mapping(value, "disable_info"), "disable_date")
    parts = [
        text(value, "reason"),
        *(text(rejected, "reason"), text(rejected, "recommendation")),
        *(text(other, "title"), text(other, "description")),
        until and f"From {until}.",
    ]
    return _sentences(one for one in parts if one not in {"NONE", "null"})[:LONGEST_REASON]


def _sentences(parts: Iterable[str]) -> str:
    distinct = dict.fromkeys(one.strip() for one in parts if one.strip())
    return " ".join(one if one[-1] in ".!?" else f"{one}." for one in distinct)


def parse_template_quality(value: dict[str, Any], envelope: Envelope) -> TemplateChange:
    """Parse green, yellow or red: what customers think of a template."""
    quality = text(value, "new_quality_score")[:LONGEST_TEMPLATE_QUALITY]
    return _template(value, envelope, quality=quality or None)


def parse_template_category(value: dict[str, Any], envelope: Envelope) -> TemplateChange:
    """Parse the other category that Meta puts a template in."""
    category = text(value, "new_category")[:LONGEST_TEMPLATE_CATEGORY]
    return _template(value, envelope, category=category or None)


def parse_template_components(value: dict[str, Any], envelope: Envelope) -> TemplateChange:
    """Parse that a template's text changed. A media header is not named, so the parts would not be the whole
    of it: to be fetched."""
    return _template(value, envelope)


TEMPLATE_UPDATES: Mapping[str, ItemParser] = {
    "message_template_status_update": parse_template_status,
    "message_template_quality_update": parse_template_quality,
    "message_template_components_update": parse_template_components,
    "template_category_update": parse_template_category,
}


# --- people ----------------------------------------------------------------------------------


def parse_preferences(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse what users told Meta about marketing messages of this number."""
    yield from parse_each(_required_items(value, "user_preferences"), _preference, envelope, key="value")


def parse_number_changes(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse the users whose BSUID changed."""
    yield from parse_each(_required_items(value, "user_id_update"), _number_change, envelope, key="user_id")


def _required_items(value: dict[str, Any], key: str) -> list[Any]:
    items = sequence(value, key)
    if not items:
        raise UnusableItemError(f"A change without {key}.")
    return items


def _preference(item: dict[str, Any], envelope: Envelope) -> Preference:
    wants = PREFERENCE_VALUES.get(text(item, "value").lower())
    if wants is None:
        raise UnusableItemError("It does not say what the customer wants.")
    customer = parse_customer(item, PERSON, envelope)
    return Preference(
        route=envelope.route,
        identities=customer.identities,
        category=text(item, "category")[:LONGEST_TEMPLATE_CATEGORY],
        wants=wants,
        at=timestamp(item, "timestamp"),
        detail=text(item, "detail")[:LONGEST_ERROR_DETAIL],
        name=customer.name,
    )


def _number_change(item: dict[str, Any], envelope: Envelope) -> NumberChange:
    """Parse one change. A phone that comes along is theirs now, and says who it is when nothing else does."""
    old, new = (distinct_identities(_identities_at(item, which)) for which in ("previous", "current"))
    phone = [one for one in (optional_identity(item, "wa_id"),) if one]
    if new or old:
        old, new = old or distinct_identities(phone), distinct_identities([*new, *phone])
    if not old or not new or old == new:
        raise UnusableItemError("It does not say who became who.")
    return NumberChange(route=envelope.route, old=old, new=new, at=timestamp(item, "timestamp"))


def _identities_at(item: dict[str, Any], which: str) -> list[Identity]:
    found = [user_identity(mapping(item, name), which) for name in ("user_id", "parent_user_id")]
    return [one for one in found if one]
