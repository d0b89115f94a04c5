"""What the database refuses, whatever code writes it: each check once from either side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from messaging.models import Attachment, Contact, Conversation, Message, OutboxLane, Reaction
from tests.factories import an_inbox, an_upload, from_customer

pytestmark = pytest.mark.django_db

SOON = timezone.now() + timedelta(hours=1)
REFUSED: list[tuple[type[models.Model], dict[str, Any]]] = [
    (Message, {"status": "queued", "lane_position": 7}),
    (Message, {"status": "held"}),
    (Message, {"direction": "note", "status": "sent"}),
    (Message, {"direction": "note", "lane_position": 7}),
    (Message, {"direction": "note"}),  # the provider knows this one
    (Message, {"kind": "note"}),
    (Message, {"kind": "note", "direction": "outbound", "status": "queued", "lane_position": 7}),
    (Message, {"direction": "outbound"}),
    (Message, {"direction": "outbound", "status": "queued"}),
    (Message, {"direction": "outbound", "status": "held", "lane_position": 7}),
    (Conversation, {"status": "snoozed"}),
    (Conversation, {"status": "open", "snoozed_until": SOON}),
    (Attachment, {"file": ""}),
    (Contact, {"marketing": "stop"}),
    (OutboxLane, {"lease_until": SOON}),
    (Reaction, {"by": "us"}),
    (Reaction, {"contact": None}),
]
TAKEN: list[tuple[type[models.Model], dict[str, Any]]] = [
    (Message, {"direction": "note", "external_id": None}),
    (Message, {"direction": "note", "kind": "note", "external_id": None}),
    (Message, {"direction": "outbound", "status": "queued", "lane_position": 7}),
    (Message, {"direction": "outbound", "status": "held"}),
    (Conversation, {"status": "snoozed", "snoozed_until": SOON}),
    (Contact, {"marketing": "stop", "marketing_at": SOON}),
    (Reaction, {"by": "us", "contact": None}),
]


@pytest.fixture(autouse=True)
def rows() -> None:
    message = from_customer(an_inbox())
    an_upload(message.inbox)
    OutboxLane.objects.create(conversation=message.conversation, inbox=message.inbox)
    Reaction.objects.create(
        inbox=message.inbox,
        message=message,
        target_external_id=str(message.external_id),
        by=Reaction.By.CONTACT,
        contact=message.conversation.contact,
        emoji="👍",
    )


def test_what_no_code_means_is_refused(subtests: pytest.Subtests) -> None:
    for model, values in REFUSED:
        with (
            subtests.test(model=model.__name__, **values),
            pytest.raises(IntegrityError),
            transaction.atomic(),
        ):
            model._default_manager.update(**values)


def test_what_code_writes_is_taken(subtests: pytest.Subtests) -> None:
    for model, values in TAKEN:
        with subtests.test(model=model.__name__, **values), transaction.atomic():
            assert model._default_manager.update(**values) == 1
            transaction.set_rollback(True)
