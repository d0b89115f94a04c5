"""Who may call the fake Twilio: the account with its token, or one of its API keys. Sync.

A key's secret follows from its SID, so no key has to be kept; it outlives the token, as at Twilio.
"""

from __future__ import annotations

import hashlib
import hmac
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from simulator.models import SimulatedNumber
from simulator.wire.twilio import forms


def create(request: HttpRequest, number: SimulatedNumber, names: dict[str, str]) -> dict[str, Any]:
    """``POST Keys.json?FriendlyName=``: the secret is shown this once."""
    sid, now = forms.new_sid("SK"), format_datetime(timezone.now())
    return {
        "sid": sid,
        "friendly_name": request.POST.get("FriendlyName", ""),
        "date_created": now,
        "date_updated": now,
        "secret": _secret(number, sid),
    }


def opens(number: SimulatedNumber, user: str, password: str) -> bool:
    """Return whether these credentials open the number's account."""
    if user != number.waba_id and not user.startswith("SK"):
        return False
    wanted = _secret(number, user) if user.startswith("SK") else number.access_token
    return hmac.compare_digest(wanted.encode(), password.encode())


def _secret(number: SimulatedNumber, sid: str) -> str:
    signed = f"{number.waba_id}:{sid}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), signed, hashlib.sha256).hexdigest()[:32]
