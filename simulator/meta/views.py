"""The fake Graph API: it answers and refuses key by key as Meta does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from messaging.errors import Overloaded
from simulator.meta import account, apps, blocking, media, messages, numbers, templates
from simulator.meta.parameters import MULTIPART, read_parameters, read_path, token_of
from simulator.meta.targets import Answer, Call, authorize
from simulator.runtime import database
from simulator.wire.meta import GraphError, HtmlError, errors

HTML_ERROR = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>"

Endpoint = Callable[[Call], Answer]

# By method, kind of object and edge. An object of another kind "does not support this operation".
ENDPOINTS: dict[tuple[str, str, str], Endpoint] = {
    ("POST", "number", "messages"): messages.post_message,
    ("POST", "number", "thread_control"): messages.take_control,
    ("POST", "number", "media"): media.upload,
    ("GET", "number", ""): numbers.describe,
    ("POST", "number", ""): numbers.change,
    ("POST", "number", "register"): numbers.register,
    ("POST", "number", "deregister"): numbers.deregister,
    ("GET", "number", "whatsapp_business_profile"): numbers.read_profile,
    ("POST", "number", "whatsapp_business_profile"): numbers.write_profile,
    ("GET", "number", "block_users"): blocking.list_blocked,
    ("POST", "number", "block_users"): blocking.block,
    ("DELETE", "number", "block_users"): blocking.unblock,
    ("GET", "media", ""): media.resolve,
    ("DELETE", "media", ""): media.delete,
    ("GET", "account", ""): account.describe,
    ("GET", "account", "phone_numbers"): account.list_numbers,
    ("GET", "account", "subscribed_apps"): account.list_apps,
    ("POST", "account", "subscribed_apps"): account.subscribe,
    ("DELETE", "account", "subscribed_apps"): account.unsubscribe,
    ("GET", "account", "message_templates"): templates.list_templates,
    ("POST", "account", "message_templates"): templates.create,
    ("DELETE", "account", "message_templates"): templates.delete,
    ("GET", "template", ""): templates.describe,
    ("POST", "template", ""): templates.edit,
    ("GET", "app", ""): apps.describe_app,
    ("GET", "debug_token", ""): apps.debug_token,
    ("GET", "me", ""): apps.describe_user,
}
EDGES = {edge for _, _, edge in ENDPOINTS}


@csrf_exempt  # programs with a token call this, never a browser with a cookie
async def graph_object(request: HttpRequest, path: str) -> HttpResponse:
    """Serve ``<method> [/<version>]/<object id>[/<edge>]``: see `ENDPOINTS`."""
    if request.content_type != MULTIPART:
        request.body  # noqa: B018  (read it here: the thread must not)
    try:
        answer = await database.run(_dispatch, request, path)
    except GraphError as error:
        return _error_response(error)
    except HtmlError as problem:
        return HttpResponse(HTML_ERROR, status=problem.status)
    except Overloaded:
        return _error_response(GraphError(2, "Service temporarily unavailable", status=503))
    await asyncio.sleep(answer.delay)
    return HttpResponse(HTML_ERROR, status=504) if answer.lost else JsonResponse(answer.body)


def _error_response(error: GraphError) -> HttpResponse:
    response = JsonResponse(error.as_body(), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = f"{error.retry_after:g}"
    return response


def _dispatch(request: HttpRequest, path: str) -> Answer:
    method, (object_id, edge) = request.method or "", read_path(path)
    if (method, object_id, edge) == ("GET", "oauth", "access_token"):
        return apps.access_token(read_parameters(request))
    if not object_id or edge not in EDGES:
        raise errors.unknown_path(path)
    given = read_parameters(request)
    target = authorize(method, token_of(request, given), object_id)
    endpoint = ENDPOINTS.get((method, target.kind, edge))
    if endpoint is None:
        raise errors.no_such_object(method, object_id)
    return endpoint(Call(request, target, given))
