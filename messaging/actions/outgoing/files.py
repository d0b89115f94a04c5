"""Files that are to go out with a message: which may, and hanging one on its message."""

from __future__ import annotations

from messaging.errors import ConsoleError
from messaging.feed import recording
from messaging.limits import is_number
from messaging.models import Agent, Attachment, Inbox, Message
from messaging.transports import Capabilities
from messaging.transports.catalogue import media_refusal

# What a second message with the same file shares with the first.
SHARED_FIELDS = (
    "inbox",
    "uploaded_by",
    "kind",
    "mime_type",
    "filename",
    "voice",
    "size",
    "sha256",
    "width",
    "height",
    "state",
    "uploaded_id",
    "uploaded_until",
)


def find_file(inbox: Inbox, author: Agent | None, pk: int | str, *, field: str = "media") -> Attachment:
    """Find a file of this inbox that is here: the author's own upload, or one that a message of the inbox shows.

    Raises `ConsoleError` naming `field`.
    """
    text = str(pk)
    named = is_number(text)
    found = Attachment.objects.filter(inbox=inbox, pk=int(text)).first() if named else None
    foreign = found is not None and author is not None and found.uploaded_by_id != author.pk
    if found is None or (foreign and found.message_id is None):
        raise _no_such(field)
    if found.state != Attachment.State.READY:
        raise ConsoleError.field(field, "This file has not arrived here, so it cannot be sent.")
    return found


def _no_such(field: str) -> ConsoleError:
    return ConsoleError.field(field, "There is no such upload of yours in this inbox.")


def check_file(can: Capabilities, attachment: Attachment, kind: str, *, field: str = "media") -> None:
    """Refuse a file that the transport does not take as this kind: raises `ConsoleError` with what it would take."""
    complaint = media_refusal(can, kind, attachment.mime_type, attachment.size or 0)
    if complaint:
        raise ConsoleError.field(field, complaint)


@recording()
def attach_file(message: Message, attachment: Attachment, caption: str) -> None:
    """Send the file with this message; one that another message shows already is shown by both."""
    unsent = Attachment.objects.filter(pk=attachment.pk, message=None)
    if unsent.update(message=message, caption=caption):
        return
    if not Attachment.objects.filter(pk=attachment.pk).exists():  # swept in this very moment
        raise _no_such("media")
    copy = Attachment(message=message, caption=caption)
    for name in SHARED_FIELDS:
        setattr(copy, name, getattr(attachment, name))
    # The same file in the storage, under a name that nobody can guess from the first.
    copy.file.name, copy.thumbnail.name = attachment.file.name, attachment.thumbnail.name
    copy.save(force_insert=True)
