"""Proof that a call comes from Twilio: ``X-Twilio-Signature`` over the public URL and the form.

The URL is the *configured* one, never what a proxy made of it. Everything here fails closed: what is
missing or nonsense is `False`, never an exception that an attacker could turn into a 500.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, urlsplit

from messaging.transports.base import WebhookRequest
from messaging.transports.http import equal_in_constant_time
from messaging.transports.twilio.settings import base
from messaging.transports.twilio.webhook.forms import Fields, read_form

HEADER = "x-twilio-signature"
SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
TOKENS = ("auth_token", "auth_token_previous")
# Which secrets may sign by which algorithm.
SIGNERS = {"HMAC_SHA1": ("sha1", TOKENS), "HMAC_SHA256": ("sha256", ("shared_key",))}
BODY_HASH = "bodySHA256"
PORTS = {"https": 443, "http": 80}


def verify(config: Mapping[str, str], incoming: WebhookRequest) -> bool:
    """Return whether the call is signed with the auth token, the previous one while rotating, or the shared
    key."""
    given = incoming.headers.get(HEADER)
    algorithm, names = SIGNERS.get(_algorithm(incoming.headers), ("", ()))
    if not given or not names or not base(config, "public_url"):
        return False
    try:
        fields = _signed_fields(incoming)
        urls = _urls(base(config, "public_url") + incoming.path, incoming.query)
    except ValueError:
        return False  # more fields than any form of Twilio's, or no URL
    secrets = [secret for name in names if isinstance(secret := config.get(name), str) and secret.strip()]
    right = [signature(secret, url, fields, algorithm) for secret in secrets for url in urls]
    # As bytes: `compare_digest` raises on non-ASCII text.
    return any(hmac.compare_digest(one, given.encode("utf-8", "replace")) for one in right)


def signature(secret: str, url: str, fields: Fields, algorithm: str = "sha1") -> bytes:
    """Return the header value: base64 of the HMAC over the URL, then each name and value in order of names."""
    text = url + "".join(name + value for name, value in _in_order(fields))
    digest = hmac.new(_encoded(secret), _encoded(text), algorithm)
    return base64.b64encode(digest.digest())


def share_signer(config: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether both inboxes are numbers of one account: one auth token signs for both."""
    return any(
        equal_in_constant_time(config.get(mine), other.get(theirs)) for mine in TOKENS for theirs in TOKENS
    )


def _in_order(fields: Fields) -> Iterable[tuple[str, str]]:
    """Sort bytewise by name; of a name that comes twice each different value once, in order."""
    return sorted(set(fields))


def _signed_fields(incoming: WebhookRequest) -> Fields:
    """Return what the signature covers besides the URL: the form; of any other body its hash is in the URL."""
    named = parse_qs(incoming.query, max_num_fields=100).get(BODY_HASH)
    if named and "form-urlencoded" not in incoming.headers.get("content-type", "").lower():
        if not equal_in_constant_time(hashlib.sha256(incoming.body).hexdigest(), named[0]):
            raise ValueError("the body is not the one that was signed")
        return ()
    return read_form(incoming.body)


def _urls(address: str, query: str) -> set[str]:
    """Return the URL as configured, with its port spelled out and without: Twilio is not consistent."""
    url = urlsplit(address + (f"?{query}" if query else ""))
    host = url.netloc if url.port is None else url.netloc.rpartition(":")[0]
    spelled = url.netloc if url.port is not None else f"{host}:{PORTS.get(url.scheme, 443)}"
    return {url.geturl(), *(url._replace(netloc=one).geturl() for one in (host, spelled))}


def _algorithm(headers: Mapping[str, str]) -> str:
    """Return the algorithm named beside a shared key's signature; without one an auth token signed."""
    for part in headers.get(SETTINGS_HEADER, "").split(","):
        name, _, named = part.partition("=")
        if name.strip() == "algorithm" and named.strip():
            return named.strip().upper()
    return "HMAC_SHA1"


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
