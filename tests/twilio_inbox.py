"""An inbox at Twilio, and posting to it as Twilio does: signed by Twilio's own library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from twilio.request_validator import RequestValidator

from messaging.actions.inbox.inboxes import create_inbox
from messaging.models import Agent, Inbox, Job
from tests.factories import BY
from tests.payloads import twilio

PUBLIC_URL = "https://console.example.com"
FORM = "application/x-www-form-urlencoded"


class MultiDict(dict[str, list[str]]):
    """What Twilio's library takes for a form with repeated names."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def a_twilio_inbox(*members: Agent, address: str = twilio.NUMBER, **config: str) -> Inbox:
    settings = {
        "account_sid": twilio.ACCOUNT,
        "auth_token": twilio.TOKEN,
        "public_url": PUBLIC_URL,
        "webhook_secret": "webhook-secret-for-tests",
        "api_base_url": "http://127.0.0.1:9",
        "content_base_url": "http://127.0.0.1:9",
        "messaging_base_url": "http://127.0.0.1:9",
    }
    inbox = create_inbox(
        transport="twilio", name="Twilio", address=address, config=settings | config, members=members, by=BY
    )
    # It is no new inbox to the tests: what is asked of its provider is what they ask.
    Job.objects.filter(inbox=inbox).delete()
    return inbox


def sign(path: str, body: bytes, *, token: str = twilio.TOKEN, base: str = PUBLIC_URL) -> str:
    """The header for a form; ``path`` with its query."""
    params = MultiDict(parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True))
    return str(RequestValidator(token).compute_signature(base + path, params))


def post_twilio(
    client: Any, inbox: Inbox, fields: Mapping[str, str] | bytes, *, status: bool = False, query: str = ""
) -> Any:
    """POST a signed form to the inbox's webhook, or to its path for status callbacks."""
    body = fields if isinstance(fields, bytes) else twilio.form(fields)
    path = f"/webhooks/twilio/{inbox.pk}/" + ("status/" if status else "") + (f"?{query}" if query else "")
    return client.post(path, data=body, content_type=FORM, headers={"X-Twilio-Signature": sign(path, body)})
