"""The shapes of what is sent: a draft is what somebody wants to say, an order is a draft that passed every check."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from messaging.models import Agent, Attachment, Conversation, Message
from messaging.transports import Capabilities

# The kinds whose content is a structured part, in Meta's words.
STRUCTURED = frozenset(("location", "contacts", "interactive"))


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template of the inbox and what is filled in, by the keys of its blanks (``body.1``, ``header.media``)."""

    name: str
    language: str
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. The same `client_id` again is the same message.

    `kind` empty: whatever `template` or the file `media` (the id of an attachment) says, else text.
    `payload` holds the structured part under the name of its kind. `hold`: when the service window is
    closed wait until the customer writes, and send `template` now to ask for it; `until_reply`: also when it is open.
    `send_at`: wait for that time; `fallback` goes out then in its place where the service window has closed.
    `sender` and `receiver` are kept as the caller wrote them; empty means the inbox's and the
    contact's own. `takes_over`: it goes out also while another sender answers. `last_seen_seq` is the
    feed number up to which the author had seen the conversation, `seen_client_ids` what their window knows beyond it (None:
    whatever is the author's own). `canned_response`: which one it was written with; `draft_revision`: which saved draft it was
    until now.
    """

    author: Agent | None
    content: str = ""
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    sender: str = ""
    receiver: str = ""
    reply_to: int | None = None
    last_seen_seq: int | None = None
    seen_client_ids: Collection[uuid.UUID] | None = None
    kind: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    template: TemplateChoice | None = None
    media: int | None = None
    hold: bool = False
    until_reply: bool = False
    send_at: datetime | None = None
    fallback: TemplateChoice | None = None
    takes_over: bool = False
    canned_response: int | None = None
    draft_revision: int | None = None

    @property
    def may_wait(self) -> bool:
        return self.hold or self.until_reply


@dataclass(frozen=True, slots=True)
class Order:
    """A message to be sent in a locked conversation: whoever has one may send it without asking again.

    `content` is the line of lists, `caption` what the customer reads with the file. `held`: it waits for
    its time, or for the customer, whom `invitation` (a template; None when one is on its way) asks to write.
    """

    conversation: Conversation
    draft: Draft
    capabilities: Capabilities
    kind: str
    content: str
    payload: Mapping[str, Any]
    attachment: Attachment | None
    caption: str
    reply_to: Message | None = None
    held: bool = False
    invitation: Order | None = None
