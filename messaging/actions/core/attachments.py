"""Files of messages: taking an agent's in, fetching a customer's, giving up and trying again.

What a file *is* was found out before these are called; its bytes are stored outside any transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from messaging.actions.core.file_store import StoredFile, delete_file, save_file
from messaging.actions.core.jobs import enqueue_job
from messaging.actors import Actor
from messaging.errors import Conflict, ConsoleError
from messaging.feed import record, recording
from messaging.files import OPUS, TEXT_LIKE_TYPES, base_type, clean_name, is_animated, kind_by_type, real_type
from messaging.models import Agent, Attachment, Inbox, Job, Message
from messaging.queries import capabilities_of
from messaging.transports import Uploaded
from messaging.transports.catalogue import Capabilities, audio_refusal, media_refusal, type_name

log = logging.getLogger(__name__)

# An upload that nobody sent by then was thought better of.
UNSENT_FOR = timedelta(days=1)
# Of a template's values the one that is a file.
HEADER_FILE = "header.media"
DELETED_AT_ONCE = 50


def accept_upload(
    inbox: Inbox, agent: Agent | None, uploaded: UploadedFile, *, voice: bool = False, by: Actor
) -> Attachment:
    """Keep a file that an agent wants to send; ready, and without a message yet.

    Raises `ConsoleError` naming the field ``file`` when the inbox's transport would not take it.
    """
    source = cast("BinaryIO", uploaded)
    kind, mime_type = check_upload(capabilities_of(inbox), uploaded, voice=voice)
    name = clean_name(uploaded.name or "")
    attachment = Attachment(
        inbox=inbox, uploaded_by=agent, kind=kind, mime_type=mime_type, filename=name, voice=voice
    )
    _create(attachment, by=by)
    try:
        kept = save_file(attachment, source, mime_type)
        _complete(attachment, kept, by=by)
    except BaseException:
        delete_upload(attachment, by=by)
        raise
    return attachment


def check_upload(can: Capabilities, uploaded: UploadedFile, *, voice: bool = False) -> tuple[str, str]:
    """Return kind and real type of a file that may be sent; raises `ConsoleError` naming the field ``file``."""
    if not uploaded.size:
        raise ConsoleError.field("file", "The file is empty.", code="file_empty")
    mime_type = real_type(cast("BinaryIO", uploaded), uploaded.content_type or "")
    if base_type(mime_type) in TEXT_LIKE_TYPES:
        # Only its name tells tables, calendars and notes apart, and that goes along.
        mime_type = "text/plain"
    if voice and mime_type != OPUS:
        sentence = f"A voice note must be an OGG file with Opus sound; this one is {type_name(base_type(mime_type))}."
        raise ConsoleError.field("file", sentence, code="file_refused")
    kind = _kind_of(can, mime_type)
    still = base_type(mime_type) == "image/webp" and not is_animated(cast("BinaryIO", uploaded))
    refused = media_refusal(can, kind, mime_type, uploaded.size, moves=not still)
    if refused := refused or audio_refusal(mime_type):
        raise ConsoleError.field("file", f"{refused.rstrip('.')}.", code="file_refused")
    return kind, mime_type


def _kind_of(can: Capabilities, mime_type: str) -> str:
    """As what the transport takes it; else as what people would call it."""
    found = base_type(mime_type)
    taken = next((kind for kind, rule in can.media.items() if found in rule.types), "")
    return taken or kind_by_type(found)


@recording()
def _create(attachment: Attachment, *, by: Actor) -> None:
    # First the row: of what breaks off in between, the sweep finds the file by it.
    attachment.save()


@recording()
def _complete(attachment: Attachment, kept: StoredFile, *, by: Actor) -> None:
    _fill(attachment, kept)
    attachment.save()


@recording()
def mark_attachment_ready(
    attachment: Attachment, kept: StoredFile, *, kind: str, mime_type: str, by: Actor
) -> bool:
    """Record a customer's file as fetched, with what it really is; return False when nothing waits for it
    any more."""
    row = _pending(attachment)
    if row is None:
        return False
    row.kind, row.mime_type = kind, mime_type
    _fill(row, kept)
    row.save()
    _record(row)
    return True


@recording()
def mark_attachment_failed(attachment: Attachment, error: Mapping[str, str], *, by: Actor) -> bool:
    """Record that a customer's file could not be fetched, and will not be by itself; return
    False when nothing waits for it any more."""
    row = _pending(attachment)
    if row is None:
        return False
    row.state, row.error = Attachment.State.FAILED, dict(error)
    row.save(update_fields=["state", "error"])
    _record(row)
    return True


@recording()
def retry_attachment(attachment: Attachment, *, by: Actor) -> Attachment:
    """Have a failed file fetched once more, and return its row; raises `Conflict` for any other."""
    row = Attachment.objects.lock(attachment.pk)
    if row.state != Attachment.State.FAILED:
        raise Conflict(f"Only a failed file can be fetched again; this one is {row.state}.")
    if not (row.remote_id or row.remote_url):
        raise Conflict("This file came from here; attach it again.")
    row.state, row.error = Attachment.State.PENDING, None
    row.save(update_fields=["state", "error"])
    enqueue_job(Job.Kind.FETCH_MEDIA, row.pk, inbox=row.inbox_id)
    _record(row)
    return row


@recording()
def save_provider_upload(attachment: Attachment, uploaded: Uploaded, *, by: Actor) -> None:
    """Record that the provider has the file: until then it is sent by this id."""
    attachment.uploaded_id, attachment.uploaded_until = uploaded.remote_id, uploaded.until
    attachment.save(update_fields=["uploaded_id", "uploaded_until"])


@recording()
def clear_provider_upload(message_id: int, *, by: Actor | None = None) -> None:
    """Forget the upload after the provider refused the message for good: the next attempt uploads the file
    anew."""
    Attachment.objects.filter(message=message_id).update(uploaded_id="", uploaded_until=None)


def delete_unsent_uploads(*, by: Actor) -> int:
    """Delete uploads that nobody sent within a day, with their files; return how many."""
    old = _unsent().filter(created_at__lt=timezone.now() - UNSENT_FOR)
    return sum(
        delete_upload(attachment, by=by) for attachment in old.order_by("created_at")[:DELETED_AT_ONCE]
    )


def _unsent() -> QuerySet[Attachment]:
    """Return the uploads that no message shows, no draft keeps, and no scheduled message may send in its place."""
    fallbacks = Message.objects.scheduled().filter(fallback__isnull=False)
    files = fallbacks.values_list(f"fallback__variables__{HEADER_FILE}", flat=True)
    needed = [int(pk) for pk in files if str(pk).isdecimal()]
    return Attachment.objects.filter(message=None, saved_drafts=None).exclude(pk__in=needed)


def delete_upload(attachment: Attachment, *, by: Actor) -> bool:
    """Delete an upload and its file; return False when it was sent meanwhile."""
    if not _delete_unsent(attachment, by=by):
        return False
    delete_file(attachment)
    return True


@recording()
def _delete_unsent(attachment: Attachment, *, by: Actor) -> bool:
    return bool(_unsent().filter(pk=attachment.pk).delete()[0])


def _pending(attachment: Attachment) -> Attachment | None:
    """Return the row, locked, as long as it waits for its file."""
    rows = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.PENDING)
    return rows.select_for_update(of=("self",), no_key=True).select_related("message").first()


def _fill(attachment: Attachment, kept: StoredFile) -> None:
    attachment.file.name, attachment.thumbnail.name = kept.file, kept.thumbnail
    attachment.size, attachment.sha256 = kept.size, kept.sha256
    attachment.width, attachment.height = kept.width, kept.height
    attachment.state, attachment.error = Attachment.State.READY, None


def _record(attachment: Attachment) -> None:
    message = attachment.message
    if message is not None:
        record(
            "message.updated",
            message.pk,
            inbox_id=message.inbox_id,
            conversation_id=message.conversation_id,
        )
