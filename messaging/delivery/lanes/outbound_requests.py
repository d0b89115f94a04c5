"""From a row to what a transport takes: the message, its file, where it goes, and the inbox's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import BinaryIO, cast

from django.utils import timezone

from messaging import file_storage, public_urls, transports
from messaging.errors import FailureClass, SendRefused
from messaging.models import Address, Attachment, Inbox, Instances, Message
from messaging.queries import reachable_addresses_of
from messaging.transports import (
    AddressKind,
    Identity,
    OutgoingMedia,
    OutgoingMessage,
    Transport,
    stored_identity,
)
from messaging.transports.payload import MediaKind

# An upload that the provider forgets in a moment is given to it again.
STILL_GOOD = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OutboundRequest:
    """Everything that one attempt needs; `config` holds secrets and is never shown."""

    transport: Transport
    config: Mapping[str, str] = field(repr=False)
    outgoing: OutgoingMessage = field(repr=False)
    inbox: Inbox
    attachment: Attachment | None = None

    @property
    def needs_upload(self) -> bool:
        """Return whether the provider has to be given the file before the message."""
        media = self.outgoing.media
        return media is not None and not media.remote_id and self.transport.capabilities.uploads


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows besides its own that a message's request is made of. `addresses`: the best first."""

    inbox: Inbox
    addresses: Sequence[Address]
    attachment: Attachment | None
    quoted: Message | None


_ATTACHMENTS = Instances(Attachment, key="message")
_QUOTED = Instances(Message, ["id", "external_id", "origin"])


def build_request(message: Message) -> OutboundRequest:
    """Build what the transport takes. Raises `ConsoleError` when the inbox cannot send at all; `SendRefused`
    when the message's file is not there."""
    return build_with(message, read_parts([message])[message.pk])


def read_parts(messages: Sequence[Message]) -> dict[int, Parts]:
    """Read what the requests of these messages are made of, by message id; their conversations are loaded already. The
    number of statements is that of the transports, not of the messages."""
    inboxes = Inbox.objects.in_bulk({one.inbox_id for one in messages})
    attachments = {one.message_id: one for one in reversed(_ATTACHMENTS.read([one.pk for one in messages]))}
    quoted = {one.pk: one for one in _QUOTED.read({one.reply_to_id for one in messages if one.reply_to_id})}
    addresses: dict[tuple[str, int], list[Address]] = {}
    for transport in {inbox.transport for inbox in inboxes.values()}:
        of_it = [one for one in messages if inboxes[one.inbox_id].transport == transport]
        found = reachable_addresses_of({one.conversation.contact_id for one in of_it}, transport)
        addresses |= {(transport, contact_id): rows for contact_id, rows in found.items()}
    return {
        one.pk: Parts(
            inbox := inboxes[one.inbox_id],
            addresses[inbox.transport, one.conversation.contact_id],
            attachments.get(one.pk),
            quoted.get(one.reply_to_id or 0),
        )
        for one in messages
    }


def build_with(message: Message, parts: Parts) -> OutboundRequest:
    """Build the request from rows that were read; raises what `build_request` raises, and reads nothing."""
    inbox, attachment, quoted = parts.inbox, parts.attachment, parts.quoted
    outgoing = OutgoingMessage(
        client_id=str(message.client_id),
        kind=message.kind,
        content=_content(message, attachment),
        to=_addresses(message, parts.addresses),
        reply_to=quoted.provider_id if quoted else None,
        payload=message.payload,
        media=_media(inbox, attachment) if attachment else None,
        callback_url=public_urls.status_url(inbox, str(message.client_id)),
    )
    return OutboundRequest(transports.get(inbox.transport), inbox.config, outgoing, inbox, attachment)


def _content(message: Message, attachment: Attachment | None) -> str:
    """Return the text to send; of a file only its caption: the message's own line ("📷 Image") is for the console."""
    return attachment.caption if attachment and message.kind in Attachment.Kind.values else message.content


def _addresses(message: Message, rows: Sequence[Address]) -> tuple[Identity, ...]:
    """Return the contact's addresses: the one that the sender wrote, then the one seen last. Who was
    seen under another number since then has moved on."""
    known = [Identity(cast("AddressKind", row.kind), row.value) for row in rows]
    # Mostly one of them as it is shown; anything else has to be read.
    shown = (one for one, row in zip(known, rows, strict=True) if str(row) == message.receiver)
    written = next(shown, None) or stored_identity(message.receiver)
    since = {row.kind for row in rows if row.value != written.value and row.last_seen_at > message.timestamp}
    return tuple(known if written.kind in since else sorted(known, key=lambda one: one != written))


def _media(inbox: Inbox, attachment: Attachment) -> OutgoingMedia:
    if attachment.state != Attachment.State.READY or not attachment.file:
        raise file_missing()
    until = attachment.uploaded_until
    has_it = attachment.uploaded_id and (until is None or until > timezone.now() + STILL_GOOD)
    return OutgoingMedia(
        kind=cast("MediaKind", attachment.kind),
        mime_type=attachment.mime_type,
        filename=public_urls.file_name(attachment),
        size=attachment.size or 0,
        open=partial(_opened, attachment),
        voice=attachment.voice,
        remote_id=attachment.uploaded_id if has_it else "",
        public_url=public_urls.file_url(inbox, attachment),
    )


def _opened(attachment: Attachment) -> BinaryIO:
    # Not `attachment.file.open`: that one is shared by whoever holds the row.
    return file_storage.read_from(attachment.file.storage, attachment.file.name)


def file_missing() -> SendRefused:
    return SendRefused(
        "file_missing",
        "The file of this message is no longer here",
        failure=FailureClass.PERMANENT,
        action="Attach it again in a new message.",
    )
