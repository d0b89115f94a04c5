"""Files to and from Meta: uploading one before its message, locating a customer's."""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from messaging.errors import FailureClass, Overloaded, SendRefused
from messaging.transports.http import Limits, Response
from messaging.transports.payload import (
    Download,
    OutgoingMedia,
    RemoteMedia,
    Uploaded,
    mapping,
    sha256_hex,
    text,
)
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.api.graph import (
    GraphApi,
    GraphRequest,
    authorization,
    fetch_json,
    send_graph_request,
    unusable_response,
)
from messaging.transports.whatsapp_cloud.api.responses import FIRST_REFUSAL_STATUS, error_code, refusal_from
from messaging.transports.whatsapp_cloud.error_catalogue import UNKNOWN_OBJECT
from messaging.transports.whatsapp_cloud.errors import permanent_refusal

T = TypeVar("T")
CHUNK = 64 * 1024
# For 100 MB over a line of 1.5 Mbit/s.
UPLOAD_SECONDS = 600.0
# Meta keeps an upload for 30 days; a day less, so that none is forgotten between our look and its use.
UPLOAD_LIFETIME = timedelta(days=29)
# Meta's links live for five minutes; one with less than this left would be dead on arrival.
MIN_LINK_SECONDS = 30.0
MIME = re.compile(r"[\w.+-]+/[\w.+-]+(;\s*[\w-]+=[\w.+-]+)*", re.ASCII)
MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,255}")
BYTES = re.compile(r"[0-9]{1,15}")
NO_SUCH_FILE = {"100", UNKNOWN_OBJECT, "131052"}
NOT_FOUND = {404, 410}


class _FilePart(aiohttp.payload.Payload):
    """A file as one part of a form, read piece by piece in threads: never whole in memory."""

    _value: OutgoingMedia
    problem: Exception | None = None

    @property
    def size(self) -> int:
        return self._value.size

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        raise TypeError("A file is never read as a whole")

    async def write(self, writer: AbstractStreamWriter) -> None:
        source = await self._our_own(self._value.open)
        left = self._value.size
        try:
            while left:
                chunk = await self._our_own(source.read, min(CHUNK, left))
                left -= len(chunk)
                await writer.write(chunk)
        finally:
            with contextlib.suppress(Exception):
                await asyncio.to_thread(source.close)

    async def _our_own(self, work: Callable[..., T], *args: int) -> T:
        """Run work on our own file: what goes wrong there is not Meta's doing, whatever aiohttp makes of it."""
        try:
            found = await asyncio.to_thread(work, *args)
            if found == b"":
                raise EOFError("The file is shorter than it was")
        except Exception as error:
            self.problem = error
            raise
        return found


class Media(GraphApi):
    """Files to and from Meta."""

    async def upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: OutgoingMedia
    ) -> Uploaded:
        """Give Meta a file. A second upload of the same one is harmless: nobody sees it until it is sent."""
        file = _FilePart(media, content_type=mime_type_of(media))
        path = f"{settings.value(config, 'phone_number_id')}/media"
        try:
            question = GraphRequest("POST", path, form=_form(file))
            found = await fetch_json(http, config, question, replace(self.limits, total=UPLOAD_SECONDS))
        except SendRefused:
            if isinstance(file.problem, Overloaded):  # the storage is away
                raise file.problem from None
            if file.problem is not None:
                raise _file_unreadable(file.problem) from None
            raise
        if not MEDIA_ID.fullmatch(media_id := text(found, "id")):
            raise unusable_response("The upload got no id")
        return Uploaded(media_id, datetime.now(UTC) + UPLOAD_LIFETIME)

    async def locate(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media: RemoteMedia
    ) -> Download:
        """Return where the file can be fetched during the next minutes. The link that came with the message
        is used while it is fresh; a ``media`` without one is asked for. Raises `SendRefused` with the code
        ``media_expired`` when Meta no longer has the file."""
        if _is_fresh(media.url) and settings.may_see_token(config, media.url):
            return Download(
                media.url, authorization(config), mime_type=media.mime_type, sha256=sha256_hex(media.sha256)
            )
        return _download(config, await _look_up(http, config, media.remote_id, self.limits), media)

    async def delete_upload(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], media_id: str
    ) -> None:
        """Take an upload back."""
        number = settings.value(config, "phone_number_id")
        question = GraphRequest("DELETE", media_id, {"phone_number_id": number})
        await fetch_json(http, config, question, self.limits)


