"""The demo's conversations as the fake Meta remembers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from messaging.management.demo.histories import DemoConversation
from messaging.models import Inbox, Message
from simulator.demo import Line, PastChat, PastMessage, file_of, move_webhooks, write_past


def webhook_url(url: str, inbox: Inbox) -> str:
    """Return where the fake Meta posts what customers write to this inbox."""
    return f"{url}/webhooks/whatsapp/{inbox.pk}/"


def write_at_provider(inbox: Inbox, url: str, conversations: Iterable[DemoConversation]) -> None:
    """Register the inbox's number with its customers and chats; the caller holds the transaction."""
    fields = {
        "phone_number_id": inbox.config["phone_number_id"],
        "waba_id": inbox.config["waba_id"],
        "display_number": inbox.address,
        "verified_name": inbox.name,
        "access_token": inbox.config["access_token"],
        "app_secret": inbox.config["app_secret"],
        "verify_token": inbox.config["verify_token"],
        "webhook_url": webhook_url(url, inbox),
    }
    write_past(fields, [PastChat(each.script, list(_messages(each))) for each in conversations])


def move_provider(inbox: Inbox, url: str) -> None:
    """Let the fake Meta post to the address to which the console moved."""
    move_webhooks(inbox.route, webhook_url(url, inbox))


def _messages(conversation: DemoConversation) -> Iterator[PastMessage]:
    seen_up_to = conversation.row.seen_up_to
    for line, message in zip(conversation.script.lines, conversation.messages, strict=True):
        if message.external_id is None:
            continue  # its outcome is unknown; on this phone it did not arrive
        inbound = message.direction == Message.Direction.INBOUND
        status = ("read" if message.pk <= seen_up_to else "delivered") if inbound else str(message.status)
        yield _past_message(line, message, status)


def _past_message(line: Line, message: Message, status: str) -> PastMessage:
    wamid = str(message.external_id)
    inbound = message.direction == Message.Direction.INBOUND
    failed = message.status == Message.Status.FAILED
    return PastMessage(
        wamid=wamid,
        inbound=inbound,
        kind=message.kind,
        body=message.content,
        payload=_payload(message),
        status=status,
        at=message.timestamp,
        client_id="" if inbound else str(message.client_id),
        error=int((message.error or {}).get("code", 0)) if failed else 0,
        reply_to=message.reply_to.external_id or "" if message.reply_to else "",
        reaction=line.reaction,
        edited_at=message.edited_at,
        revoked_at=message.revoked_at,
        file=file_of(line, wamid),
    )


def _payload(message: Message) -> dict[str, Any]:
    """Return what the message holds besides its readable line, as the phone page stores it."""
    if message.kind == "template":
        shown = message.payload["shown"]
        buttons = [_button(button) for button in shown.get("buttons", [])]
        return {**message.payload, "shown": {**shown, "buttons": buttons}}
    if message.direction == Message.Direction.OUTBOUND:
        return {"caption": message.content} if message.kind == "image" else {}
    part = message.payload.get(str(message.payload.get("type")), {})
    return part if isinstance(part, dict) else {message.kind: part}


def _button(button: Mapping[str, Any]) -> dict[str, Any]:
    text = str(button.get("text", ""))
    return {**button, "type": str(button.get("type", "")).lower(), "payload": text}
