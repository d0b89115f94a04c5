"""One request to a provider, and what may have become of it.

Providers know no idempotency key: a message that may have gone out must never be sent again by
itself. So the boundary is exact: until the first byte of the body is written nothing can have
happened (`SendRefused`); from then on only an answer tells (`OutcomeUnknown` without one).
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused, Unreadable
from messaging.transports.payload import load_object

FIRST_REFUSAL_STATUS = 300
SHORTEST_SECRET = 8
HIDDEN = "…".encode()
LONGEST_WAIT = 3600.0  # more than that in a Retry-After would be silence, not patience


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the whole exchange and for connecting, bytes of an answer that are read at all."""

    total: float = 10.0
    connect: float = 3.0
    answer_bytes: int = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. ``provider`` is its name in sentences; without a ``method`` a body is posted and its
    absence makes it a GET. ``form``: a body that is streamed; it may be asked again whatever became of it."""

    provider: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    method: str = ""
    form: aiohttp.MultipartWriter | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. ``document`` is empty when the body was no JSON object, too long, or cut off."""

    status: int
    document: Mapping[str, Any]
    retry_after: float | None = None


class TrackedBody(aiohttp.BytesPayload):
    """A request body that remembers whether any of it was given to the connection."""

    begun = False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self.begun = True
        await super().write_with_length(writer, content_length)


async def send_request(http: aiohttp.ClientSession, request: Request, limits: Limits) -> Response:
    """Return the response, of whatever status; raises `SendRefused` when none can exist, `OutcomeUnknown`
    when a body went out and none came. Never follows a redirect: the credentials go nowhere else."""
    body = None if request.body is None else TrackedBody(request.body, content_type=request.content_type)
    try:
        async with http.request(
            request.method or ("GET" if body is None else "POST"),
            request.url,
            data=request.form if body is None else body,
            headers=request.headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=limits.total, connect=limits.connect),
        ) as response:
            return await _read(response, limits.answer_bytes, _secrets(request.headers))
    except Exception as error:  # whatever it is: no answer
        # `from None`: the library's errors carry the request, and with it the credentials.
        raise _no_response(request.provider, error, begun=body is not None and body.begun) from None


async def _read(response: aiohttp.ClientResponse, limit: int, secrets: Iterable[bytes]) -> Response:
    """Read at most ``limit`` bytes of the body; the status counts even if the body is cut.

    Providers repeat a token that they do not like in their own words, and agents read those.
    """
    try:
        body = await _read_capped(response.content, limit)
        for secret in secrets if response.status >= FIRST_REFUSAL_STATUS else ():
            body = body.replace(secret, HIDDEN)
        document = load_object(body)
    except (Unreadable, aiohttp.ClientError, TimeoutError, OSError):
        document = {}  # a page of HTML, a flood or a cut: the status line alone decides
    return Response(response.status, document, retry_after(response.headers.get("Retry-After", "")))


def _secrets(headers: Mapping[str, str]) -> list[bytes]:
    """Return what the request is authorised by: the token, or the password and its encoded pair."""
    scheme, _, given = headers.get("Authorization", "").partition(" ")
    found = [given.encode()]
    if scheme == "Basic":
        with suppress(ValueError):
            found.append(base64.b64decode(given).partition(b":")[2])
    # What is as short as a word stands in any answer.
    return [secret for secret in found if len(secret) >= SHORTEST_SECRET]


async def _read_capped(stream: aiohttp.StreamReader, limit: int) -> bytes:
    """Return the first ``limit`` bytes: what is longer is no usable answer, and cut JSON is no JSON."""
    found = bytearray()
    while chunk := await stream.read(limit - len(found)):
        found += chunk
    return bytes(found)


# What people can act on; another error keeps its own name.
NETWORK_ERRORS = {
    "ClientConnectorDNSError": "Its name could not be looked up.",
    "ClientConnectorCertificateError": "Its certificate is not trusted.",
    "ClientConnectorError": "The connection was refused.",
    "ConnectionTimeoutError": "No connection in time.",
}
UNREACHABLE = "unreachable"


def advice_for_check(refused: SendRefused) -> str:
    """Return what to do after a check of an inbox was refused: advice on a message does not fit there."""
    if refused.code == UNREACHABLE:
        return "Check this server's connection to the internet, then check again."
    return "Check again in a few minutes." if refused.retryable else refused.action


def _no_response(provider: str, error: Exception, *, begun: bool) -> Exception:
    name = type(error).__name__
    if begun:
        return OutcomeUnknown(f"No answer from {provider} ({name})")
    return SendRefused(
        UNREACHABLE,
        f"{provider} could not be reached",
        failure=FailureClass.RETRY,
        detail=NETWORK_ERRORS.get(name, name),
        action="Check the connection of this server, then send it again.",
    )


def retry_after(header: str, now: float | None = None) -> float | None:
    """Return the seconds of a Retry-After header, which holds seconds or a date; at most an hour."""
    seconds = _seconds(header.strip(), time.time() if now is None else now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def _seconds(header: str, now: float) -> float | None:
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", header):
        return float(header)
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).timestamp() - now
