"""Handing one message to the Graph API, and telling apart what may have become of it.

There is no idempotency key: a message that may have gone out must never be sent again by itself.
So the boundary is exact: until the first byte of the body is written nothing can have happened
(`SendRefused`); from then on only an answer tells (`OutcomeUnknown` without one).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson
from aiohttp.abc import AbstractStreamWriter

from messaging.errors import FailureClass, OutcomeUnknown, SendRefused
from messaging.transports.base import Accepted, Identity, OutgoingMessage
from messaging.transports.reading import clean
from messaging.transports.whatsapp_cloud import settings
from messaging.transports.whatsapp_cloud.answers import Answer, judge, read
from messaging.transports.whatsapp_cloud.errors import channel_refusal

LONGEST_TEXT = 4096
LINK = re.compile(r"https?://\S", re.IGNORECASE)
NEEDED = ("graph_base_url", "graph_version", "phone_number_id", "access_token")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for the whole exchange and for connecting, bytes of an answer that are read at all."""

    total: float = 10.0
    connect: float = 3.0
    answer_bytes: int = 65_536


class _Body(aiohttp.BytesPayload):
    """A request body that remembers whether any of it was given to the connection."""

    begun = False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        self.begun = True
        await super().write_with_length(writer, content_length)


async def send(
    http: aiohttp.ClientSession, config: Mapping[str, str], message: OutgoingMessage, limits: Limits
) -> Accepted:
    """Hand one message over; raises `SendRefused` or `OutcomeUnknown`, never anything else."""
    _check_config(config)
    body = _Body(orjson.dumps(request_body(message)), content_type="application/json")
    return judge(await _post(http, config, body, limits))


def request_body(message: OutgoingMessage) -> dict[str, Any]:
    """The JSON that Meta wants; raises `SendRefused` for what it could not take."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(message.to),
        **({"context": {"message_id": clean(message.reply_to)}} if message.reply_to else {}),
        "biz_opaque_callback_data": clean(message.client_id),
        "type": "text",
        "text": _text(message),
    }


def _text(message: OutgoingMessage) -> dict[str, Any]:
    if message.kind != "text":
        title = f"Messages of the kind {message.kind} cannot be sent to WhatsApp yet"
        raise _permanent("unsupported_kind", title, "Send it as text.")
    if len(message.content) > LONGEST_TEXT:
        title = f"The message is too long: WhatsApp takes {LONGEST_TEXT:,} characters"
        raise _permanent("too_long", title, "Send it in parts.")
    body = clean(message.content)
    return {"body": body, "preview_url": True} if LINK.search(body) else {"body": body}


def _recipient(to: tuple[Identity, ...]) -> dict[str, str]:
    """The phone if there is one: every kind of message may go there. With the plus: without it
    Meta puts the country code of *our* number in front."""
    by_kind = {identity.kind: identity.value for identity in reversed(to)}
    if phone := by_kind.get("phone"):
        return {"to": f"+{phone}"}
    if bsuid := by_kind.get("bsuid"):
        return {"recipient": bsuid}
    raise _permanent(
        "no_address",
        "This customer has no WhatsApp address",
        "Add a phone number to the customer; a name alone cannot be reached.",
    )


def _permanent(code: str, title: str, action: str) -> SendRefused:
    return SendRefused(code, title, failure=FailureClass.PERMANENT, action=action)


def _check_config(config: Mapping[str, str]) -> None:
    """Again and here, because a wrong base URL would be given the access token."""
    wrong = {name: found for name, found in settings.check(config).items() if name in NEEDED}
    if wrong:
        detail = " ".join(f"{name}: {sentences[0]}" for name, sentences in wrong.items())
        raise channel_refusal("not_configured", "The inbox is not set up to send", detail)


async def _post(
    http: aiohttp.ClientSession, config: Mapping[str, str], body: _Body, limits: Limits
) -> Answer:
    try:
        async with http.post(
            settings.messages_url(config),
            data=body,
            headers={"Authorization": f"Bearer {settings.value(config, 'access_token')}"},
            allow_redirects=False,  # the token goes nowhere else
            timeout=aiohttp.ClientTimeout(total=limits.total, connect=limits.connect),
        ) as response:
            return await read(response, limits.answer_bytes)
    except Exception as error:
        raise _no_answer(error, begun=body.begun) from error


def _no_answer(error: Exception, *, begun: bool) -> Exception:
    name = type(error).__name__
    if begun:
        return OutcomeUnknown(f"No answer from WhatsApp ({name})")
    return SendRefused(
        "unreachable",
        "WhatsApp could not be reached",
        failure=FailureClass.RETRY,
        detail=name,
        action="Check the connection of this server, then send it again.",
    )
