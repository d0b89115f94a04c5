"""A9: templates, quality, the account, and what users prefer."""

from __future__ import annotations

from typing import Any

from messaging.transports.base import Identity
from tests.payloads.meta.building import JSON, METADATA, ROUTE, WABA, change
from tests.payloads.meta.cases import Case, Person

TEMPLATE = {"message_template_id": 1689556908129832, "message_template_name": "order_update"}
ABOUT = {"account": WABA, "name": "order_update", "external_id": "1689556908129832"}


def of_account(name: str, field: str, value: JSON, gives: str = "Notice", /, **attributes: Any) -> Case:
    """A change of the whole account: it has no metadata."""
    return Case(name, "A9", {"field": field, "value": value}, (gives,), {"account": WABA} | attributes)


def template(name: str, kind: str, value: JSON, /, **attributes: Any) -> Case:
    whole = TEMPLATE | {"message_template_language": "en-US"} | value
    return of_account(name, kind, whole, "TemplateChange", **{**ABOUT, "language": "en_US"} | attributes)


def template_status(event: str, status: str | None = None, info: str = "", **value: Any) -> Case:
    item = {"reason": "NONE", "message_template_category": "UTILITY"} | value | {"event": event}
    attributes = {"status": status or event, "reason": info, "quality": None, "category": "UTILITY"}
    name = f"template {event.lower().replace('_', ' ')}"
    return template(name, "message_template_status_update", item, **attributes)


TEMPLATES = [
    template_status("APPROVED"),
    template_status("PENDING", reason=None),
    template_status("REJECTED", None, "INVALID_FORMAT. A variable is at the end. Put words after it.", reason="INVALID_FORMAT",
                    rejection_info={"reason": "A variable is at the end.", "recommendation": "Put words after it."}),
    template_status("PAUSED", None, "FIRST_PAUSE. Customers reported it.",
                    other_info={"title": "FIRST_PAUSE", "description": "Customers reported it."}),
    template_status("DISABLED", None, "From May 1, 2026.", disable_info={"disable_date": "May 1, 2026"}),
    template_status("REINSTATED", "APPROVED"),
    template_status("UNARCHIVED", "APPROVED"),
    *map(template_status, ["FLAGGED", "IN_APPEAL", "LOCKED", "DELETED", "PENDING_DELETION", "LIMIT_EXCEEDED", "ARCHIVED"]),
    template("template quality", "message_template_quality_update",
             {"previous_quality_score": "GREEN", "new_quality_score": "YELLOW"}, quality="YELLOW", status=None, category=None),
    template("template category", "template_category_update", {"message_template_language": "he", "new_category": "MARKETING"},
             language="he", category="MARKETING", status=None, quality=None),
    template("template parts", "message_template_components_update", {"message_template_element": "Hello {{1}}"},
             status=None, quality=None, category=None, components=None),
]  # fmt: skip


def quality(event: str, **attributes: Any) -> Case:
    value = {
        "display_phone_number": "15550001111",
        "event": event,
        "max_daily_conversations_per_business": "TIER_2K",
    }
    return of_account(
        f"number {event.lower()}",
        "phone_number_quality_update",
        value,
        limit="TIER_2K",
        payload=value,
        **attributes,
    )


NUMBERS = [
    quality("ONBOARDING", level="info", quality=None),
    quality("THROUGHPUT_UPGRADE", level="info", quality=None),
    quality("FLAGGED", level="warning", quality="RED"),
    of_account("number with a limit of old", "phone_number_quality_update",
               {"display_phone_number": "15550001111", "event": "UPGRADE", "current_limit": "TIER_UNLIMITED"}, limit="TIER_UNLIMITED"),
    of_account("name refused", "phone_number_name_update",
               {"display_phone_number": "15550001111", "decision": "REJECTED", "requested_verified_name": "Shop",
                "rejection_reason": "NAME_TOO_SHORT"}, level="warning", title="WhatsApp refused the display name Shop"),
    of_account("name approved", "phone_number_name_update", {"decision": "APPROVED", "requested_verified_name": "Shop"},
               level="info", title="WhatsApp approved the display name Shop"),
    of_account("username of the business", "business_username_update", {"display_phone_number": "15550001111", "username": "shop", "status": "approved"},
               level="info"),
    of_account("PIN", "security", {"display_phone_number": "15550001111", "event": "PIN_CHANGED", "requester": "1"}, level="warning"),
    of_account("capability", "business_capability_update",
               {"max_daily_conversations_per_business": "TIER_2K", "max_phone_numbers_per_business": 2}, level="info", limit="TIER_2K"),
    of_account("settings of a number", "account_settings_update",
               {"timestamp": "1750030073", "type": "phone_number_settings", "phone_number_settings": {"phone_number_id": ROUTE}},
               route=ROUTE, level="info"),
]  # fmt: skip


def account(event: str, level: str, **value: Any) -> Case:
    return of_account(
        f"account {event.lower().replace('_', ' ')}", "account_update", {"event": event} | value, level=level
    )


def alert(name: str, severity: str, level: str, *, nested: bool) -> Case:
    info = {
        "alert_severity": severity,
        "alert_status": "ACTIVE",
        "alert_type": "OBA_APPROVED",
        "alert_description": "It is so.",
    }
    value = {"entity_type": "BUSINESS", "entity_id": "5069"} | ({"alert_info": info} if nested else info)
    return of_account(name, "account_alerts", value, level=level, detail="It is so.")


