"""The app and its tokens in the fake Graph API: ``debug_token``, ``me``, the app's own access token."""

from __future__ import annotations

import hmac
from typing import Any

from simulator.meta import shapes
from simulator.meta.targets import Answer, Call, app_id_of, app_token_of, numbers_of_token
from simulator.models import SimulatedNumber
from simulator.wire.meta import errors

APP_NAME = "Simulated app"
SCOPES = ("whatsapp_business_management", "whatsapp_business_messaging")


def debug_token(call: Call) -> Answer:
    """``GET /debug_token?input_token=``: what a token opens; a wrong one is reported, not refused."""
    asked = str(call.given.get("input_token") or "")
    if not asked:
        raise errors.missing("input_token")
    found = numbers_of_token(asked)
    if not found:
        problem = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return Answer({"data": {"error": problem, "is_valid": False, "scopes": []}})
    return Answer({"data": _described(found)})


def _described(numbers: list[SimulatedNumber]) -> dict[str, Any]:
    accounts = sorted({number.waba_id for number in numbers})
    return {
        "app_id": app_id_of(numbers[0]),
        "type": "SYSTEM_USER",
        "application": APP_NAME,
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": True,
        "issued_at": 1_767_225_600,
        "scopes": [*SCOPES, "public_profile"],
        "granular_scopes": [{"scope": scope, "target_ids": accounts} for scope in SCOPES],
        "user_id": _user_id(numbers[0]),
    }


def describe_user(call: Call) -> Answer:
    """``GET /me``: the system user of the token."""
    return Answer(shapes.select(call, "User", _user_id(call.number), {"name": "Simulated user"}, ("name",)))


def describe_app(call: Call) -> Answer:
    """``GET /<app_id>``"""
    fields = {"name": APP_NAME, "link": "https://example.org/", "category": "Business"}
    return Answer(
        shapes.select(call, "Application", app_id_of(call.number), fields, ("name", "link", "category"))
    )


def access_token(given: dict[str, Any]) -> Answer:
    """``GET /oauth/access_token?client_id=&client_secret=&grant_type=client_credentials``"""
    for name in ("client_id", "client_secret"):
        if not given.get(name):
            raise errors.bad_parameter(f"Missing {name} parameter.")
    secret = str(given["client_secret"]).encode("utf-8", "replace")
    numbers = SimulatedNumber.objects.filter(provider=SimulatedNumber.Provider.META)
    of_app = [number for number in numbers if app_id_of(number) == given["client_id"]]
    for number in of_app:
        if hmac.compare_digest(number.app_secret.encode(), secret):
            return Answer({"access_token": app_token_of(number), "token_type": "bearer"})
    raise errors.bad_client("Error validating client secret." if of_app else "Error validating application.")


def _user_id(number: SimulatedNumber) -> str:
    return f"122{app_id_of(number)}"
