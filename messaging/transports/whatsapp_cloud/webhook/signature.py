"""Proof that a call comes from Meta: the GET handshake and the signature of every POST."""

from __future__ import annotations

from collections.abc import Mapping

from messaging.transports.events import WebhookRequest
from messaging.transports.http import equal_in_constant_time, is_signed

HEADER = "x-hub-signature-256"
SECRETS = ("app_secret", "app_secret_previous")


def verify(config: Mapping[str, str], incoming: WebhookRequest) -> bool:
    """Return whether the raw body is signed with the app secret, or with the previous one while rotating."""
    return is_signed([config.get(name) for name in SECRETS], incoming.body, incoming.headers.get(HEADER))


def share_signer(config: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether both inboxes are numbers of one Meta app: one app secret signs for both."""
    return any(
        equal_in_constant_time(config.get(mine), other.get(theirs)) for mine in SECRETS for theirs in SECRETS
    )


def handshake(config: Mapping[str, str], params: Mapping[str, str]) -> str | None:
    """Return the challenge to answer (200, text/plain) when the verify token is right, else None (403)."""
    right = equal_in_constant_time(config.get("verify_token"), params.get("hub.verify_token"))
    if not right or params.get("hub.mode") != "subscribe":
        return None
    return params.get("hub.challenge") or None
