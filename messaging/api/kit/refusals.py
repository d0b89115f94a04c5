"""The refusals of each operation, as OpenAPI describes them: which statuses, each with the envelope of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from rest_framework.views import APIView

from messaging.api.kit.operations import Takes

# Only what changes nothing is answered without a look at the CSRF token of a session.
SAFE = frozenset({"GET", "HEAD"})
JSON_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
RETRY_AFTER = {
    "Retry-After": {
        "required": True,
        "description": "Seconds until it is worth asking again.",
        "schema": {"type": "integer", "minimum": 0},
    }
}
AUTHENTICATE = {
    "WWW-Authenticate": {"required": True, "description": "`Token`.", "schema": {"type": "string"}}
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A response that many operations refer to by its name, with the headers that it always has."""

    name: str
    description: str
    headers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> dict[str, str]:
        return {"$ref": f"#/components/responses/{self.name}"}

    def as_component(self) -> dict[str, Any]:
        """Return the response as OpenAPI has it."""
        response: dict[str, Any] = {"description": self.description, "content": JSON_ERROR}
        return {**response, "headers": dict(self.headers)} if self.headers else response


REFUSALS = {
    400: Refusal("Invalid", "Something that was sent is wrong; `errors` says what, by field or parameter."),
    401: Refusal(
        "NotAuthenticated", "Nobody is logged in, or the token is wrong or has expired.", AUTHENTICATE
    ),
    403: Refusal(
        "Forbidden", "Who asks may not do this, or the CSRF token of a session is missing or wrong."
    ),
    404: Refusal("NotFound", "There is no such thing, or none that who asks may see."),
    406: Refusal("NotAcceptable", "Answers are JSON, and `Accept` wants something else."),
    409: Refusal("Conflict", "The world moved on, or a rule forbids it now; `code` says which."),
    413: Refusal("TooLarge", "The body is larger than what is taken here."),
    416: Refusal("NoSuchRange", "The file has no such part."),
    429: Refusal("TooMany", "Too many requests.", RETRY_AFTER),
    503: Refusal("Unavailable", "Too much at once, or the database is away.", RETRY_AFTER),
}
# Of a webhook: no scheme of HTTP's own authentication would help.
BAD_SIGNATURE = Refusal("BadSignature", "The signature is missing or wrong.")
ANY = Refusal("Refused", "Any other refusal: the envelope of errors is the same for all.")


def components() -> dict[str, Any]:
    """Return the responses that operations refer to, by their names."""
    return {refusal.name: refusal.as_component() for refusal in (*REFUSALS.values(), BAD_SIGNATURE, ANY)}


def referring(statuses: Iterable[int]) -> dict[str, Any]:
    """Return the entries of an operation's responses for these statuses, and for any other."""
    named = {str(status): REFUSALS[status].reference for status in sorted(statuses)}
    return {**named, "default": ANY.reference}


def of_operation(view: APIView, method: str, declared: Takes) -> Iterator[int]:
    """Yield the statuses with which an operation may refuse."""
    # A parameter or a field that there is not, an `Authorization` that is none, an unknown `format`, an outage.
    yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
    yield HTTPStatus.SERVICE_UNAVAILABLE
    if method not in SAFE:
        yield from (HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if view.content_negotiation_class is APIView.content_negotiation_class:
        yield HTTPStatus.NOT_ACCEPTABLE
    if view.throttle_classes:
        yield HTTPStatus.TOO_MANY_REQUESTS
    yield from declared.refuses
