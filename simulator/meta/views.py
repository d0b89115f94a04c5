"""The fake Graph API: it answers and refuses key by key as Meta does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from messaging.errors import Overloaded
from simulator.meta import account, media, messages
from simulator.meta.targets import Answer, Target, authorize
from simulator.runtime import database
from simulator.wire.meta import GraphError, HtmlError, errors

VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]{1,2}")
HTML_ERROR = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>"

Endpoint = Callable[[HttpRequest, Target], Answer]

# By method, kind of object and edge. An object of another kind "does not support this operation".
ENDPOINTS: dict[tuple[str, str, str], Endpoint] = {
    ("POST", "number", "messages"): messages.post_message,
    ("POST", "number", "media"): media.upload,
    ("GET", "number", ""): account.describe_number,
    ("GET", "media", ""): media.resolve,
    ("DELETE", "media", ""): media.delete,
    ("GET", "account", ""): account.describe,
    ("GET", "account", "message_templates"): account.list_templates,
    ("GET", "account", "subscribed_apps"): account.list_apps,
    ("POST", "account", "subscribed_apps"): account.subscribe,
    ("GET", "account", "phone_numbers"): account.list_numbers,
}
EDGES = {edge for _, _, edge in ENDPOINTS}


@csrf_exempt  # programs with a bearer token call this, never a browser with a cookie
async def graph_object(request: HttpRequest, version: str, object_id: str, edge: str = "") -> HttpResponse:
    """Serve ``<method> /<version>/<object id>[/<edge>]``: see `ENDPOINTS`."""
    if not VERSION.fullmatch(version) or edge not in EDGES:
        return _error_response(errors.unknown_path(request.path))
    if request.content_type != "multipart/form-data":
        request.body  # noqa: B018  (read it here: the thread must not)
    try:
        answer = await database.run(_dispatch, request, object_id, edge)
    except GraphError as error:
        return _error_response(error)
    except HtmlError as problem:
        return HttpResponse(HTML_ERROR, status=problem.status)
    except Overloaded:
        return _error_response(GraphError(2, "Service temporarily unavailable", status=503))
    await asyncio.sleep(answer.delay)
    return HttpResponse(HTML_ERROR, status=504) if answer.lost else JsonResponse(answer.body)


@csrf_exempt
async def unknown_path(request: HttpRequest, path: str) -> HttpResponse:
    """Refuse every path that this fake does not have."""
    return _error_response(errors.unknown_path(path))


def _error_response(error: GraphError) -> HttpResponse:
    response = JsonResponse(error.as_body(), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = f"{error.retry_after:g}"
    return response


def _dispatch(request: HttpRequest, object_id: str, edge: str) -> Answer:
    method = request.method or ""
    target = authorize(request, object_id)
    endpoint = ENDPOINTS.get((method, target.kind, edge))
    if endpoint is None:
        raise errors.no_such_object(method, object_id)
    return endpoint(request, target)
