"""The generic webhook as OpenAPI describes it: its path is no view of DRF."""

from __future__ import annotations

from typing import Any

from messaging.api.kit.json_types import NOT_BLANK
from messaging.api.kit.request_values import NUMBER_SCHEMA
from messaging.limits import LONGEST_EXTERNAL_ID, LONGEST_TEXT

TEXT = {"type": "string"}
GIVEN = {**TEXT, "minLength": 1, "pattern": NOT_BLANK}
# What the path may refuse with.
REFUSED = (400, 404, 413, 429, 503)
PARAMETERS = [
    {
        "in": "header",
        "name": "X-Signature-256",
        "schema": TEXT,
        "description": "`sha256=<hex HMAC of the raw body>`, by the inbox's webhook secret.",
    },
    {
        "in": "query",
        "name": "inbox",
        "schema": NUMBER_SCHEMA,
        "description": "Default: the default one.",
    },
]
BODY = {
    "type": "object",
    "required": ["sender", "content"],
    "properties": {
        "sender": {**GIVEN, "maxLength": 64, "description": "A phone number with its country code."},
        "content": {**GIVEN, "maxLength": LONGEST_TEXT},
        "id": {
            **GIVEN,
            "type": ["string", "null"],
            "maxLength": LONGEST_EXTERNAL_ID,
            "description": "Deduplicates: the same one again stores nothing.",
        },
    },
    "description": "More fields may stand beside these.",
}
DATA = {"sender": TEXT, "receiver": TEXT, "content": TEXT, "timestamp": {**TEXT, "format": "date-time"}}
STORED = {
    "type": "object",
    "required": ["message", "data"],
    "properties": {
        "message": TEXT,
        "data": {"type": "object", "required": [*DATA], "properties": DATA},
    },
}
COMPONENTS = {"WebhookMessageRequest": BODY, "WebhookMessageStored": STORED}


def _json(component: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{component}"}}}


OPERATION = {
    "operationId": "webhook_create",
    "summary": "Take a customer's message",
    "description": "A message of a customer, from any system that holds the inbox's webhook secret.",
    "tags": ["webhook"],
    "security": [{}],
    "parameters": PARAMETERS,
    "requestBody": {"required": True, "content": _json("WebhookMessageRequest")},
    "responses": {"200": {"description": "Stored.", "content": _json("WebhookMessageStored")}},
}
