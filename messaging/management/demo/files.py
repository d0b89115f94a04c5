"""The files of the demo's conversations, stored at the console as if fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from messaging.actions.core import save_file
from messaging.management.demo.histories import DemoConversation
from messaging.models import Attachment, Message
from simulator.demo import file_of, media_id_of
from simulator.media_samples import Sample


def write_files(conversations: Iterable[DemoConversation]) -> None:
    """Store an attachment for each line with a file: the bytes, and of pictures a thumbnail."""
    for message, file in _files(conversations):
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
        stored = save_file(attachment, BytesIO(file.data), file.mime_type)
        attachment.file.name, attachment.thumbnail.name = stored.file, stored.thumbnail
        attachment.size, attachment.sha256 = stored.size, stored.sha256
        attachment.width, attachment.height = stored.width, stored.height
        attachment.save()


def _files(conversations: Iterable[DemoConversation]) -> Iterator[tuple[Message, Sample]]:
    for each in conversations:
        for line, message in zip(each.script.lines, each.messages, strict=True):
            if message.external_id and (file := file_of(line, message.external_id)):
                yield message, file
