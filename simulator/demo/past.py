"""The past of the demo's number at the fake Meta: customers, chats, files and templates.

Written in bulk and once, before the server runs: the phone page shows it, and none of it is posted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from simulator.demo.payloads import bsuid_of, media_id_of, phone_digits
from simulator.demo.scripts import Script
from simulator.demo.templates import write_templates
from simulator.media_samples import Sample
from simulator.models import SimulatedCustomer, SimulatedMedia, SimulatedMessage, SimulatedNumber
from simulator.provider import SERVICE_WINDOW

Direction = SimulatedMessage.Direction
Status = SimulatedMessage.Status


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One message as the phone shows it.

    ``status`` is one of `SimulatedMessage.Status`, ``reply_to`` a wamid or empty, ``reaction`` the other side's
    emoji, ``error`` the code of a failed one.
    """

    wamid: str
    inbound: bool
    kind: str
    body: str
    payload: dict[str, Any]
    status: str
    at: datetime
    client_id: str = ""
    error: int = 0
    reply_to: str = ""
    reaction: str = ""
    edited_at: datetime | None = None
    revoked_at: datetime | None = None
    file: Sample | None = None


@dataclass(frozen=True, slots=True)
class PastChat:
    """The messages of one script; a customer may have several."""

    script: Script
    messages: Sequence[PastMessage]


def graph_url(url: str) -> str:
    """Return where an inbox finds the fake Graph API of the server at ``url``."""
    return f"{url}/simulator/graph"


def write_past(fields: Mapping[str, str], chats: Sequence[PastChat]) -> None:
    """Register a number with these fields and write its past; the caller holds the transaction."""
    number = SimulatedNumber.objects.create(**fields)
    write_templates(number)
    customers = _write_customers(number, chats)
    media = {wamid: row for chat in chats for wamid, row in _write_files(number, chat)}
    rows = [
        _message(customers[chat.script.person], message, media.get(message.wamid))
        for chat in chats
        for message in chat.messages
    ]
    SimulatedMessage.objects.bulk_create(sorted(rows, key=lambda row: row.created_at))


def move_webhooks(phone_number_id: str, url: str) -> None:
    """Post the number's webhooks to ``url`` from now on."""
    SimulatedNumber.objects.filter(phone_number_id=phone_number_id).update(webhook_url=url)


def _write_customers(number: SimulatedNumber, chats: Sequence[PastChat]) -> dict[str, SimulatedCustomer]:
    persons = {chat.script.person: chat.script for chat in chats}
    rows = SimulatedCustomer.objects.bulk_create(
        SimulatedCustomer(
            number=number,
            wa_id=phone_digits(script),
            bsuid=bsuid_of(script),
            name=script.name,
            username=script.username,
            hidden=not script.phone,
            window_closes_at=_last_received(chats, person) + SERVICE_WINDOW,
        )
        for person, script in persons.items()
    )
    return dict(zip(persons, rows, strict=True))


def _last_received(chats: Sequence[PastChat], person: str) -> datetime:
    messages = [message for chat in chats if chat.script.person == person for message in chat.messages]
    return max(message.at for message in messages if message.inbound)


def _write_files(number: SimulatedNumber, chat: PastChat) -> list[tuple[str, SimulatedMedia]]:
    return [
        (message.wamid, _write_file(number, message.file, message))
        for message in chat.messages
        if message.file
    ]


def _write_file(number: SimulatedNumber, file: Sample, message: PastMessage) -> SimulatedMedia:
    media = SimulatedMedia(
        number=number,
        media_id=media_id_of(message.wamid),
        mime_type=file.mime_type,
        filename=file.filename,
        sha256=hashlib.sha256(file.data).hexdigest(),
        size=len(file.data),
        created_at=message.at,
    )
    media.file.save(media.media_id, ContentFile(file.data), save=False)
    media.save()
    return media


def _message(
    customer: SimulatedCustomer, message: PastMessage, media: SimulatedMedia | None
) -> SimulatedMessage:
    row = SimulatedMessage(
        customer=customer,
        direction=Direction.FROM_CUSTOMER if message.inbound else Direction.FROM_BUSINESS,
        wamid=message.wamid,
        kind=message.kind,
        body=message.body,
        payload=message.payload,
        media=media,
        callback_data=message.client_id,
        reply_to=message.reply_to,
        customer_reaction="" if message.inbound else message.reaction,
        business_reaction=message.reaction if message.inbound else "",
        edited_at=message.edited_at,
        revoked_at=message.revoked_at,
        created_at=message.at,
        sent_at=message.at,
        status=message.status,
        fails_with=message.error,
    )
    _date(row, timedelta() if message.inbound else timedelta(seconds=2))
    return row


def _date(row: SimulatedMessage, step: timedelta) -> None:
    """Set the times of the statuses that the message reached, a step after it was sent."""
    at = row.created_at
    if row.status == Status.FAILED:
        row.failed_at = at + step
        return
    row.delivered_at = at + step
    row.read_at = at + 3 * step if row.status == Status.READ else None
