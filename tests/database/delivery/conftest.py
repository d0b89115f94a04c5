"""Lanes with something in them, and a fake Meta to hand it to."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator

import pytest

from messaging.actions.outgoing import Draft, send_to
from messaging.delivery import database, sessions
from messaging.delivery.lanes.delivering import deliver_conversation
from messaging.leases import Lease
from messaging.models import Inbox, Message, OutboxLane
from messaging.transports.base import Identity
from tests.factories import BY, an_inbox
from tests.fake_provider.meta import FakeMeta

PHONE = "447700900123"


@pytest.fixture
def meta() -> Iterator[FakeMeta]:
    with FakeMeta() as fake:
        yield fake


@pytest.fixture
def meta_inbox(db: None, meta: FakeMeta) -> Inbox:
    """An inbox whose Graph API is the fake."""
    return an_inbox(config={"graph_base_url": meta.url, "access_token": "secret-token"})


Queue = Callable[..., Message]


@pytest.fixture
def queue() -> Queue:
    """``queue(inbox, "text", …)``: the last of the messages, all queued for one customer."""

    def put(inbox: Inbox, *texts: str, phone: str = PHONE, client_id: uuid.UUID | None = None) -> Message:
        for text in texts or ("Hello",):
            draft = Draft(author=None, content=text, client_id=client_id or uuid.uuid4())
            message = send_to(inbox, Identity("phone", phone), draft, by=BY)
        return message

    return put


Deliver = Callable[..., None]


@pytest.fixture
def deliver() -> Iterator[Deliver]:
    """``deliver(message, …)``: work off the lanes of these messages, at the same time."""

    def run(*messages: Message, times: int = 1) -> None:
        async def all_of_them() -> None:
            lanes = [message.conversation_id for message in messages] * times
            try:
                await asyncio.gather(*(deliver_conversation(lane) for lane in lanes))
            finally:
                await sessions.close()

        asyncio.run(all_of_them())

    yield run
    database.threads().close()


def lease_of(message: Message) -> Lease:
    return Lease(message.conversation_id, uuid.uuid4())


def lane_of(message: Message) -> OutboxLane:
    return OutboxLane.objects.get(conversation=message.conversation_id)


def statuses(inbox: Inbox) -> list[str]:
    """In the order in which they were queued."""
    return list(Message.objects.filter(inbox=inbox).order_by("id").values_list("status", flat=True))


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def timeline(message: Message) -> list[str]:
    return [change.status for change in message.changes.all()]
