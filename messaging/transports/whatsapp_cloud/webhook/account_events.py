"""Events of a number or the whole account, as notices in plain words (docs/design/providers.md A9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from messaging.limits import LONGEST_NOTICE_TITLE, LONGEST_ROUTE
from messaging.transports.base import Notice
from messaging.transports.payload import mapping, sequence, storable, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    ItemParser,
    UnusableItemError,
)
from messaging.transports.whatsapp_cloud.webhook.event_words import in_words, other_words, sentences

Level = Literal["info", "warning", "error"]
# A title, how bad it is, and what to do.
NoticeText = tuple[str, Level, str]

LONGEST_DETAIL, LONGEST_LIMIT = 1000, 40
_CHECK_ACCOUNT = "Look at the account in WhatsApp Manager."
_CHECK_NUMBER = "Look at the number in WhatsApp Manager."
_APPEAL = "Look at the account's quality page in WhatsApp Manager; there you can ask for a review."

EVENTS: Mapping[str, NoticeText] = {
    "ACCOUNT_RESTRICTION": ("WhatsApp restricts what this account may send", "error", _APPEAL),
    "ACCOUNT_VIOLATION": ("WhatsApp says that this account broke its rules", "warning", _APPEAL),
    "ACCOUNT_DELETED": ("This account was deleted at WhatsApp", "error", "Connect another account."),
    "ACCOUNT_OFFBOARDED": ("This number was disconnected from the Cloud API", "error", "Connect it again."),
    "ACCOUNT_RECONNECTED": ("This number is connected to the Cloud API again", "info", ""),
    "PARTNER_REMOVED": ("This account was taken from a partner's app", "warning", _CHECK_ACCOUNT),
    "PARTNER_APP_UNINSTALLED": ("An app was removed from this account", "warning", _CHECK_ACCOUNT),
    "PARTNER_ADDED": ("This account was given to a partner's app", "info", ""),
    "PARTNER_APP_INSTALLED": ("An app was added to this account", "info", ""),
    "VERIFIED_ACCOUNT": ("WhatsApp has verified this business", "info", ""),
}
BANS: Mapping[str, NoticeText] = {
    "DISABLE": ("WhatsApp has blocked this account", "error", _APPEAL),
    "SCHEDULE_FOR_DISABLE": ("WhatsApp is going to block this account", "error", _APPEAL),
    "REINSTATE": ("WhatsApp has unblocked this account", "info", ""),
}
# What titles, levels and details are made of already, and whom an event is about.
_COVERED = {
    *("event", "type", "status", "decision", "requested_verified_name", "rejection_reason", "username"),
    *(
        "phone_number",
        "display_phone_number",
        "waba_info",
        "timestamp",
        "entity_type",
        "requester",
        "current_limit",
    ),
    *("max_daily_conversations_per_business", "max_daily_conversation_per_phone"),
    *("ban_info.waba_ban_state", "ban_info.waba_ban_date", "violation_info.violation_type"),
    *("restriction_info.restriction_type", "restriction_info.expiration"),
    *(
        f"{at}alert_{name}"
        for at in ("", "alert_info.")
        for name in ("severity", "status", "type", "description")
    ),
}
# Of the account's states and events: what was wrong is over.
RESOLVING_EVENTS = {"REINSTATE", "ACCOUNT_RECONNECTED"}
NUMBER_EVENTS: Mapping[str, NoticeText] = {
    "ONBOARDING": ("This number may send now", "info", ""),
    "THROUGHPUT_UPGRADE": ("This number may send faster now", "info", ""),
    "UPGRADE": ("This number may write to more customers a day", "info", ""),
    "DOWNGRADE": ("This number may write to fewer customers a day", "warning", _CHECK_NUMBER),
    "FLAGGED": ("Customers complained: the quality of this number is low", "warning", _CHECK_NUMBER),
    "UNFLAGGED": ("The quality of this number is no longer low", "info", ""),
}
SECURITY: Mapping[str, NoticeText] = {
    "PIN_CHANGED": ("The PIN of this number was changed", "warning", "Make sure that it was one of you."),
    "PIN_RESET_REQUEST": ("Somebody asked to switch off this number's PIN", "warning", "Make sure that it was one of you."),
    "PIN_RESET_SUCCESS": ("The PIN of this number was switched off", "warning", "Make sure that it was one of you."),
}  # fmt: skip
DECISIONS: Mapping[str, tuple[str, Level]] = {
    "APPROVED": ("approved", "info"),
    "REJECTED": ("refused", "warning"),
    "DEFERRED": ("put off its decision about", "info"),
    "PENDING": ("is looking at", "info"),
}
SEVERITIES: Mapping[str, Level] = {"CRITICAL": "error", "WARNING": "warning"}


def _notice(value: dict[str, Any], envelope: Envelope, title: str, level: Level, **more: Any) -> Notice:
    if not envelope.account:
        raise UnusableItemError("It does not say which account it is about.")
    parts = [more.pop("detail", ""), sentences(other_words(value, _COVERED))]
    detail = " ".join(filter(None, parts))[:LONGEST_DETAIL]
    fields = {"account": envelope.account, "at": envelope.at, "detail": detail, "limit": _limit(value)} | more
    return Notice(title=title[:LONGEST_NOTICE_TITLE], level=level, payload=storable(value), **fields)


def _limit(value: dict[str, Any]) -> str | None:
    """Return how many customers may be written to in a day, in Meta's names: ``TIER_2K``."""
    names = ("max_daily_conversations_per_business", "current_limit", "max_daily_conversation_per_phone")
    return next((found[:LONGEST_LIMIT] for name in names if (found := text(value, name))), None)


