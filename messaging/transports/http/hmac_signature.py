"""HMAC-SHA256 over the raw body, as Meta and the generic webhook sign: ``sha256=<64 hex digits>``.

Everything here fails closed: no secret, no header, or a header that is anything but a right
signature is `False`, never an exception that an attacker could turn into a 500.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "sha256="
HEADER_LENGTH = len(PREFIX) + 64


def signature(secret: str, body: bytes) -> str:
    """Return the header value for a body, as a sender makes it."""
    return PREFIX + _digest(secret, body).decode()


def is_signed(secrets: Iterable[object], body: bytes, header: object) -> bool:
    """Return whether one of the secrets signed exactly these bytes. Secrets that are empty count as missing."""
    if not isinstance(header, str) or len(header) != HEADER_LENGTH or not header.startswith(PREFIX):
        return False
    # As bytes: `compare_digest` raises on non-ASCII text. `lower`: hex digits have no case.
    given = header[len(PREFIX) :].encode("utf-8", "replace").lower()
    usable = [secret for secret in secrets if isinstance(secret, str) and secret.strip()]
    return any(hmac.compare_digest(_digest(secret, body), given) for secret in usable)


def equal_in_constant_time(expected: object, given: object) -> bool:
    """Compare two texts in constant time; an empty or missing one equals nothing."""
    if not isinstance(expected, str) or not isinstance(given, str) or not expected.strip():
        return False
    return hmac.compare_digest(_encoded(expected), _encoded(given))


def _digest(secret: str, body: bytes) -> bytes:
    return hmac.new(_encoded(secret), body, hashlib.sha256).hexdigest().encode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
