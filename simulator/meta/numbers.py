"""The phone number in the fake Graph API: its fields, its registration, its business profile."""

from __future__ import annotations

import re
from typing import Any

from simulator.meta import shapes
from simulator.meta.targets import Answer, Call, app_id_of
from simulator.models import SimulatedNumber
from simulator.sending import changing
from simulator.wire import clean
from simulator.wire.meta import bodies, errors, graph_error

KIND = "WhatsAppBusinessPhoneNumber"
USUAL = (
    *("verified_name", "code_verification_status", "display_phone_number", "quality_rating"),
    *("platform_type", "throughput", "webhook_configuration"),
)
PROFILE_KIND = "WhatsAppBusinessProfile"
# What each text of the profile may be at most.
PROFILE = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 32}
VERTICALS = frozenset(
    "UNDEFINED OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT "  # noqa: SIM905
    "PROF_SERVICES RETAIL TRAVEL RESTAURANT NOT_A_BIZ ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS".split()
)
MOST_WEBSITES, LONGEST_WEBSITE = 2, 256
PIN = re.compile(r"[0-9]{6}")


def describe(call: Call) -> Answer:
    """``GET /<phone_number_id>?fields=``"""
    return Answer(shape(call, call.number))


def shape(call: Call, number: SimulatedNumber) -> dict[str, Any]:
    return shapes.select(call, KIND, number.phone_number_id, number_fields(number), USUAL)


def number_fields(number: SimulatedNumber) -> dict[str, Any]:
    return {
        "verified_name": number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": number.display_number,
        "quality_rating": number.quality,
        "quality_score": {"score": number.quality},
        "platform_type": "CLOUD_API",
        "status": "CONNECTED" if number.registered else "DISCONNECTED",
        "name_status": "APPROVED",
        "new_name_status": "NONE",
        "account_mode": "LIVE",
        "throughput": {"level": "STANDARD"},
        "messaging_limit_tier": "TIER_2K",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "webhook_configuration": {"application": number.webhook_url},
        "is_pin_enabled": bool(number.pin),
        "is_official_business_account": False,
        "is_on_biz_app": False,
        "is_preverified_number": False,
        "search_visibility": "VISIBLE",
        "health_status": health(number, of_number=True),
        **dict.fromkeys(WITHOUT_VALUE),
    }


WITHOUT_VALUE = (
    *("certificate", "new_certificate", "conversational_automation", "country_code", "country_dial_code"),
    *("eligibility_for_api_business_global_search", "last_onboarded_time", "username"),
)


def health(number: SimulatedNumber, *, of_number: bool) -> dict[str, Any]:
    """Return who may send: the number, the account and the app (docs/design/providers.md A13)."""
    phone: dict[str, Any] = {
        "entity_type": "PHONE_NUMBER",
        "id": number.phone_number_id,
        "can_send_message": "AVAILABLE",
    }
    if not number.registered:
        error = {
            "error_code": 141000,
            "error_description": "The phone number is not registered.",
            "possible_solution": "Register the number.",
        }
        phone |= {"can_send_message": "BLOCKED", "errors": [error]}
    around = [("WABA", number.waba_id), ("BUSINESS", f"9{number.waba_id}"), ("APP", app_id_of(number))]
    entities = [{"entity_type": kind, "id": one, "can_send_message": "AVAILABLE"} for kind, one in around]
    if not of_number:
        return {"can_send_message": "AVAILABLE", "entities": entities}
    return {"can_send_message": phone["can_send_message"], "entities": [phone, *entities]}


# --- registration ---------------------------------------------------------------------------------


def register(call: Call) -> Answer:
    """``POST /<phone_number_id>/register {"messaging_product", "pin"}``"""
    if call.given.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    pin = _pin(call)
    if call.number.pin and call.number.pin != pin:
        raise graph_error(133005, "Two-step verification PIN mismatch")
    return _update(call, registered=True, pin=pin)


def deregister(call: Call) -> Answer:
    """``POST /<phone_number_id>/deregister``: messages are refused (133010) until it is registered again."""
    return _update(call, registered=False)


def change(call: Call) -> Answer:
    """``POST /<phone_number_id> {"pin"}``: the PIN of two-step verification."""
    return _update(call, pin=_pin(call))


def check_registered(number: SimulatedNumber) -> None:
    """Raise `GraphError` where the number may not send."""
    if not number.registered:
        raise graph_error(133010, "The account of this phone number is not registered")


def _pin(call: Call) -> str:
    pin = str(call.given.get("pin") or "")
    if not pin:
        raise errors.missing("pin")
    if not PIN.fullmatch(pin):
        raise errors.bad_parameter("Param pin must be 6 characters long.")
    return pin


def _update(call: Call, **columns: Any) -> Answer:
    with changing(call.number.pk):
        SimulatedNumber.objects.filter(pk=call.number.pk).update(**columns)
    return Answer({"success": True})


# --- the business profile ---------------------------------------------------------------------------


def read_profile(call: Call) -> Answer:
    """``GET /<phone_number_id>/whatsapp_business_profile?fields=``"""
    known = dict.fromkeys((*PROFILE, "websites", "profile_picture_url"))
    fields = {**known, "vertical": "UNDEFINED", "messaging_product": "whatsapp", **call.number.profile}
    found = shapes.select(call, PROFILE_KIND, "", fields, ("messaging_product",))
    del found["id"]
    return Answer({"data": [found | {"messaging_product": "whatsapp"}]})


def write_profile(call: Call) -> Answer:
    """``POST /<phone_number_id>/whatsapp_business_profile``: the fields that are given; an empty one goes."""
    if call.given.get("messaging_product") != "whatsapp":
        raise errors.missing("messaging_product")
    written: dict[str, Any] = {
        name: _profile_text(name, call.given[name], most)
        for name, most in PROFILE.items()
        if name in call.given
    }
    if written.get("vertical", "OTHER") not in VERTICALS:
        raise errors.bad_parameter(f"Param vertical must be one of {{{', '.join(sorted(VERTICALS))}}}.")
    if "about" in written and not written["about"].strip():
        raise errors.bad_parameter("Param about must be at least 1 characters long.")
    if "websites" in call.given:
        written["websites"] = _websites(bodies.structured(call.given["websites"]))
    kept = call.number.profile | written
    return _update(call, profile={name: value for name, value in kept.items() if value})


def _profile_text(name: str, value: object, most: int) -> str:
    if not isinstance(value, str):
        raise errors.bad_parameter(f"Param {name} must be a string.")
    if len(value) > most:
        raise errors.bad_parameter(f"Param {name} must be at most {most} characters long.")
    return clean(value)


def _websites(given: object) -> list[str]:
    sites = given if isinstance(given, list) else [given]
    if len(sites) > MOST_WEBSITES:
        raise errors.bad_parameter(f"Param websites must have at most {MOST_WEBSITES} elements.")
    texts = [_profile_text("websites", site, LONGEST_WEBSITE) for site in sites]
    if not all(text.startswith(("https://", "http://")) for text in texts if text):
        raise errors.bad_parameter("Param websites must be valid URLs.")
    return [text for text in texts if text]
