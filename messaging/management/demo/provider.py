"""The same past as the fake Meta remembers it: rows of its own tables, which the phone page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from messaging.management.demo.histories import Told
from messaging.management.demo.wire import bsuid_of, phone_digits
from messaging.models import Inbox, Message, SimulatedCustomer, SimulatedMessage, SimulatedNumber

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status


def graph_url(url: str) -> str:
    """Where an inbox finds the fake Graph API of this server."""
    return f"{url}/simulator/graph"


def webhook_url(url: str, inbox: Inbox) -> str:
    """Where the fake Meta posts what customers write to this inbox."""
    return f"{url}/webhooks/whatsapp/{inbox.pk}/"


def remember(inbox: Inbox, url: str, told: Iterable[Told]) -> None:
    """Register the inbox's number, the customers and everything said; the caller holds the transaction."""
    told = list(told)
    number = _number(inbox, inbox.config, url)
    customers = _customers(number, told)
    SimulatedMessage.objects.bulk_create(
        sorted(
            (row for each in told for row in _messages(customers[each.script.person], each)),
            key=lambda row: row.created_at,
        )
    )


def follow(inbox: Inbox, url: str) -> None:
    """The desk moved to another address: the fake Meta posts there from now on."""
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


def _customers(number: SimulatedNumber, told: Iterable[Told]) -> dict[str, SimulatedCustomer]:
    persons = {each.script.person: each.script for each in told}
    rows = SimulatedCustomer.objects.bulk_create(
        SimulatedCustomer(
            number=number,
            wa_id=phone_digits(script),
            bsuid=bsuid_of(script),
            name=script.name,
            username=script.username,
        )
        for script in persons.values()
    )
    return dict(zip(persons, rows, strict=True))


def _messages(customer: SimulatedCustomer, told: Told) -> Iterator[SimulatedMessage]:
    unseen = told.conversation.seen_up_to
    for message in told.messages:
        if message.external_id is None:
            continue  # nobody knows whether it arrived; on this phone it did not
        common: dict[str, Any] = {
            "customer": customer,
            "wamid": message.external_id,
            "kind": message.kind,
            "body": message.content,
            "created_at": message.timestamp,
        }
        if message.direction == Message.Direction.INBOUND:
            yield _written(common, message, seen=message.pk <= unseen)
        else:
            yield _arrived(common, message)


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
        return row
    row.delivered_at = at + timedelta(seconds=2)
    row.read_at = at + timedelta(seconds=6) if message.status == Message.Status.READ else None
    return row
