"""@kapso/whatsapp-cloud-api (Node) at the simulator as at the Graph API."""

from __future__ import annotations

from tests.clients.node import Library
from tests.clients.simulated import Number

ANN = "447700900123"


def test_sends_a_text(meta: Number, kapso: Library) -> None:
    meta.customer(ANN)
    sent = kapso(
        "messages.sendText",
        {"phoneNumberId": meta.settings["phone_number_id"], "to": f"+{ANN}", "body": "Hello Ann"},
    )
    assert sent["contacts"] == [{"input": f"+{ANN}", "waId": ANN}]
    assert sent["messages"][0]["id"].startswith("wamid.")
