"""What a webhook does: one transaction and one push for each message and each status."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.utils import timezone

from benchmarks.stock.models import Address, Contact, Conversation, Inbox, Message, StatusChange
from benchmarks.stock.serializers import ConversationSerializer, MessageSerializer

WINDOW = timedelta(hours=24)
ORDER = ("sent", "delivered", "read")


def receive(inbox: Inbox, item: dict[str, Any], name: str) -> None:
    """Store what a customer wrote and show it; a copy changes nothing."""
    with transaction.atomic():
        contact = _contact(item["from"], name)
        conversation, _ = (
            Conversation.objects.select_for_update(of=("self",))
            .select_related("contact")
            .exclude(status="resolved")
            .get_or_create(inbox=inbox, contact=contact)
        )
        message, is_new = Message.objects.get_or_create(
            inbox=inbox, external_id=item["id"], defaults=_columns(conversation, item)
        )
        if not is_new:
            return
        now = timezone.now()
        conversation.unread += 1
        conversation.last_message = message
        conversation.last_activity_at = now
        conversation.window_closes_at = now + WINDOW
        conversation.waiting_since = conversation.waiting_since or now
        conversation.save()
    push(message, conversation)


def _contact(phone: str, name: str) -> Contact:
    address = Address.objects.select_related("contact").filter(kind="phone", value=phone).first()
    if address is None:
        contact = Contact.objects.create(name=name)
        Address.objects.create(contact=contact, kind="phone", value=phone)
        return contact
    address.last_seen_at = timezone.now()
    address.save(update_fields=["last_seen_at"])
    return address.contact


def _columns(conversation: Conversation, item: dict[str, Any]) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "direction": "inbound",
        "kind": item["type"],
        "sender": item["from"],
        "receiver": conversation.inbox.number_id,
        "content": item.get("text", {}).get("body", ""),
        "status": "received",
        "provider_timestamp": _time(item),
        "payload": item,
    }


def apply_status(inbox: Inbox, item: dict[str, Any]) -> None:
    """Let a message go forward; what comes late or again changes nothing."""
    with transaction.atomic():
        found = Message.objects.select_for_update(of=("self",)).select_related("conversation__contact")
        message = found.filter(inbox=inbox, external_id=item["id"]).first()
        if message is None or item["status"] not in ORDER:
            return
        _, is_new = StatusChange.objects.get_or_create(
            message=message, status=item["status"], defaults={"provider_at": _time(item)}
        )
        if not is_new or ORDER.index(item["status"]) <= ORDER.index(message.status):
            return
        message.status = item["status"]
        message.save(update_fields=["status"])
    push(message, message.conversation)


def _time(item: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(item["timestamp"]), UTC)


def push(message: Message, conversation: Conversation) -> None:
    """Show it to every agent who has the inbox open."""
    layer = get_channel_layer()
    event = {
        "type": "message.saved",
        "content": {
            "message": _plain(MessageSerializer(message).data),
            "conversation": _plain(ConversationSerializer(conversation).data),
        },
    }
    async_to_sync(layer.group_send)(f"inbox_{message.inbox_id}", event)


def _plain(shown: Any) -> dict[str, Any]:
    """Return what any channel layer may carry: no UUID."""
    return {name: str(value) if name == "client_id" else value for name, value in shown.items()}
