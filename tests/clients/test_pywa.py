"""pywa (Python) sends to the simulator as to the Graph API, and reads what comes back."""

from __future__ import annotations

import pytest
from pywa import errors
from pywa.types.message_status import MessageStatus

from tests.clients.pywa_client import Client
from tests.clients.simulated import Number

ANN = "447700900123"


def statuses(wa: Client, count: int) -> list[tuple[str, str]]:
    found = [wa.next_update(MessageStatus) for _ in range(count)]
    return [(status.id, status.status.value) for status in found]


def test_a_text_arrives_and_is_read(meta: Number, wa: Client) -> None:
    meta.customer(ANN)
    sent = wa.send_message(to=f"+{ANN}", text="Hello Ann")
    assert (sent.to, sent.input) == (ANN, f"+{ANN}")
    assert statuses(wa, 3) == [(sent.id, "sent"), (sent.id, "delivered"), (sent.id, "read")]


def test_free_text_to_somebody_who_never_wrote_fails_later(wa: Client) -> None:
    sent = wa.send_message(to="+447700900456", text="Good morning")
    failed = wa.next_update(MessageStatus)
    assert (failed.id, failed.status.value) == (sent.id, "failed")
    assert isinstance(failed.error, errors.ReEngagementMessage)


def test_nobody_writes_to_oneself(meta: Number, wa: Client) -> None:
    with pytest.raises(errors.RecipientCannotBeSender):
        wa.send_message(to=meta.display, text="Hello")


@pytest.mark.parametrize(
    ("typed", "wa_id"),
    [
        ("0044 7700 900456", "447700900456"),
        ("+55 31 98765-4321", "553187654321"),
        ("+55 11 8765-4321", "5511987654321"),
        ("+52 55 1234 5678", "5215512345678"),
    ],
)
def test_the_answer_names_the_id_of_the_phone(wa: Client, typed: str, wa_id: str) -> None:
    assert wa.send_message(to=typed, text="Hello").to == wa_id
