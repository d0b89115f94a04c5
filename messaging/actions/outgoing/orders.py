"""A draft that was found fit to be sent: what a lane, or a wait for the customer, needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from messaging.actions.outgoing.drafts import Draft
from messaging.models import Attachment, Conversation, Inbox, Message
from messaging.queries import best_address
from messaging.transports import Capabilities, Transport


@dataclass(frozen=True, slots=True)
class Order:
    """A message to be sent in a locked conversation, with all that `check` resolved once.

    `content` is the readable line, `caption` what the customer reads with the file. `held`: it waits for
    the customer, whom `invitation` (a template; None when one is on its way) asks to write.
    """

    conversation: Conversation
    draft: Draft
    transport: Transport
    kind: str = ""
    content: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    attachment: Attachment | None = None
    caption: str = ""
    reply_to: Message | None = None
    held: bool = False
    invitation: Order | None = None

    @property
    def inbox(self) -> Inbox:
        """The inbox that sends."""
        return self.conversation.inbox

    @property
    def capabilities(self) -> Capabilities:
        """What the inbox's transport can send."""
        return self.transport.capabilities

    def filled(self, **found: Any) -> Order:
        """Return this order with more of its fields known."""
        return replace(self, **found)

    def message(self, status: Message.Status) -> Message:
        """Return the row to be stored; it is not saved yet."""
        return Message(
            client_id=self.draft.client_id,
            conversation=self.conversation,
            inbox=self.inbox,
            direction=Message.Direction.OUTBOUND,
            kind=self.kind,
            sender=self.draft.sender or self.inbox.address,
            receiver=self.draft.receiver or best_address(self.conversation),
            content=self.content,
            payload=dict(self.payload),
            author=self.draft.author,
            reply_to=self.reply_to,
            status=status,
        )
