"""What a request to the fake Graph API says: its path, and its parameters wherever they stand."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, QueryDict

from simulator.wire.meta import bodies

VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}")
FORM, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"


def read_path(path: str) -> tuple[str, str]:
    """Return the object and its edge: ``v26.0/106…/messages``, with or without the version, however it ends."""
    parts = [part for part in path.split("/") if part]
    if parts and VERSION.fullmatch(parts[0]):
        del parts[0]
    return (parts[0] if parts else ""), "/".join(parts[1:])


def read_parameters(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of the query and of the body, which wins; raise `GraphError`."""
    return request.GET.dict() | _body(request)


def token_of(request: HttpRequest, given: dict[str, Any]) -> str:
    """Return the access token of the header, else of the parameters; empty without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    return str(given.get("access_token", ""))


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.method == "GET":
        return {}
    if request.content_type == MULTIPART:
        return request.POST.dict()
    if request.content_type == FORM:
        return QueryDict(request.body).dict()
    raw = request.body.strip()
    # Also without a content type; a file, which an upload sends bare, is no JSON.
    if raw and (request.content_type == JSON or raw.startswith(b"{")):
        return bodies.json_object(raw)
    return {}
