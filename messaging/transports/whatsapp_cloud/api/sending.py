"""Messages to the Graph API. What may have become of one: see `http.client`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from messaging.transports.base import Accepted, Identity, OutgoingMessage
from messaging.transports.http import send_request
from messaging.transports.payload import clean
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.api.graph import GraphApi, GraphRequest, check_config, fetch_json
from messaging.transports.whatsapp_cloud.api.message_bodies import message_body, recipient
from messaging.transports.whatsapp_cloud.api.responses import read_send_response


class Sending(GraphApi):
    """Messages, read marks, typing, and who answers."""

    async def send(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage
    ) -> Accepted:
        """Send one message; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
        check_config(config)
        request = _message_request(config, message_body(message))
        return read_send_response(await send_request(http, request.request(config), self.limits))

    async def mark_read(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], external_id: str, *, typing: bool
    ) -> None:
        """Turn the ticks blue up to this message; ``typing`` shows for 25 seconds, or until a message goes out."""
        body: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": clean(external_id),
            **({"typing_indicator": {"type": "text"}} if typing else {}),
        }
        await fetch_json(http, config, _message_request(config, body), self.limits)

    async def take_control(
        self, http: aiohttp.ClientSession, config: Mapping[str, str], to: tuple[Identity, ...]
    ) -> None:
        """Take the customer's conversation from Meta's Business Agent. Refused unless we are the number's escalation
        partner; see docs/transports.md."""
        body = {"messaging_product": "whatsapp", **recipient(to), "action": "take"}
        await fetch_json(http, config, _number_request(config, "thread_control", body), self.limits)


def _message_request(config: Mapping[str, str], document: Mapping[str, Any]) -> GraphRequest:
    return _number_request(config, "messages", document)


def _number_request(config: Mapping[str, str], edge: str, document: Mapping[str, Any]) -> GraphRequest:
    path = f"{settings.value(config, 'phone_number_id')}/{edge}"
    return GraphRequest("POST", path, body=orjson.dumps(document))
