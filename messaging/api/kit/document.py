"""The description of the whole API: drf-spectacular's hook, which adds what it cannot see."""

from __future__ import annotations

import copy
from typing import Any, cast

from messaging.api.kit import open_words, refusals, webhook_description

TEXT = {"type": "string"}
ERROR = {
    "type": "object",
    "description": "Every refusal. A 409 says more: `newer` (messages), `window` and `templates`, `assignee`; a 400 about a number `proposal`, a 503 `reason`.",
    "required": ["code", "detail", "errors"],
    "properties": {
        "code": {**TEXT, "description": "Stable, for machines."},
        "detail": {**TEXT, "description": "A sentence, for people."},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        "reason": {
            **TEXT,
            "description": "What is away: database_away, database_busy, database_read_only, …",
        },
        "proposal": {**TEXT, "description": "The number that was probably meant, in E.164."},
        "newer": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
        "window": {"$ref": "#/components/schemas/Window"},
        "templates": {"type": ["string", "null"], "description": "The path of what may be sent instead."},
        "assignee": {"oneOf": [{"$ref": "#/components/schemas/AgentShort"}, {"type": "null"}]},
    },
}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return the description with refusals, the path that is no view of DRF, and words that may be added to."""
    described = cast("dict[str, Any]", _without_nullable(result))
    components = described["components"]
    _lift(components["schemas"], "Conversation", "window", "Window")
    components["schemas"] |= {"Error": ERROR, **copy.deepcopy(webhook_description.COMPONENTS)}
    components["responses"] = refusals.components()
    described["paths"] = {path.rstrip("/"): operations for path, operations in described["paths"].items()}
    described["paths"]["/api/webhook"] = {"post": _webhook()}
    open_words.open_answers(components["schemas"])
    return described


def _webhook() -> dict[str, Any]:
    operation = copy.deepcopy(webhook_description.OPERATION)
    refused = refusals.referring(webhook_description.REFUSED)
    unsigned = {"401": refusals.BAD_SIGNATURE.reference}
    answers = cast("dict[str, Any]", operation["responses"])
    return {**operation, "responses": {**answers, **unsigned, **refused}}


def _lift(schemas: dict[str, Any], owner: str, field: str, name: str) -> None:
    """Give a shape that stands inside another one a name of its own."""
    properties = schemas[owner]["properties"]
    schemas[name] = {key: value for key, value in properties[field].items() if key != "readOnly"}
    properties[field] = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "readOnly": True}


def _without_nullable(node: Any) -> Any:
    """Replace `nullable` by OpenAPI 3.1's types: drf-spectacular describes type hints in the words of 3.0."""
    if isinstance(node, list):
        return [_without_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _without_nullable(value) for key, value in node.items() if key != "nullable"}
    return _or_null(schema) if node.get("nullable") is True else schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return schema if isinstance(kind, list) and "null" in kind else {"anyOf": [schema, {"type": "null"}]}
