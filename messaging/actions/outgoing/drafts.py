"""What somebody wants to say, before anything is checked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from messaging.models import Agent


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
    closed wait until the customer writes, and send `template` now to ask for it.
    `sender` and `receiver` are kept as the caller wrote them; empty means the inbox's and the
    contact's own. `last_seen_seq` is the feed number up to which the author had seen the conversation.
    """

    author: Agent | None
    content: str = ""
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    sender: str = ""
    receiver: str = ""
    reply_to: int | None = None
    last_seen_seq: int | None = None
    kind: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    template: TemplateChoice | None = None
    media: int | None = None
    hold: bool = False

    @property
    def is_template(self) -> bool:
        """Whether the template is the message itself, not what asks the customer to write."""
        return self.kind == "template" or (not self.kind and self.template is not None and not self.hold)
