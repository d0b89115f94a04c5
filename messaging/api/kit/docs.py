"""The browsable description of the API, for logged-in agents."""

from __future__ import annotations

import re
from typing import Any, cast

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request

from messaging.api.kit.operations import Declared, takes
from messaging.api.kit.request_values import query_word
from messaging.limits import LONGEST_TEXT

VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


# Swagger's own pages set style attributes; scripts stay forbidden inline (hence the "split" view).
@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class DocsView(Declared, SpectacularSwaggerSplitView):
    url_name = "schema"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send a browser that nobody logged in with to the login and back; programs are answered as everywhere."""
        is_browser = (
            "text/html" in request.headers.get("Accept", "") and "Authorization" not in request.headers
        )
        if is_browser and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    @takes(query=[OpenApiParameter("script", str)], exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Answer with the page, or with its script."""
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]


class SchemaView(Declared, SpectacularAPIView):
    """The description itself."""

    @takes(query=[OpenApiParameter("version", str), OpenApiParameter("lang", str)], exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Answer in YAML, or in JSON with `format=json`."""
        # The version becomes part of a header, the language the name of a catalogue.
        query_word(request, "version", VERSION)
        query_word(request, "lang", LANGUAGE)
        return super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]


TEXT = {"type": "string"}
ERROR = {
    "type": "object",
    "description": "Every refusal. A 409 says more: `newer` (messages), `window` and `templates`, `assignee`; a 400 about a number `proposal`.",
    "required": ["code", "detail", "errors"],
    "properties": {
        "code": {**TEXT, "description": "Stable, for machines."},
        "detail": {**TEXT, "description": "A sentence, for people."},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        "proposal": {**TEXT, "description": "The number that was probably meant, in E.164."},
        "newer": {"type": "array", "items": {"$ref": "#/components/schemas/Message"}},
        "window": {"$ref": "#/components/schemas/Conversation/properties/window"},
        "templates": {"type": ["string", "null"], "description": "The path of what may be sent instead."},
        "assignee": {"oneOf": [{"$ref": "#/components/schemas/AgentShort"}, {"type": "null"}]},
    },
}
REFUSED = {
    "description": "Refused.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}
WEBHOOK_DATA = {
    "sender": TEXT,
    "receiver": TEXT,
    "content": TEXT,
    "timestamp": {**TEXT, "format": "date-time"},
}
WEBHOOK = {
    "operationId": "webhook_create",
    "description": "A message of a customer, from any system that holds the inbox's webhook secret.",
    "tags": ["webhook"],
    "security": [{}],
    "parameters": [
        {
            "in": "header",
            "name": "X-Signature-256",
            "schema": TEXT,
            "description": "`sha256=<hex HMAC of the raw body>`.",
        },
        {
            "in": "query",
            "name": "inbox",
            "schema": {"type": "integer"},
            "description": "Default: the default one.",
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["sender", "content"],
                    "properties": {
                        "sender": {**TEXT, "maxLength": 64},
                        "content": {**TEXT, "maxLength": LONGEST_TEXT},
                        "id": {**TEXT, "maxLength": 255, "nullable": True, "description": "Deduplicates."},
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "Stored.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["message", "data"],
                        "properties": {
                            "message": TEXT,
                            "data": {
                                "type": "object",
                                "required": [*WEBHOOK_DATA],
                                "properties": WEBHOOK_DATA,
                            },
                        },
                    }
                }
            },
        }
    },
}


def complete(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to the description what drf-spectacular cannot see (its hook): the path that is no DRF view, refusals."""
    result["components"]["schemas"]["Error"] = ERROR
    result["paths"]["/api/webhook/"] = {"post": WEBHOOK}
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"].setdefault("default", REFUSED)
    return cast("dict[str, Any]", _without_nullable(result))


def _without_nullable(node: Any) -> Any:
    """Replace `nullable` by OpenAPI 3.1's types: drf-spectacular describes type hints in the words of 3.0."""
    if isinstance(node, list):
        return [_without_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _without_nullable(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is not True:
        return schema
    return {**schema, "type": [schema["type"], "null"]}
