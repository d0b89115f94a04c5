"""Answers with a stored file: in pieces, whole or a range of it, and so that no browser runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from messaging import file_storage
from messaging.api.files.ranges import Part, Unsatisfiable, requested_part
from messaging.envelope import json_error
from messaging.errors import NotFound
from messaging.files import THUMBNAIL_TYPE, UNKNOWN, is_safe_inline, kind_by_type, safe_mime_type
from messaging.models import Attachment, CannedFile
from messaging.public_urls import file_name

PIECE = 256 * 1024
PRIVATE = "private, max-age=3600"
SAFE = {
    "Accept-Ranges": "bytes",
    # A page of its own that may load, run and ask nothing, whatever the bytes turn out to be.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the storage, with its headers. `etag` is quoted."""

    storage: Storage
    path: str
    size: int
    mime_type: str
    etag: str
    disposition: str


def whole(attachment: Attachment) -> Stored:
    """Return the file itself; raises `NotFound` while there is none."""
    if attachment.state != Attachment.State.READY or not attachment.file:
        raise NotFound("This file is not here.")
    return stored(attachment)


def stored(attachment: Attachment | CannedFile) -> Stored:
    """Return the file itself of a row that has one."""
    return Stored(
        attachment.file.storage,
        attachment.file.name,
        attachment.size or 0,
        safe_mime_type(attachment.mime_type) or UNKNOWN,
        f'"{attachment.sha256}"',
        _disposition(attachment),
    )


def thumbnail(attachment: Attachment) -> Stored:
    """Return the small picture; raises `NotFound` where there is none."""
    if attachment.state != Attachment.State.READY or not attachment.thumbnail:
        raise NotFound("There is no small picture of this file.")
    storage, path = attachment.thumbnail.storage, attachment.thumbnail.name
    size = file_storage.size_of(storage, path)
    return Stored(storage, path, size, THUMBNAIL_TYPE, f'"{attachment.sha256}-small"', "inline")


def _disposition(attachment: Attachment | CannedFile) -> str:
    """Show inline only what a browser decodes and cannot run. A picture without a measured size was too large,
    or broken: it is offered for saving, so that no browser has to decode it."""
    broken = kind_by_type(attachment.mime_type) == "image" and not attachment.width
    shown = is_safe_inline(attachment.mime_type) and not broken
    return content_disposition_header(not shown, file_name(attachment)) or "attachment"


def file_response(request: HttpRequest, stored: Stored, *, cached: str = PRIVATE) -> HttpResponseBase:
    """Answer 200, 206, 304 or 416, as the request's headers ask; no body for HEAD."""
    response = _response(request, stored)
    for name, value in {**SAFE, "ETag": stored.etag, "Cache-Control": cached}.items():
        response.headers[name] = value
    return response


def _response(request: HttpRequest, stored: Stored) -> HttpResponseBase:
    if _is_known(request, stored):
        return HttpResponse(status=304)
    try:
        part = _part(request, stored)
    except Unsatisfiable:
        sentence = f"The file has {stored.size} bytes."
        return json_error(
            416, "range_not_satisfiable", sentence, headers={"Content-Range": f"bytes */{stored.size}"}
        )
    wanted = part or Part(0, stored.size - 1)
    response = _body(request, stored, wanted)
    response.headers["Content-Length"] = str(wanted.size)
    response.headers["Content-Disposition"] = stored.disposition
    if part:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{stored.size}"
    return response


def _is_known(request: HttpRequest, stored: Stored) -> bool:
    known = request.headers.get("If-None-Match", "")
    return known == "*" or stored.etag in [one.strip().removeprefix("W/") for one in known.split(",")]


def _part(request: HttpRequest, stored: Stored) -> Part | None:
    # A range only of the file of which the browser has the beginning.
    if request.headers.get("If-Range", stored.etag) != stored.etag:
        return None
    return requested_part(request.headers.get("Range", ""), stored.size)


def _body(request: HttpRequest, stored: Stored, part: Part) -> HttpResponseBase:
    if request.method == "HEAD":
        if not file_storage.exists(stored.storage, stored.path):
            raise NotFound("This file is no longer here.")
        return HttpResponse(content_type=stored.mime_type)
    return StreamingHttpResponse(_Pieces(stored, part), content_type=stored.mime_type)


class _Pieces:
    """The parts of a file, the first of them read before the answer begins: a storage that is away is told by the
    status. Asynchronous, because Django gathers the pieces of any other kind before it sends the first."""

    def __init__(self, stored: Stored, part: Part) -> None:
        self._file: BinaryIO = file_storage.read_from(stored.storage, stored.path, part.first)
        try:
            self._first = self._file.read(min(PIECE, part.size))
        except BaseException:
            self._file.close()
            raise
        self._left = part.size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Read in threads, each piece after the one before it was sent."""
        piece = self._first
        while piece:
            yield piece
            self._left -= len(piece)
            piece = await asyncio.to_thread(self._file.read, min(PIECE, self._left))

    def close(self) -> None:
        """Close the file; Django calls it at the end of the answer, however that came."""
        self._file.close()