ACCOUNTS = [
    account("ACCOUNT_RESTRICTION", "error", restriction_info=[
        {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1641330498}]),
    account("ACCOUNT_VIOLATION", "warning", violation_info={"violation_type": "ADULT"}),
    account("ACCOUNT_DELETED", "error"),
    account("PARTNER_REMOVED", "warning", waba_info={"waba_id": WABA}),
    of_account("account left by the phone's app", "account_update",
               {"event": "PARTNER_REMOVED", "phone_number": "15550001111", "waba_info": {"waba_id": WABA},
                "disconnection_info": {"reason": "ACCOUNT_DISCONNECTED", "initiated_by": "END_USER"}},
               level="error", title="This number was disconnected from the Cloud API",
               detail="Reason: account disconnected. Initiated by: end user."),
    of_account("account event with parts of the future", "account_update",
               {"event": "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE", "partner_client_certification_info":
                {"client_business_id": "77", "status": "REJECTED", "reasons": ["LEGAL_NAME", "ADDRESS"], "due_time": 1641330498,
                 "review": {"round": 2, "final": False}}},
               level="info", detail="Status: rejected. Reasons: legal name, address. Due time: 2022-01-04 21:08 UTC. "
                                    "Review round: 2. Review final: no."),
    of_account("ban with its reason", "account_update",
               {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE", "waba_ban_date": "April 17, 2025", "reason": "SPAM"}},
               level="error", detail="April 17, 2025. Reason: spam."),
    account("VERIFIED_ACCOUNT", "info"),
    account("SOMETHING_NEW", "info"),
    *(of_account(f"account ban {state.lower().replace('_', ' ')}", "account_update",
                 {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state, "waba_ban_date": "April 17, 2025"}}, level=level)
      for state, level in [("DISABLE", "error"), ("REINSTATE", "info"), ("SCHEDULE_FOR_DISABLE", "error")]),
    alert("alert", "CRITICAL", "error", nested=True),
    alert("alert of old", "WARNING", "warning", nested=False),
    alert("good news", "INFORMATIONAL", "info", nested=True),
    of_account("review approved", "account_review_update", {"decision": "APPROVED"}, level="info"),
    of_account("review refused", "account_review_update", {"decision": "REJECTED"}, level="error"),
]  # fmt: skip


def prefers(value: str, *, wants: bool) -> Case:
    name = f"marketing {value}"
    person = Person(name)
    item = {
        "wa_id": person.wa_id,
        "user_id": person.bsuid,
        "detail": "User said so",
        "category": "marketing_messages",
    }
    whole = change(
        "user_preferences",
        contacts=[person.contact],
        user_preferences=[item | {"value": value, "timestamp": 1731705721}],
    )
    attributes = {"identities": (person.user, person.phone), "category": "marketing_messages", "wants": wants, "name": person.name,
            "route": ROUTE, "detail": "User said so", "at.timestamp": 1731705721}  # fmt: skip
    return Case(name, "A9", whole, ("Preference",), attributes)


def number_change(name: str, item: JSON, /, **attributes: Any) -> Case:
    whole = change("user_id_update", user_id_update=[{"detail": "Changed", "timestamp": "1750030073"} | item])
    return Case(
        name, "A9", whole, ("NumberChange",), {"route": ROUTE, "at.timestamp": 1750030073} | attributes
    )


def _number_changes() -> list[Case]:
    plain, phone, parent = "user id update", "user id update with a phone", "user id update with parents"
    before, after = Person(plain), Person(plain + " later")
    return [
        number_change(plain, {"user_id": {"previous": before.bsuid, "current": after.bsuid}}, old=(before.user,), new=(after.user,)),
        number_change(phone, {"wa_id": Person(phone).wa_id, "user_id": {"previous": Person(phone).bsuid, "current": "GB.77"}},
                   old=(Person(phone).user,), new=(Identity("bsuid", "GB.77"), Person(phone).phone)),
        number_change(parent, {"user_id": {"previous": Person(parent).bsuid, "current": "GB.88"},
                            "parent_user_id": {"previous": "GB.ENT.8", "current": "GB.ENT.9"}},
                   old=(Person(parent).user, Identity("bsuid", "GB.ENT.8")), new=(Identity("bsuid", "GB.88"), Identity("bsuid", "GB.ENT.9"))),
    ]  # fmt: skip


UNDERSTOOD = [
    "automatic_events", "flows", "partner_solutions", "payment_configuration_update",
]  # fmt: skip
GROUPS = [f"group_{what}_update" for what in ("lifecycle", "participants", "settings", "status")]
ALONE = [
    *(Case(f"field {field}", "A9", change(field, groups=[{"group_id": "g"}]), ("Notice",), {"level": "warning", "route": ROUTE}) for field in GROUPS),
    *(Case(f"field {field}", "A9", {"field": field, "value": {"metadata": METADATA}}, ("Ignored",), {"understood": True}) for field in UNDERSTOOD),
    Case("field of the future", "A9", change("telepathy"), ("Ignored",),
         {"understood": False, "reason": "The field telepathy is not handled."}),
]  # fmt: skip

ACCOUNT_EVENTS = [
    *TEMPLATES, *NUMBERS, *ACCOUNTS,
    prefers("stop", wants=False), prefers("resume", wants=True), prefers("signup", wants=True),
    *_number_changes(), *ALONE,
]  # fmt: skip