def _form(file: _FilePart) -> aiohttp.MultipartWriter:
    """Build the multipart form. Meta goes by the type, not by the name: the real name goes out with the
    message."""
    form = aiohttp.MultipartWriter("form-data")
    for name, value in (("messaging_product", "whatsapp"), ("type", file.content_type)):
        form.append(value).set_content_disposition("form-data", name=name)
    extension = mimetypes.guess_extension(file.content_type.partition(";")[0]) or ""
    file.set_content_disposition("form-data", name="file", filename=f"upload{extension}")
    form.append_payload(file)
    return form


def _file_unreadable(problem: Exception) -> SendRefused:
    return SendRefused(
        "file_unreadable",
        "The file could not be read from the console's own storage",
        failure=FailureClass.RETRY,
        detail=type(problem).__name__,
        action="Send it again in a few minutes; if that does not help, attach the file again.",
    )


def mime_type_of(media: OutgoingMedia) -> str:
    """Return the type as Meta wants it; a voice note is refused unless its codec is named."""
    given = media.mime_type.strip().lower()
    if not MIME.fullmatch(given):
        raise permanent_refusal(
            "bad_type", "The file has no type that WhatsApp knows", "Attach another file."
        )
    return "audio/ogg; codecs=opus" if media.voice and given == "audio/ogg" else given


def _is_fresh(url: str) -> bool:
    """Return whether ``ext`` says that the link lives on; one that does not say so is not trusted to."""
    with contextlib.suppress(ValueError):
        until = parse_qs(urlsplit(url).query).get("ext", [""])[0]
        return until.isascii() and until.isdigit() and int(until[:12]) > time.time() + MIN_LINK_SECONDS
    return False


async def _look_up(
    http: aiohttp.ClientSession, config: Mapping[str, str], media_id: str, limits: Limits
) -> Mapping[str, Any]:
    if not MEDIA_ID.fullmatch(media_id):
        raise _media_expired("The message names no file.")
    number = settings.value(config, "phone_number_id")
    question = GraphRequest("GET", media_id, {"phone_number_id": number})
    answer = await send_graph_request(http, config, question, limits)
    if _is_gone(answer, number):
        raise _media_expired("WhatsApp keeps a customer's file for seven days.")
    if answer.status >= FIRST_REFUSAL_STATUS:
        raise refusal_from(answer)
    return answer.document


def _is_gone(answer: Response, number: str) -> bool:
    """Return whether Meta no longer has the file. The number that asks may be gone as well: then Meta names it."""
    if error_code(answer) == UNKNOWN_OBJECT and number:
        return number not in text(mapping(answer.document, "error"), "message")
    return answer.status in NOT_FOUND or (
        answer.status >= FIRST_REFUSAL_STATUS and error_code(answer) in NO_SUCH_FILE
    )


def _download(config: Mapping[str, str], found: Mapping[str, Any], media: RemoteMedia) -> Download:
    url, size = text(found, "url"), text(found, "file_size")
    if not url:
        raise unusable_response("The file has no address")
    if not settings.may_see_token(config, url):
        raise permanent_refusal(
            "foreign_host",
            "The file is kept at a place that is not WhatsApp's",
            "Ask the customer to send it again.",
            urlsplit(url).hostname or "" if url.isascii() else "",
        )
    return Download(
        url,
        authorization(config),
        mime_type=text(found, "mime_type") or media.mime_type,
        sha256=sha256_hex(text(found, "sha256")) or sha256_hex(media.sha256),
        size=int(size) if BYTES.fullmatch(size) else None,
    )


def _media_expired(detail: str) -> SendRefused:
    title = "WhatsApp no longer has the customer's file"
    return permanent_refusal("media_expired", title, "Ask the customer to send it again.", detail)
