"""pywa (Python) at the simulator as at the Graph API."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import pywa

from tests.clients.simulated import Number

ANN = "447700900123"


@pytest.fixture
def wa(meta: Number) -> Iterator[pywa.WhatsApp]:
    with httpx.Client() as session:
        client = pywa.WhatsApp(
            phone_id=meta.settings["phone_number_id"],
            waba_id=meta.settings["waba_id"],
            token=meta.settings["access_token"],
            session=session,
        )
        # pywa sets Meta's own address when it is made.
        session.base_url = f"{meta.settings['graph_base_url']}/v26.0"
        yield client


def test_sends_a_text(meta: Number, wa: pywa.WhatsApp) -> None:
    meta.customer(ANN)
    sent = wa.send_message(to=ANN, text="Hello Ann")
    assert sent.id.startswith("wamid.")
    assert (sent.to, sent.input) == (ANN, ANN)
