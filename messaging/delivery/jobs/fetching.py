"""Fetching one customer's file: find it, download it, look what it is, store it."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from messaging import transports
from messaging.actions.core import StoredFile, delete_file, mark_attachment_ready, save_file
from messaging.actors import DELIVERY
from messaging.delivery import database, sessions
from messaging.errors import FailureClass, SendRefused
from messaging.files import real_type, safe_mime_type, verified_kind_and_type
from messaging.models import Attachment, Job
from messaging.transports import RemoteMedia, Transport
from messaging.transports.http import FetchedFile, LinkExpired, download_file
from messaging.transports.payload import MediaKind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that somebody waits for; `config` holds secrets and is never shown."""

    attachment: Attachment
    transport: Transport
    config: Mapping[str, str] = field(repr=False)

    @property
    def remote(self) -> RemoteMedia:
        row = self.attachment
        return RemoteMedia(
            kind=cast("MediaKind", row.kind),
            remote_id=row.remote_id,
            url=row.remote_url,
            mime_type=row.mime_type,
            sha256=row.sha256,
            filename=row.filename,
            caption=row.caption,
            voice=row.voice,
        )


async def fetch_media(job: Job) -> None:
    """Fetch, check and store a customer's file. Raises `SendRefused`; nothing is left in the storage then."""
    wanted = await database.until_done(_wanted, job.subject)
    if wanted is None:
        return
    with tempfile.TemporaryFile() as file:
        fetched, promised = await _download(wanted, cast("BinaryIO", file))
        kind, mime_type, kept = await asyncio.to_thread(_stored, wanted.attachment, file, promised)
    log.info("File fetched", extra={"attachment_id": job.subject, "bytes": fetched.size})
    settled = await database.until_done(
        mark_attachment_ready, wanted.attachment, kept, kind=kind, mime_type=mime_type, by=DELIVERY
    )
    if not settled:
        await database.until_done(_discard_orphan, wanted.attachment)


def _wanted(attachment_id: int) -> Wanted | None:
    """Return the file to fetch; None when nobody waits for it any more. Raises `ConsoleError` when the inbox cannot work at all."""
    rows = Attachment.objects.filter(pk=attachment_id, state=Attachment.State.PENDING)
    row = rows.select_related("inbox").first()
    return Wanted(row, transports.get(row.inbox.transport), row.inbox.config) if row else None


async def _download(wanted: Wanted, file: BinaryIO) -> tuple[FetchedFile, str]:
    """Return the file and the type it was announced as. An address that expired is asked for once more."""
    try:
        return await _try(wanted, wanted.remote, file)
    except LinkExpired:
        remote = wanted.remote
        # Without the address that came with the message: it was the one that is no longer good.
        fresh = RemoteMedia(
            remote.kind,
            remote.remote_id,
            "" if remote.remote_id else remote.url,
            remote.mime_type,
            remote.sha256,
        )
        return await _try(wanted, fresh, file)


async def _try(wanted: Wanted, remote: RemoteMedia, file: BinaryIO) -> tuple[FetchedFile, str]:
    download = await wanted.transport.locate(sessions.session(), wanted.config, remote)
    await asyncio.to_thread(_emptied, file)
    fetched = await download_file(download, file)
    candidates = (download.mime_type, remote.mime_type, fetched.mime_type)
    return fetched, next(filter(None, map(safe_mime_type, candidates)), "")


def _emptied(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _stored(attachment: Attachment, file: BinaryIO, promised: str) -> tuple[str, str, StoredFile]:
    found = real_type(file, promised)
    verdict = verified_kind_and_type(attachment.kind, promised, found)
    if verdict is None:
        raise _mismatch(promised, found)
    kind, mime_type = verdict
    return kind, mime_type, save_file(attachment, file, mime_type)


def _mismatch(promised: str, found: str) -> SendRefused:
    return SendRefused(
        "media_type_mismatch",
        "The file is not what it says it is",
        failure=FailureClass.PERMANENT,
        detail=f"It was announced as {promised or 'nothing in particular'} and is {found}.",
        action="Do not trust it. Ask the customer what they wanted to send.",
    )


def _discard_orphan(attachment: Attachment) -> None:
    """Delete a file that nobody waits for, unless another try was faster and the file is in use."""
    if not Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.READY).exists():
        delete_file(attachment)
