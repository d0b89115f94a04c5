"""Parameters as Graph takes them: JSON objects, and JSON texts in their place. No database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from simulator.wire.meta.errors import bad_parameter


def json_object(raw: bytes) -> dict[str, Any]:
    """Return a body of JSON, ``null`` as one without parameters; raise `GraphError` where it is no object."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise bad_parameter("Invalid JSON in the request body.") from error
    if not isinstance(body, dict | None):
        raise bad_parameter("The request body must be a JSON object.")
    return body or {}


def structured(value: Any, nested: frozenset[str] = frozenset()) -> Any:
    """Return an object or list, from its JSON text where it comes as one; anything else as it is.

    ``nested`` are the keys below which objects are expected too: all others may hold text that looks like JSON.
    """
    value = _decoded(value)
    if isinstance(value, Mapping):
        return {
            key: structured(each, nested) if key in nested or not isinstance(each, str) else each
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [structured(each, nested) for each in value]
    return value


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
