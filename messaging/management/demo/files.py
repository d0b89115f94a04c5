"""The files of the scripts: at the console as if fetched, at the fake Meta as if sent. Drawn in code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.core.files.base import ContentFile

from messaging.actions.core import file_store
from messaging.management.demo.histories import PlayedScript
from messaging.management.demo.wire import file_of, media_id_of
from messaging.models import Attachment, Message
from simulator.media_samples import Sample
from simulator.models import SimulatedMedia, SimulatedNumber


def write(played: Iterable[PlayedScript]) -> None:
    """What lies at the console: the bytes, and of pictures a thumbnail."""
    for message, file in _files(played):
        attachment = Attachment(
            inbox_id=message.inbox_id,
            message=message,
            kind=file.kind,
            mime_type=file.mime_type,
            filename="receipt MO-48912.pdf" if file.kind == "document" else "",
            caption=str(message.payload.get(file.kind, {}).get("caption", "")),
            voice=file.voice,
            uploaded_by=message.author,
            state=Attachment.State.READY,
            remote_id=media_id_of(str(message.external_id)),
            created_at=message.timestamp,
        )
        kept = file_store.save_file(attachment, BytesIO(file.data), file.mime_type)
        attachment.file.name, attachment.thumbnail.name = kept.file, kept.thumbnail
        attachment.size, attachment.sha256 = kept.size, kept.sha256
        attachment.width, attachment.height = kept.width, kept.height
        attachment.save()


def remember(number: SimulatedNumber, played: Iterable[PlayedScript]) -> dict[str, SimulatedMedia]:
    """What lies at the fake Meta, by the id of its message."""
    kept = {}
    for message, file in _files(played):
        media = SimulatedMedia(
            number=number,
            media_id=media_id_of(str(message.external_id)),
            mime_type=file.mime_type,
            filename=file.filename,
            sha256=hashlib.sha256(file.data).hexdigest(),
            size=len(file.data),
            created_at=message.timestamp,
        )
        media.file.save(media.media_id, ContentFile(file.data), save=False)
        media.save()
        kept[str(message.external_id)] = media
    return kept


def _files(played: Iterable[PlayedScript]) -> Iterator[tuple[Message, Sample]]:
    for each in played:
        for line, message in zip(each.script.lines, each.messages, strict=True):
            if message.external_id and (file := file_of(line, message.external_id)):
                yield message, file
