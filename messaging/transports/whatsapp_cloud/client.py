"""Handing messages to the Graph API. For what may have become of one see `exchange`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from messaging.transports import exchange
from messaging.transports.base import Accepted, OutgoingMessage
from messaging.transports.exchange import Limits
from messaging.transports.reading import clean
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.answers import judge
from messaging.transports.whatsapp_cloud.bodies import message_body
from messaging.transports.whatsapp_cloud.graph import Question, ask, check_config

__all__ = ["Limits", "mark_read", "send"]


async def send(
    http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage, limits: Limits
) -> Accepted:
    """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
    check_config(config)
    question = _post(config, message_body(message))
    return judge(await exchange.ask(http, question.request(config), limits))


async def mark_read(
    http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, limits: Limits, *, typing: bool
) -> None:
    """Turn the ticks of a customer's message blue; ``typing`` shows that we write, for 25 seconds at most."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": clean(external_id),
        **({"typing_indicator": {"type": "text"}} if typing else {}),
    }
    await ask(http, config, _post(config, body), limits)


def _post(config: Mapping[str, str], document: Mapping[str, Any]) -> Question:
    path = f"{settings.value(config, 'phone_number_id')}/messages"
    return Question("POST", path, body=orjson.dumps(document))
