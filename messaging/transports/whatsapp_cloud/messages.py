"""The field ``messages``: what customers write, and what becomes of what we wrote (providers.md A5-A7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from messaging.transports.base import Identity, InboundMessage, RemoteMedia
from messaging.transports.readable import described, type_of
from messaging.transports.reading import mapping, moment, sequence, storable, text
from messaging.transports.whatsapp_cloud.attached import FILES, attached
from messaging.transports.whatsapp_cloud.changes import Side, alteration
from messaging.transports.whatsapp_cloud.envelope import (
    LONGEST_ID,
    Envelope,
    Item,
    UnusableError,
    each,
    id_of,
    left_alone,
)
from messaging.transports.whatsapp_cloud.people import SENDER, Customer, any_id, customer_of, named, user_id
from messaging.transports.whatsapp_cloud.problems import (
    FILE_MISSING,
    UNSUPPORTED,
    first_problem,
    notices,
    reported,
)
from messaging.transports.whatsapp_cloud.statuses import receipt

MOVES = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}
GROUP = "Group chats are not shown at the desk."
CHAT_OPENED = "request_welcome"


def live(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Everything that one change of the field holds."""
    messages, statuses, errors = (sequence(value, key) for key in ("messages", "statuses", "errors"))
    if not (messages or statuses or errors):
        raise UnusableError("A change without messages, statuses or errors.")
    yield from each(messages, message, envelope)
    yield from each(statuses, receipt, envelope)
    yield from notices(value, envelope)


def message(item: dict[str, Any], envelope: Envelope) -> Item:
    """One item of a customer, or raises `UnusableError`."""
    if item.get("group_id"):
        return left_alone(GROUP, item)
    if type_of(item) == CHAT_OPENED:
        return left_alone("The customer opened the chat and has not written yet.", item)
    side = Side(envelope.route, _sender(item, envelope))
    return alteration(item, side) or said(item, side)


def _sender(item: dict[str, Any], envelope: Envelope) -> Customer:
    """Older notices of a move name who moved inside."""
    before = any_id(mapping(item, "system"), "customer")
    if before and not any(text(item, field) for field in SENDER):
        return Customer(named([before]))
    return customer_of(item, SENDER, envelope)


def said(item: dict[str, Any], side: Side, *, silent: bool = False) -> InboundMessage:
    """A message of a customer; ``silent`` for one of an imported history."""
    customer = side.customer
    (kind, content), media = described(item), attached(item, type_of(item))
    return InboundMessage(
        route=side.route,
        external_id=id_of(item),
        identities=customer.identities,
        kind=kind,
        content=content,
        sent_at=moment(item, "timestamp"),
        name=customer.name,
        reply_to=quoted(item),
        payload=storable(item),
        username=customer.username,
        media=media,
        moved_to=_moved_to(item, customer),
        error=_trouble(item, media),
        silent=silent,
    )


def quoted(item: dict[str, Any]) -> str | None:
    """The id of the message that it answers; a forwarded one answers nothing here."""
    context = mapping(item, "context")
    forwarded = context.get("forwarded") or context.get("frequently_forwarded")
    found = "" if forwarded else text(context, "id")
    return found if 0 < len(found) <= LONGEST_ID else None


def _moved_to(item: dict[str, Any], customer: Customer) -> tuple[Identity, ...]:
    """All that the same person is reached under from then on; nothing if that is nothing new."""
    notice = mapping(item, "system")
    if type_of(item) != "system" or text(notice, "type") not in MOVES:
        return ()
    new = (user_id(notice, "user_id"), user_id(notice, "parent_user_id"))
    numbers = (any_id(notice, "wa_id"), any_id(notice, "new_wa_id"))
    found = named(one for one in (*new, *numbers) if one)
    return () if set(found) <= set(customer.identities) else found


def _trouble(item: dict[str, Any], media: tuple[RemoteMedia, ...]) -> dict[str, str] | None:
    """Why there is less to see than the customer sent."""
    if problem := first_problem(item):
        return reported(problem)
    if type_of(item) in {"unsupported", "unknown"}:
        return reported({"code": UNSUPPORTED})
    if type_of(item) in FILES and not media:
        return reported({"code": FILE_MISSING})
    return None
