"""The field ``calls``: a line in the caller's thread, and a notice that calls are not answered here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from messaging.limits import LONGEST_EXTERNAL_ID
from messaging.transports.base import Echo, InboundMessage, Notice
from messaging.transports.payload import mapping, sequence, storable, text, timestamp
from messaging.transports.whatsapp_cloud.webhook.customers import RECIPIENT, SENDER, parse_customer
from messaging.transports.whatsapp_cloud.webhook.envelope import (
    Envelope,
    Item,
    UnusableItemError,
    ignored_on_purpose,
    parse_each,
    required_id,
)
from messaging.transports.whatsapp_cloud.webhook.error_reports import error_notices

BY_US, BEGINS = "BUSINESS_INITIATED", "connect"
MISSED, REJECTED = {"FAILED", "MISSED", "NO_ANSWER"}, {"REJECTED", "DECLINED"}
MINUTE, LONGEST_SECONDS = 60, 9


def parse_calls(value: dict[str, Any], envelope: Envelope) -> Iterator[Item]:
    """Parse the calls of one change; one customer who called is worth a notice of the inbox, once a day."""
    calls, states = sequence(value, "calls"), sequence(value, "statuses")
    if not (calls or states or sequence(value, "errors")):
        raise UnusableItemError("A change without calls.")
    lines = list(parse_each(calls, _call, envelope))
    yield from lines
    if any(isinstance(one, InboundMessage) for one in lines):
        yield _notice(envelope)
    for state in states:
        yield ignored_on_purpose("How far a call has come; its end is shown.", state)
    yield from error_notices(value, envelope)


def _notice(envelope: Envelope) -> Notice:
    return Notice(
        "A customer called this number",
        level="warning",
        route=envelope.route,
        detail="Calls cannot be answered at the console; they are shown in the customer's conversation.",
        action="Call back from the business's phone, or switch calls off in WhatsApp Manager.",
    )


def _call(item: dict[str, Any], envelope: Envelope) -> Item:
    """Parse the begin or the end of one call: they share an id, and each is a line."""
    begins = text(item, "event").lower() == BEGINS
    external_id = f"{required_id(item)}{':begin' if begins else ''}"
    if len(external_id) > LONGEST_EXTERNAL_ID:
        raise UnusableItemError("An item without a usable id.")
    by_us = text(item, "direction").upper() == BY_US
    person = parse_customer(item, RECIPIENT if by_us else SENDER, envelope)
    shared: Mapping[str, Any] = {
        "route": envelope.route,
        "external_id": external_id,
        "identities": person.identities,
        "kind": "call",
        "content": _line(item, begins=begins, by_us=by_us),
        "sent_at": timestamp(item, "timestamp"),
        "payload": {"type": "call", "call": storable(item)},
    }
    return Echo(**shared) if by_us else InboundMessage(**shared, name=person.name, username=person.username)


def _line(item: dict[str, Any], *, begins: bool, by_us: bool) -> str:
    status = text(item, "status").upper()
    if begins:
        return "📞 Call to the customer" if by_us else "📞 The customer is calling"
    if status in MISSED:
        return "📞 Call that was not answered" if by_us else "📞 Missed call"
    if status in REJECTED:
        return "📞 Call that was declined"
    seconds = (
        text(item, "duration")[:LONGEST_SECONDS]
        or text(mapping(item, "session"), "duration")[:LONGEST_SECONDS]
    )
    if not (seconds.isascii() and seconds.isdigit()):
        return "📞 Call"
    return f"📞 Call, {int(seconds) // MINUTE}:{int(seconds) % MINUTE:02} minutes"
