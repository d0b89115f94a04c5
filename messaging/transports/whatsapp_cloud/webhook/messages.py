"""The field ``messages``: what customers write, and what becomes of what we wrote.

See docs/design/providers.md A5-A7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from messaging.limits import LONGEST_EXTERNAL_ID
from messaging.transports.base import Echo, Identity, InboundMessage, RemoteMedia
from messaging.transports.payload import item_type, mapping, sequence, storable, summarize, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.alterations import ChatSide, parse_alteration
from messaging.transports.whatsapp_cloud.webhook.attachments import MEDIA_KINDS, parse_attachments
from messaging.transports.whatsapp_cloud.webhook.customers import (
    SENDER,
    Customer,
    distinct_identities,
    optional_identity,
    parse_customer,
    user_identity,
)
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    ignored_on_purpose,
    parse_each,
    required_id,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import (
    FILE_MISSING,
    UNSUPPORTED,
    error_notices,
    first_error,
    inbound_error,
)
from messaging.transports.whatsapp_cloud.webhook.groups import split_groups
from messaging.transports.whatsapp_cloud.webhook.receipts import parse_receipt

NUMBER_CHANGE_TYPES = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}
CHAT_OPENED_TYPE = "request_welcome"
# Who answers where nobody else does.
US = ""


def parse_messages_change(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse everything that one change of the field holds."""
    messages, statuses, errors = (sequence(value, key) for key in ("messages", "statuses", "errors"))
    if not (messages or statuses or errors):
        raise UnusableItemError("A change without messages, statuses or errors.")
    messages, in_groups = split_groups(messages, envelope)
    yield from in_groups
    yield from answered_by(US, parse_each(messages, parse_message, envelope))
    yield from parse_each(statuses, parse_receipt, envelope)
    yield from error_notices(value, envelope)


def answered_by(who: str, items: Iterable[Item]) -> Iterator[Item]:
    """Say of messages and echoes who answered the conversation: Meta brings them by one field or by another."""
    for item in items:
        yield replace(item, answered_by=who) if isinstance(item, InboundMessage | Echo) else item


def parse_message(item: dict[str, Any], envelope: Envelope) -> Item:
    """Parse one item of a customer, or raise `UnusableItemError`."""
    if item_type(item) == CHAT_OPENED_TYPE and not mapping(item, "referral"):
        return ignored_on_purpose("The customer opened the chat and has not written yet.", item)
    side = ChatSide(envelope.route, _sender(item, envelope))
    return parse_alteration(item, side) or parse_inbound_message(item, side)


def _sender(item: dict[str, Any], envelope: Envelope) -> Customer:
    """Return the sender. Older notices of a number change name the person inside."""
    before = optional_identity(mapping(item, "system"), "customer")
    if before and not any(text(item, field) for field in SENDER):
        return Customer(distinct_identities([before]))
    return parse_customer(item, SENDER, envelope)


def parse_inbound_message(item: dict[str, Any], side: ChatSide, *, silent: bool = False) -> InboundMessage:
    """Parse a message of a customer; ``silent`` for one of an imported history."""
    customer = side.customer
    (kind, content), media = summarize(item), parse_attachments(item, item_type(item))
    return InboundMessage(
        route=side.route,
        external_id=required_id(item),
        identities=customer.identities,
        kind=kind,
        content=content,
        sent_at=timestamp(item, "timestamp"),
        name=customer.name,
        reply_to=quoted_id(item),
        payload=storable(item),
        username=customer.username,
        media=media,
        moved_to=_moved_to(item, customer),
        error=_missing_content_error(item, media),
        silent=silent,
    )


def quoted_id(item: dict[str, Any]) -> str | None:
    """Return the id of the message that an item answers; a forwarded one answers nothing here."""
    context = mapping(item, "context")
    forwarded = context.get("forwarded") or context.get("frequently_forwarded")
    found = "" if forwarded else text(context, "id")
    return found if 0 < len(found) <= LONGEST_EXTERNAL_ID else None


def _moved_to(item: dict[str, Any], customer: Customer) -> tuple[Identity, ...]:
    """Return every address of the same person from then on; empty if none of them is new."""
    notice = mapping(item, "system")
    if item_type(item) != "system" or text(notice, "type") not in NUMBER_CHANGE_TYPES:
        return ()
    new = (user_identity(notice, "user_id"), user_identity(notice, "parent_user_id"))
    numbers = (optional_identity(notice, "wa_id"), optional_identity(notice, "new_wa_id"))
    found = distinct_identities(one for one in (*new, *numbers) if one)
    return () if set(found) <= set(customer.identities) else found


def _missing_content_error(item: dict[str, Any], media: tuple[RemoteMedia, ...]) -> dict[str, str] | None:
    """Return why there is less to see than the customer sent."""
    if problem := first_error(item):
        return inbound_error(problem)
    if item_type(item) in {"unsupported", "unknown"}:
        return inbound_error({"code": UNSUPPORTED})
    if item_type(item) in MEDIA_KINDS and not media:
        return inbound_error({"code": FILE_MISSING})
    return None
