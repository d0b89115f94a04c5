"""Putting the bytes of an attachment into the storage, and taking them out. Never inside a transaction."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.core.files import File

from messaging import file_storage
from messaging.files import TYPES, base_type, inspect_picture
from messaging.models import Attachment, CannedFile, file_path, thumbnail_path

log = logging.getLogger(__name__)

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the storage: paths there, and what was found while it was stored."""

    file: str
    thumbnail: str
    size: int
    sha256: str
    width: int | None = None
    height: int | None = None


def save_file(attachment: Attachment | CannedFile, source: BinaryIO, mime_type: str) -> StoredFile:
    """Store the bytes and, of a picture that is safe to decode, a thumbnail. A second try replaces the first."""
    size, sha256 = _measured(source)
    picture = inspect_picture(source) if base_type(mime_type) in TYPES else None
    source.seek(0)
    storage = attachment.file.storage
    file = file_storage.put(storage, file_path(attachment, ""), File(source))
    thumbnail = ""
    if picture:
        picture_file = File(BytesIO(picture.thumbnail))
        thumbnail = file_storage.put(storage, thumbnail_path(attachment, ""), picture_file)
    return StoredFile(
        file,
        thumbnail,
        size,
        sha256,
        picture.width if picture else None,
        picture.height if picture else None,
    )


def delete_file(attachment: Attachment | CannedFile) -> None:
    """Whatever lies in the storage under its names, also of a try that was not recorded; a storage that is away
    is only logged."""
    names = {attachment.file.name, file_path(attachment, "")}
    names |= {attachment.thumbnail.name, thumbnail_path(attachment, "")}
    for path in filter(None, names):
        try:
            file_storage.delete(attachment.file.storage, path)
        except Exception as failure:
            extra = {"attachment_id": attachment.pk, "failure": type(failure).__name__}
            log.warning("A stored file was not deleted", extra=extra)


def _measured(source: BinaryIO) -> tuple[int, str]:
    source.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()