def _required_event(value: dict[str, Any], key: str = "event") -> str:
    found = text(value, key).upper()
    if not found:
        raise UnusableItemError("It does not say what happened.")
    return found


def parse_account_update(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse restrictions, violations, bans, partners; an event that we do not know is named."""
    event = _required_event(value)
    state = text(mapping(value, "ban_info"), "waba_ban_state").upper()
    unknown: NoticeText = (f"WhatsApp has news about this account: {in_words(event)}", "info", "")
    title, level, action = BANS.get(state) or EVENTS.get(event, unknown)
    if event == "PARTNER_REMOVED" and mapping(value, "disconnection_info"):
        # The partner whose app was removed is this console: its number is out of reach.
        title, level, action = EVENTS["ACCOUNT_OFFBOARDED"]
    relief = state in RESOLVING_EVENTS or event in RESOLVING_EVENTS
    parts = {
        "action": action,
        "detail": _restriction_details(value),
        "relief": relief,
        "until": _restricted_until(value),
    }
    return _notice(value, envelope, title, level, **parts)


def _restricted_until(value: dict[str, Any]) -> datetime | None:
    """Return when the last of the restrictions ends; None if one of them has no end."""
    ends = [timestamp(one, "expiration") for one in sequence(value, "restriction_info")]
    known = [end for end in ends if end]
    return max(known) if known and len(known) == len(ends) else None


def _restriction_details(value: dict[str, Any]) -> str:
    restricted = [_restriction(one) for one in sequence(value, "restriction_info")[:10]]
    violation = in_words(text(mapping(value, "violation_info"), "violation_type"))
    date = text(mapping(value, "ban_info"), "waba_ban_date")
    return sentences([*restricted, violation, date])


def _restriction(restriction: Any) -> str:
    kind, until = in_words(text(restriction, "restriction_type")), timestamp(restriction, "expiration")
    return f"{kind} until {until:%Y-%m-%d %H:%M} UTC" if kind and until else kind


def parse_account_alert(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse an alert: flat in older payloads, inside ``alert_info`` in newer ones."""
    alert = mapping(value, "alert_info") or value
    kind = _required_event(alert, "alert_type")
    level = SEVERITIES.get(text(alert, "alert_severity").upper(), "info")
    description = text(alert, "alert_description") or text(value, "alert_description")
    title = f"WhatsApp has news about this account: {in_words(kind)}"
    return _notice(
        value, envelope, title, level, detail=description, action=_CHECK_ACCOUNT if level != "info" else ""
    )


def parse_account_review(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse whether the account passed its review."""
    decision = _required_event(value, "decision")
    word, level = DECISIONS.get(decision, (f"decided “{in_words(decision)}” on", "info"))
    refused = decision == "REJECTED"
    action = _APPEAL if refused else ""
    return _notice(value, envelope, f"WhatsApp {word} this account", "error" if refused else level, action=action)  # fmt: skip


def parse_number_name(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse whether the display name was accepted."""
    decision = _required_event(value, "decision")
    word, level = DECISIONS.get(decision, (f"decided “{in_words(decision)}” on", "info"))
    title = f"WhatsApp {word} the display name {text(value, 'requested_verified_name')}".rstrip()
    reason = text(value, "rejection_reason")
    detail = "" if reason in {"", "NONE"} else sentences([in_words(reason)])
    action = "Choose another name in WhatsApp Manager." if decision == "REJECTED" else ""
    return _notice(value, envelope, title, level, detail=detail, action=action)


def parse_number_quality(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse what customers think of a number, and how much it may send; the number is in the payload."""
    event = _required_event(value)
    unknown: NoticeText = (f"WhatsApp has news about this number: {in_words(event)}", "info", "")
    title, level, action = NUMBER_EVENTS.get(event, unknown)
    # No longer low is medium or high: a check asks which.
    quality = {"FLAGGED": "RED", "UNFLAGGED": ""}.get(event)
    return _notice(value, envelope, title, level, action=action, quality=quality)


def parse_number_security(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse what was done to the PIN of a number."""
    event = _required_event(value)
    unknown: NoticeText = (
        f"WhatsApp has news about this number's security: {in_words(event)}",
        "warning",
        _CHECK_NUMBER,
    )
    title, level, action = SECURITY.get(event, unknown)
    return _notice(value, envelope, title, level, action=action)


def parse_capability_change(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse how much the business may send."""
    if not value:
        raise UnusableItemError("It does not say what happened.")
    limit = _limit(value)
    detail = f"Customers that may be written to in a day: {limit}." if limit else ""
    return _notice(value, envelope, "WhatsApp changed what this business may send", "info", detail=detail)


def parse_username_change(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse the name by which customers may find the business."""
    name, status = text(value, "username"), in_words(_required_event(value, "status"))
    return _notice(value, envelope, f"The username {name} of this business is {status} now", "info")


def parse_number_settings(value: dict[str, Any], envelope: Envelope) -> Notice:
    """Parse a change of settings that was made in WhatsApp Manager."""
    kind = _required_event(value, "type")
    number = text(mapping(value, "phone_number_settings"), "phone_number_id")
    title = f"The settings at WhatsApp were changed: {in_words(kind)}"
    at = timestamp(value, "timestamp") or envelope.at
    return _notice(
        value, envelope, title, "info", route=number if len(number) <= LONGEST_ROUTE else "", at=at
    )


ACCOUNT_EVENTS: Mapping[str, ItemParser] = {
    "account_update": parse_account_update,
    "account_alerts": parse_account_alert,
    "account_review_update": parse_account_review,
    "account_settings_update": parse_number_settings,
    "business_capability_update": parse_capability_change,
    "business_username_update": parse_username_change,
    "phone_number_name_update": parse_number_name,
    "phone_number_quality_update": parse_number_quality,
    "security": parse_number_security,
}
