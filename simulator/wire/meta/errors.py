"""Errors of the fake Graph API: codes, sentences and shapes. No database."""

from __future__ import annotations

import secrets
from typing import Any


class GraphError(Exception):
    """An error in Graph's form: ``{"error": {...}}`` with HTTP ``status``."""

    def __init__(self, code: int, message: str, *, details: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.status = status
        self.kind = "OAuthException"
        self.subcode: int | None = None
        self.retry_after: float | None = None
        # What Meta says to the person in front of the screen: a title and a sentence.
        self.user_title = self.user_message = ""

    def as_body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user_title:
            error |= {
                "is_transient": False,
                "error_user_title": self.user_title,
                "error_user_msg": self.user_message,
            }
        return {"error": error | {"fbtrace_id": "A" + secrets.token_urlsafe(16)}}


class HtmlError(Exception):
    """An HTTP error with a page of HTML, as a broken gateway answers."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def bad_parameter(sentence: str) -> GraphError:
    """Build error 100: a parameter is missing or has the wrong shape."""
    return GraphError(100, f"(#100) {sentence}")


def bad_value(details: str) -> GraphError:
    """Build error 131009: a parameter of the right shape names nothing that exists."""
    return GraphError(131009, "(#131009) Parameter value is not valid", details=details)


def bad_token() -> GraphError:
    """Build error 190 with HTTP 401."""
    return GraphError(190, "Invalid OAuth access token - Cannot parse access token", status=401)


def no_such_object(method: str, object_id: str) -> GraphError:
    """Build error 100, subcode 33: the id in the path is not one that this token may see."""
    error = GraphError(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation.",
    )
    error.kind, error.subcode = "GraphMethodException", 33
    return error


def unknown_path(path: str) -> GraphError:
    """Build error 2500: no such endpoint."""
    return GraphError(2500, f"Unknown path components: /{path.strip('/')}")


def no_such_field(name: str, kind: str) -> GraphError:
    """Build error 100: a field that this kind of node does not have."""
    return bad_parameter(f"Tried accessing nonexisting field ({name}) on node type ({kind})")


def bad_template(subcode: int, title: str, sentence: str) -> GraphError:
    """Build error 100 about a template: Meta puts the reason into words for people."""
    error = GraphError(100, "Invalid parameter")
    error.subcode, error.user_title, error.user_message = subcode or None, title, sentence
    return error


def bad_client(sentence: str) -> GraphError:
    """Build error 1 or 101 of an app's id or secret."""
    return GraphError(101 if "application" in sentence else 1, sentence)


def missing(name: str) -> GraphError:
    """Build error 100: a parameter is not there."""
    return bad_parameter(f"The parameter {name} is required.")


def graph_error(code: int, details: str = "") -> GraphError:
    """Build the error with any code of `TITLES`, or an unknown one."""
    title, status = TITLES.get(code, ("Something went wrong", 400))
    return GraphError(code, f"(#{code}) {title}", details=details, status=status)


# What the fake says for each code that it may give: in answers and in failed statuses.
# See docs/design/providers.md A14.
TITLES: dict[int, tuple[str, int]] = {
    2: ("Service temporarily unavailable", 503),
    4: ("Application request limit reached", 400),
    10: ("Application does not have permission for this action", 403),
    190: ("Access token has expired", 401),
    368: ("Temporarily blocked for policies violations", 403),
    80007: ("Rate limit issues", 400),
    130429: ("Rate limit hit", 429),
    130472: ("User's number is part of an experiment", 400),
    131000: ("Something went wrong", 500),
    131005: ("Access denied", 403),
    131009: ("Parameter value is not valid", 400),
    131016: ("Service unavailable", 503),
    131021: ("Recipient cannot be sender", 400),
    131026: ("Message undeliverable", 400),
    131031: ("Business Account locked", 403),
    131042: ("Business eligibility payment issue", 400),
    131047: ("Re-engagement message", 400),
    131048: ("Spam rate limit hit", 429),
    131049: ("This message was not delivered to maintain healthy ecosystem engagement.", 400),
    131050: ("User has stopped receiving marketing messages", 400),
    131051: ("Unsupported message type", 400),
    131052: ("Media download error", 400),
    131053: ("Media upload error", 400),
    131056: ("(Business Account, Consumer Account) pair rate limit hit", 429),
    131057: ("Business Account is in maintenance mode", 500),
    131062: ("Business-scoped User ID is not supported for this message", 400),
    132000: ("Number of parameters does not match the expected number of params", 400),
    132001: ("Template name does not exist in the translation", 404),
    132005: ("Translated text too long", 400),
    132007: ("Template content policy violated", 400),
    132012: ("Parameter format does not match format in the created template", 400),
    132015: ("Template is paused", 400),
    132016: ("Template is disabled", 400),
    130403: ("Sending to this user is blocked", 403),
    133005: ("Two step verification PIN Mismatch", 400),
    133010: ("Account not registered", 400),
}
DETAILS = {
    131026: "Message Undeliverable.",
    131047: "Message failed to send because more than 24 hours have passed since the customer last replied to "
    "this number.",
    131049: "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
    131050: "The user chose to stop receiving marketing messages on WhatsApp from your business.",
}


def status_error(code: int, details: str = "") -> dict[str, Any]:
    """Return the element of ``errors`` in a failed status."""
    title = TITLES.get(code, ("Something went wrong", 400))[0]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or DETAILS.get(code, title)},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
