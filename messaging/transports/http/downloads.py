"""Downloads of customers' files from a provider: bounded, verified, our token never sent to a stranger.

The provider chose the address and may choose a second one by a redirect. The token goes to the first
only (the transport has checked that host); a second one must be a public host over https.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import aiohttp
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from messaging.errors import FailureClass, SendRefused
from messaging.loopback import is_loopback
from messaging.transports.http.url_guard import (
    NotPublicError,
    PublicOnlyResolver,
    is_allowed_url,
)
from messaging.transports.payload import Download

MB = 1024 * 1024
MOST_REDIRECTS = 3
# Written to the disk, and hashed, in pieces of about this size: one hop into a thread each.
CHUNK_BYTES = 256 * 1024
USER_AGENT = "support-console"
ASK_THE_CUSTOMER = "Ask the customer to send it again."
CHECK_ACCESS = "Check the inbox's credentials, then press Try again."
TRY_AGAIN = "Press Try again; if it stays like this, ask the customer to send it again."
REDIRECTS = {301, 302, 303, 307, 308}
REFUSED = ("media_refused", "The provider did not give us the file", CHECK_ACCESS)
EXPIRED = ("media_expired", "The provider no longer has the customer's file", ASK_THE_CUSTOMER)
REFUSAL_BY_STATUS = {401: REFUSED, 403: REFUSED, 404: EXPIRED, 410: EXPIRED}
CREDENTIAL_STATUSES = {401, 403}
TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a file; seconds for the whole of it, for connecting, and between two pieces."""

    most_bytes: int = 100 * MB
    total: float = 600.0
    connect: float = 5.0
    idle: float = 20.0


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What was written. ``mime_type`` is what the server called it, empty when it said nothing."""

    size: int
    sha256: str
    mime_type: str


class LinkExpired(SendRefused):
    """The address is no longer good; a new one may be asked for."""


async def download_file(download: Download, into: BinaryIO, limits: Limits | None = None) -> FetchedFile:
    """Write the file into ``into``, from its beginning. Raises `LinkExpired` or another `SendRefused` and
    nothing else; what was written until then is worth nothing."""
    limits = limits or Limits()
    _check_size(download.size, limits)
    try:
        async with asyncio.timeout(limits.total):
            fetched = await _follow_redirects(download, _FileWriter(into, limits), limits)
    except SendRefused:
        raise
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as problem:
        if isinstance(problem.__cause__, NotPublicError):
            raise _forbidden_host("a private network") from problem
        raise _interrupted(type(problem).__name__) from problem
    _verify(download, fetched)
    return fetched


async def _follow_redirects(download: Download, sink: _FileWriter, limits: Limits) -> FetchedFile:
    """Follow the redirects that are allowed; the headers go to the first address only."""
    url, headers = _url(download.url), dict(download.headers)
    allow_loopback = is_loopback(url.host or "")
    _check_address(url, allow_loopback=allow_loopback)
    async with _session(limits, guarded=False) as first:
        answer = await _request_once(first, url, headers, sink)
    for _ in range(MOST_REDIRECTS):
        if isinstance(answer, FetchedFile):
            return answer
        if not download.redirects:
            raise _forbidden_host(answer.host or "")
        _check_address(answer, allow_loopback=allow_loopback)
        async with _session(limits, guarded=not allow_loopback) as stranger:
            answer = await _request_once(stranger, answer, {}, sink)
    if isinstance(answer, FetchedFile):
        return answer
    raise _forbidden_host("one address after the other")


async def _request_once(
    http: aiohttp.ClientSession, url: URL, headers: Mapping[str, str], sink: _FileWriter
) -> FetchedFile | URL:
    """Return the file, or the address that the answer redirects to."""
    async with http.get(url, headers=headers, allow_redirects=False) as response:
        if response.status in REDIRECTS:
            return url.join(_url(response.headers.get("Location", "")))
        _check_status(response, credentials=bool(headers))
        _check_size(response.content_length, sink.limits)
        async for piece in response.content.iter_any():
            await sink.write(piece)
        return await sink.finish(response.headers.get("Content-Type", ""))


def _session(limits: Limits, *, guarded: bool) -> aiohttp.ClientSession:
    """Make a session of its own: no cookie, no kept connection, no unpacking (a few bytes may unpack to
    gigabytes)."""
    resolver = PublicOnlyResolver() if guarded else ThreadedResolver()
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, force_close=True),
        timeout=aiohttp.ClientTimeout(connect=limits.connect, sock_read=limits.idle),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        auto_decompress=False,
        trust_env=False,
    )


class _FileWriter:
    """A writer that counts what comes, and hashes and writes it in threads."""

    def __init__(self, into: BinaryIO, limits: Limits) -> None:
        self.limits = limits
        self._into = into
        self._piece = bytearray()
        self._size = 0
        self._digest: Any = hashlib.sha256()

    async def write(self, data: bytes) -> None:
        self._size += len(data)
        _check_size(self._size, self.limits)
        self._piece += data
        if len(self._piece) >= CHUNK_BYTES:
            await self._flush()

    async def finish(self, mime_type: str) -> FetchedFile:
        await self._flush()
        return FetchedFile(self._size, self._digest.hexdigest(), mime_type.strip().lower()[:127])

    async def _flush(self) -> None:
        piece, self._piece = bytes(self._piece), bytearray()
        await asyncio.to_thread(self._put, piece)

    def _put(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._into.write(piece)


# --- what may be asked -----------------------------------------------------------------------


def _url(text: str) -> URL:
    try:
        return URL(text)
    except ValueError:
        raise _forbidden_host("something that is no address") from None


def _check_address(url: URL, *, allow_loopback: bool) -> None:
    if not is_allowed_url(url, allow_loopback=allow_loopback):
        raise _forbidden_host(url.host or "")


def _check_size(size: int | None, limits: Limits) -> None:
    if size is not None and size > limits.most_bytes:
        title = f"The file is larger than {limits.most_bytes // MB} MB"
        raise _permanent("media_too_large", title, "Ask the customer for a smaller one.")


def _check_status(response: aiohttp.ClientResponse, *, credentials: bool) -> None:
    status = response.status
    if status in REFUSAL_BY_STATUS:
        code, title, action = REFUSAL_BY_STATUS[status]
        # Credentials can be put right, and the file waits for it; an address that wanted none has expired.
        failure = (
            FailureClass.INBOX if credentials and status in CREDENTIAL_STATUSES else FailureClass.PERMANENT
        )
        raise LinkExpired(code, title, failure=failure, detail=f"It answered {status}.", action=action)
    if status == TOO_MANY_REQUESTS:
        raise _retryable("media_unreachable", "The provider asked us to slow down", FailureClass.LIMIT)
    if not response.ok or status != 200:  # noqa: PLR2004 (a part of a file is none)
        detail = f"The provider answered {status}."
        raise _retryable("media_unreachable", "The file could not be fetched", detail=detail)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _retryable("media_unreachable", "The file could not be fetched", detail="It came packed.")


def _verify(download: Download, fetched: FetchedFile) -> None:
    """Compare what came with what was promised; the digest tells more than the length."""
    if download.sha256 and fetched.sha256 != download.sha256.lower():
        title = "The file is not the one that the customer sent"
        raise _retryable(
            "media_hash_mismatch", title, detail="Its SHA-256 is not the one that was announced.", budget=3
        )
    if not download.sha256 and download.size is not None and download.size != fetched.size:
        raise _interrupted(f"{fetched.size} of {download.size} bytes")


def _interrupted(detail: str) -> SendRefused:
    return _retryable("media_unreachable", "The file could not be fetched", detail=detail)


def _forbidden_host(host: str) -> SendRefused:
    title = "The file is kept at a place that we do not fetch from"
    return _permanent("media_foreign_host", title, ASK_THE_CUSTOMER, host)


def _permanent(code: str, title: str, action: str, detail: str = "") -> SendRefused:
    return SendRefused(code, title, failure=FailureClass.PERMANENT, detail=detail, action=action)


def _retryable(
    code: str, title: str, failure: FailureClass = FailureClass.RETRY, *, detail: str = "", budget: int = 0
) -> SendRefused:
    return SendRefused(code, title, failure=failure, detail=detail, action=TRY_AGAIN, budget=budget)
