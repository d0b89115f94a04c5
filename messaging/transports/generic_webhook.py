"""The generic webhook, for programs that know no provider: ``{"sender", "content", "id"?}``, signed like Meta's but by our secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.errors import ConsoleError, Unreadable
from messaging.limits import LONGEST_EXTERNAL_ID, LONGEST_TEXT
from messaging.transports.base import InboundMessage
from messaging.transports.http import is_signed
from messaging.transports.payload import is_storable, load_object, storable
from messaging.transports.phone_numbers import typed_identity

HEADER = "x-signature-256"
LONGEST = {"sender": 64, "content": LONGEST_TEXT, "id": LONGEST_EXTERNAL_ID}


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether ``X-Signature-256: sha256=<hex>`` signs the raw body. ``headers`` keys are lower case."""
    return is_signed([secret], body, headers.get(HEADER))


def parse_generic_webhook(body: bytes, country: str) -> InboundMessage:
    """Read and validate a body.

    ``payload`` keeps ``sender`` and ``content`` exactly as given; ``external_id`` is ``""`` when no
    ``id`` came, and then nothing deduplicates it. A sender without a country code is proposed in `country`
    (ISO 3166). Raises `ConsoleError` (400): code ``bad_json``, or
    ``invalid`` with a sentence per field.
    """
    document = _document(body)
    if errors := _errors(document):
        raise ConsoleError(_summary(errors), errors=errors)
    return InboundMessage(
        route="",
        external_id=document.get("id") or "",
        identities=(typed_identity(document["sender"], country, field="sender"),),
        kind="text",
        content=document["content"],
        payload=storable(document),
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        return load_object(body)
    except Unreadable as error:
        raise ConsoleError("The body is not a JSON object.", code="bad_json") from error


def _errors(document: Mapping[str, Any]) -> dict[str, list[str]]:
    # An `id` of null is no id; sender and content have no such freedom.
    fields = ["sender", "content"] if document.get("id") is None else ["sender", "content", "id"]
    found = {field: _sentences(document, field) for field in fields}
    return {field: sentences for field, sentences in found.items() if sentences}


def _sentences(document: Mapping[str, Any], field: str) -> list[str]:
    if field not in document:
        return ["This field is required."]
    value = document[field]
    if not isinstance(value, str):
        return ["This must be a string."]
    if not value.strip():
        return ["This may not be blank."]
    return [*_too_long(value, LONGEST[field]), *_unstorable(value)]


def _too_long(value: str, longest: int) -> list[str]:
    if len(value) <= longest:
        return []
    return [f"This may be at most {longest:,} characters long; it is {len(value):,}."]


def _unstorable(value: str) -> list[str]:
    sentences = ["This may not hold NUL characters."] if "\x00" in value else []
    if not is_storable(value.replace("\x00", "")):
        sentences.append("This holds half a surrogate pair (a broken emoji), which is not text.")
    return sentences


def _summary(errors: Mapping[str, list[str]]) -> str:
    return " ".join(f"{field}: {sentences[0]}" for field, sentences in errors.items())
