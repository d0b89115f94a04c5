"""A small installation for tests: agents, inboxes, customers, and Meta's bodies with their signatures."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from messaging.actions.inbound.messages import receive_message
from messaging.actions.inbox.inboxes import create_inbox, make_default
from messaging.actors import Actor
from messaging.models import Agent, Attachment, Conversation, Inbox, Job, Message, Template
from messaging.transports.base import Identity, InboundMessage

_numbers = itertools.count(1)
# Who does what the tests set up.
BY = Actor.system("tests")
APP_SECRET = "app-secret-for-tests"
WEBHOOK_SECRET = "webhook-secret-for-tests"
PASSWORD = "correct horse battery"


def an_agent(role: str = "agent", *, inboxes: Iterable[Inbox] = (), **fields: Any) -> Agent:
    number = next(_numbers)
    agent = Agent.objects.create_user(
        fields.pop("username", f"agent{number}"), password=PASSWORD, role=role, **fields
    )
    for inbox in inboxes:
        inbox.members.add(agent)
    return agent


def an_inbox(
    *members: Agent, default: bool = False, config: dict[str, str] | None = None, **fields: str
) -> Inbox:
    number = next(_numbers)
    settings = {
        "phone_number_id": f"10654{number:06}",
        "waba_id": "20001",
        "app_secret": APP_SECRET,
        "verify_token": "verify-me",
        "access_token": "token-for-tests",
        "webhook_secret": WEBHOOK_SECRET,
        "graph_base_url": "http://127.0.0.1:9",
    }
    inbox = create_inbox(
        transport="whatsapp_cloud",
        name=fields.get("name", f"Inbox {number}"),
        # A block of its own: the inboxes that tests name have numbers in +1555.
        address=fields.get("address", f"+1556{number:07}"),
        config=settings | (config or {}),
        members=members,
        by=BY,
    )
    # It is no new inbox to the tests: what is asked of its provider is what they ask.
    Job.objects.filter(inbox=inbox).delete()
    if default:
        make_default(inbox, by=BY)
    return inbox


def from_customer(
    inbox: Inbox, content: str = "Hello", phone: str = "447700900123", **fields: Any
) -> Message:
    """A message that a customer wrote, stored as ingest would store it."""
    item = InboundMessage(
        route=inbox.route,
        external_id=fields.pop("external_id", f"wamid.in{next(_numbers)}"),
        identities=fields.pop("identities", (Identity("phone", phone),)),
        content=content,
        **{"kind": "text", "name": "Ann Lee", **fields},
    )
    return receive_message(inbox, item, by=BY)


def close_window(conversation: Conversation) -> Conversation:
    """More than a day has gone by since the customer wrote."""
    conversation.messages.update(timestamp=timezone.now() - timedelta(hours=25))
    conversation.window_closes_at = timezone.now() - timedelta(hours=1)
    conversation.save(update_fields=["window_closes_at"])
    return conversation


def a_template(inbox: Inbox, *components: dict[str, Any], **fields: str) -> Template:
    """Approved; by default it asks the customer, by name, to write."""
    body = {"type": "BODY", "text": "Hello {{1}}, may we go on?", "example": {"body_text": [["Ann"]]}}
    given = {"name": "go_on", "language": "en", "status": "APPROVED", "category": "UTILITY", **fields}
    external_id = f"{next(_numbers)}"
    return Template.objects.create(
        inbox=inbox, external_id=external_id, components=[*components] or [body], **given
    )


def an_upload(inbox: Inbox, agent: Agent | None = None, **fields: Any) -> Attachment:
    """A file that an agent uploaded and has not sent yet."""
    given = {"kind": "image", "mime_type": "image/png", "filename": "lamp.png", "size": 1000, **fields}
    upload = Attachment(inbox=inbox, uploaded_by=agent, state="ready", **given)
    upload.file.save("", ContentFile(b"not looked into"), save=False)
    upload.save()
    return upload


def text_item(body: str = "Hello", *, wamid: str = "", sender: str = "447700900123") -> dict[str, Any]:
    return {
        "from": sender,
        "id": wamid or f"wamid.t{next(_numbers)}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": body},
    }


def status_item(wamid: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "id": wamid,
        "status": status,
        "timestamp": str(int(time.time())),
        "recipient_id": "447700900123",
        **more,
    }


def meta_body(
    inbox: Inbox, *, messages: Sequence[Any] = (), statuses: Sequence[Any] = (), name: str = "Ann Lee"
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550001111", "phone_number_id": inbox.route},
    }
    if messages:
        senders = {item.get("from") for item in messages if isinstance(item, dict)}
        value["contacts"] = [{"profile": {"name": name}, "wa_id": wa_id} for wa_id in senders if wa_id]
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "20001", "changes": [{"field": "messages", "value": value}]}],
    }


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def post_meta(client: Any, inbox: Inbox, document: Any, *, secret: str = APP_SECRET, **headers: str) -> Any:
    """POST a body to the inbox's webhook as Meta would, signed."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post(
        f"/webhooks/whatsapp/{inbox.pk}/",
        data=body,
        content_type="application/json",
        headers={"X-Hub-Signature-256": signature(body, secret), **headers},
    )
