"""The same past as the fake Meta remembers it: rows of its own tables, which the phone page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from messaging.actions.inbound import SERVICE_WINDOW
from messaging.management.demo import catalogue, files
from messaging.management.demo.histories import PlayedScript
from messaging.management.demo.wire import bsuid_of, phone_digits
from messaging.models import Inbox, Message
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage, SimulatedNumber

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status


def graph_url(url: str) -> str:
    """Where an inbox finds the fake Graph API of this server."""
    return f"{url}/simulator/graph"


def webhook_url(url: str, inbox: Inbox) -> str:
    """Where the fake Meta posts what customers write to this inbox."""
    return f"{url}/webhooks/whatsapp/{inbox.pk}/"


def remember(inbox: Inbox, url: str, played: Iterable[PlayedScript]) -> None:
    """Register the inbox's number, the customers and everything said; the caller holds the transaction."""
    played = list(played)
    number = _number(inbox, inbox.config, url)
    catalogue.remember(number)
    customers = _customers(number, played)
    media = files.remember(number, played)
    rows = [row for each in played for row in _messages(customers[each.script.person], each, media)]
    SimulatedMessage.objects.bulk_create(sorted(rows, key=lambda row: row.created_at))


def follow(inbox: Inbox, url: str) -> None:
    """The console moved to another address: the fake Meta posts there from now on."""
    SimulatedNumber.objects.filter(phone_number_id=inbox.route).update(webhook_url=webhook_url(url, inbox))


def _number(inbox: Inbox, config: Mapping[str, str], url: str) -> SimulatedNumber:
    return SimulatedNumber.objects.create(
        phone_number_id=config["phone_number_id"],
        waba_id=config["waba_id"],
        display_number=inbox.address,
        verified_name=inbox.name,
        access_token=config["access_token"],
        app_secret=config["app_secret"],
        verify_token=config["verify_token"],
        webhook_url=webhook_url(url, inbox),
    )


def _customers(number: SimulatedNumber, played: Iterable[PlayedScript]) -> dict[str, SimulatedCustomer]:
    persons = {each.script.person: each.script for each in played}
    rows = SimulatedCustomer.objects.bulk_create(
        SimulatedCustomer(
            number=number,
            wa_id=phone_digits(script),
            bsuid=bsuid_of(script),
            name=script.name,
            username=script.username,
            hidden=not script.phone,
            window_closes_at=_heard(played, person) + SERVICE_WINDOW,
        )
        for person, script in persons.items()
    )
    return dict(zip(persons, rows, strict=True))


def _heard(played: Iterable[PlayedScript], person: str) -> datetime:
    """When the customer wrote last."""
    theirs = [message for each in played if each.script.person == person for message in each.messages]
    return max(row.timestamp for row in theirs if row.direction == Message.Direction.INBOUND)


def _messages(
    customer: SimulatedCustomer, played: PlayedScript, media: Mapping[str, SimulatedMedia]
) -> Iterator[SimulatedMessage]:
    unseen = played.conversation.seen_up_to
    for line, message in zip(played.script.lines, played.messages, strict=True):
        if message.external_id is None:
            continue  # nobody knows whether it arrived; on this phone it did not
        ours = message.direction == Message.Direction.OUTBOUND
        common: dict[str, Any] = {
            "customer": customer,
            "wamid": message.external_id,
            "kind": message.kind,
            "body": message.content,
            "payload": _part(message),
            "media": media.get(message.external_id),
            "reply_to": message.reply_to.external_id or "" if message.reply_to else "",
            "customer_reaction": line.reaction if ours else "",
            "business_reaction": "" if ours else line.reaction,
            "edited_at": message.edited_at,
            "revoked_at": message.revoked_at,
            "created_at": message.timestamp,
        }
        if message.direction == Message.Direction.INBOUND:
            yield _written(common, message, seen=message.pk <= unseen)
        else:
            yield _arrived(common, message)


def _part(message: Message) -> dict[str, Any]:
    """What the message says besides its line, as the phone page keeps it."""
    if message.kind == "template":
        shown = message.payload["shown"]
        buttons = [_button(button) for button in shown.get("buttons", [])]
        return {**message.payload, "shown": {**shown, "buttons": buttons}}
    if message.direction == Message.Direction.OUTBOUND:
        return {"caption": message.content} if message.kind == "image" else {}
    part = message.payload.get(str(message.payload.get("type")), {})
    return part if isinstance(part, dict) else {message.kind: part}


def _button(button: Mapping[str, Any]) -> dict[str, Any]:
    text = str(button.get("text", ""))
    return {**button, "type": str(button.get("type", "")).lower(), "payload": text}


def _written(common: dict[str, Any], message: Message, *, seen: bool) -> SimulatedMessage:
    return SimulatedMessage(
        direction=Direction.FROM_CUSTOMER,
        status=Status.READ if seen else Status.DELIVERED,
        sent_at=message.timestamp,
        delivered_at=message.timestamp,
        read_at=message.timestamp if seen else None,
        **common,
    )


def _arrived(common: dict[str, Any], message: Message) -> SimulatedMessage:
    at = message.timestamp
    row = SimulatedMessage(
        direction=Direction.FROM_BUSINESS,
        status=message.status,
        callback_data=str(message.client_id),
        sent_at=at,
        **common,
    )
    if message.status == Message.Status.FAILED:
        row.failed_at = at + timedelta(seconds=2)
        row.fails_with = int((message.error or {}).get("code", 0))
        return row
    row.delivered_at = at + timedelta(seconds=2)
    row.read_at = at + timedelta(seconds=6) if message.status == Message.Status.READ else None
    return row
