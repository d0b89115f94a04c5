"""The business account in the fake Graph API: its fields, its numbers, the apps that are subscribed to it."""

from __future__ import annotations

from typing import Any

from simulator.meta import numbers, shapes
from simulator.meta.targets import Answer, Call, app_id_of
from simulator.models import SimulatedNumber
from simulator.sending import changing

KIND = "WhatsAppBusinessAccount"
USUAL = ("name", "currency", "timezone_id", "message_template_namespace")


def describe(call: Call) -> Answer:
    """``GET /<waba_id>?fields=``"""
    return Answer(shapes.select(call, KIND, call.number.waba_id, account_fields(call.number), USUAL))


def account_fields(number: SimulatedNumber) -> dict[str, Any]:
    return {
        "name": number.verified_name,
        "currency": "EUR",
        "timezone_id": "1",
        "message_template_namespace": f"simulated_{number.waba_id}",
        "status": "ACTIVE",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "country": None,
        "ownership_type": "SELF",
        "is_enabled_for_insights": False,
        "marketing_messages_lite_api_status": None,
        "marketing_messages_onboarding_status": None,
        "disable_marketing_messages_on_cloud_api": None,
        "on_behalf_of_business_info": None,
        "owner_business_info": None,
        "health_status": numbers.health(number, of_number=False),
        "subscribed_apps": _apps(number),
    }


def list_numbers(call: Call) -> Answer:
    """``GET /<waba_id>/phone_numbers``"""
    found = SimulatedNumber.objects.filter(waba_id=call.number.waba_id)
    return Answer(shapes.page(call, found, lambda row: numbers.shape(call, row)))


def list_apps(call: Call) -> Answer:
    """``GET /<waba_id>/subscribed_apps``"""
    return Answer(_apps(call.number))


def _apps(number: SimulatedNumber) -> dict[str, Any]:
    app = {"name": "Simulated app", "link": "https://example.org/", "id": app_id_of(number)}
    return {"data": [{"whatsapp_business_api_data": app}] if number.subscribed else []}


def subscribe(call: Call) -> Answer:
    """``POST /<waba_id>/subscribed_apps``"""
    return _set_subscribed(call, subscribed=True)


def unsubscribe(call: Call) -> Answer:
    """``DELETE /<waba_id>/subscribed_apps``: no webhook comes from now on."""
    return _set_subscribed(call, subscribed=False)


def _set_subscribed(call: Call, *, subscribed: bool) -> Answer:
    with changing(call.number.pk):
        SimulatedNumber.objects.filter(waba_id=call.number.waba_id).update(subscribed=subscribed)
    return Answer({"success": True})
