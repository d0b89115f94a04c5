"""What customers write, and what the business wrote elsewhere."""

from messaging.actions.inbound.echoes import (
    ReceivedEcho,
    receive_echoes,
)
from messaging.actions.inbound.items import (
    StoredItem,
    fill_placeholders,
)
from messaging.actions.inbound.messages import (
    Duplicate,
    GivenParties,
    ReceivedMessage,
    receive_message,
    receive_messages,
)
from messaging.actions.inbound.poll_intake import (
    handle_poll,
    messages_behind,
    messages_unpriced,
)

__all__ = [
    "Duplicate",
    "GivenParties",
    "ReceivedEcho",
    "ReceivedMessage",
    "StoredItem",
    "fill_placeholders",
    "handle_poll",
    "messages_behind",
    "messages_unpriced",
    "receive_echoes",
    "receive_message",
    "receive_messages",
]
