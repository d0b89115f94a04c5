"""The registry of transports: one per kind of provider, by the kind that an inbox names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from messaging.errors import ConsoleError
from messaging.transports import generic_webhook, twilio, whatsapp_cloud
from messaging.transports.base import (
    Accepted,
    AddressKind,
    Batch,
    Capabilities,
    Change,
    Deletion,
    Echo,
    Edit,
    ErrorEntry,
    Finding,
    Identity,
    Ignored,
    InboundMessage,
    Notice,
    NumberChange,
    OutgoingMedia,
    OutgoingMessage,
    Preference,
    Reaction,
    Receipt,
    ReceiptStatus,
    RemoteMedia,
    Setting,
    TemplateChange,
    TemplateRow,
    Transport,
    Uploaded,
    WebhookRequest,
)
from messaging.transports.phone_numbers import (
    is_parent_bsuid,
    parse_identity,
    phone_variants,
    stored_identity,
    typed_identity,
)

__all__ = [
    "Accepted",
    "AddressKind",
    "Batch",
    "Capabilities",
    "Change",
    "Deletion",
    "Echo",
    "Edit",
    "ErrorEntry",
    "Finding",
    "Identity",
    "Ignored",
    "InboundMessage",
    "Notice",
    "NumberChange",
    "OutgoingMedia",
    "OutgoingMessage",
    "Preference",
    "Reaction",
    "Receipt",
    "ReceiptStatus",
    "RemoteMedia",
    "Setting",
    "TemplateChange",
    "TemplateRow",
    "Transport",
    "Uploaded",
    "WebhookRequest",
    "generic_webhook",
    "get",
    "is_parent_bsuid",
    "kinds",
    "parse_identity",
    "phone_variants",
    "stored_identity",
    "twilio",
    "typed_identity",
    "whatsapp_cloud",
]

_TRANSPORTS: Mapping[str, Transport] = MappingProxyType(
    {one.kind: one for one in (whatsapp_cloud.WhatsAppCloud(), twilio.Twilio())}
)


def get(kind: str) -> Transport:
    """Return the transport of a kind; raises `ConsoleError` naming the field ``transport`` when there is
    none."""
    try:
        return _TRANSPORTS[kind]
    except KeyError:
        raise ConsoleError.field(
            "transport", f"There is no transport {kind!r}; there is: {', '.join(kinds())}."
        ) from None


def kinds() -> tuple[str, ...]:
    """Return every kind that there is, in the order in which they are offered."""
    return tuple(_TRANSPORTS)
