"""What a feed holds: events, and where it stands. An event's resource has the shape that REST shows; docs/openapi.json describes each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from messaging.actors import Actor, ActorResource

ACTIVITY_CREATED: Final = "activity.created"
MESSAGE_CREATED: Final = "message.created"
MESSAGE_UPDATED: Final = "message.updated"
CONVERSATION_CREATED: Final = "conversation.created"
CONVERSATION_UPDATED: Final = "conversation.updated"
CONTACT_UPDATED: Final = "contact.updated"
CONTACT_NOTE_CREATED: Final = "contact_note.created"
CONTACT_NOTE_UPDATED: Final = "contact_note.updated"
INBOX_UPDATED: Final = "inbox.updated"
TEMPLATE_UPDATED: Final = "template.updated"
CANNED_RESPONSE_UPDATED: Final = "canned_response.updated"
SAVED_VIEW_UPDATED: Final = "saved_view.updated"
AGENT_UPDATED: Final = "agent.updated"

KINDS: Final = (
    ACTIVITY_CREATED,
    MESSAGE_CREATED,
    MESSAGE_UPDATED,
    CONVERSATION_CREATED,
    CONVERSATION_UPDATED,
    CONTACT_UPDATED,
    CONTACT_NOTE_CREATED,
    CONTACT_NOTE_UPDATED,
    INBOX_UPDATED,
    TEMPLATE_UPDATED,
    CANNED_RESPONSE_UPDATED,
    SAVED_VIEW_UPDATED,
    AGENT_UPDATED,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One numbered change as the log holds it. `payload` is what becomes `d`; `was` has the earlier values of the
    fields that changed, None for a resource that is new."""

    inbox_id: int
    seq: int
    kind: str
    payload: dict[str, Any]
    by: ActorResource = field(default_factory=Actor.system("").as_resource)
    was: dict[str, Any] | None = None

    def frame(self) -> dict[str, Any]:
        """Return the event as REST shows it and the socket sends it: ``{"i", "s", "k", "d", "by"}``, and ``was``
        where the resource was there before."""
        frame = {"i": self.inbox_id, "s": self.seq, "k": self.kind, "d": self.payload, "by": self.by}
        return frame if self.was is None else {**frame, "was": self.was}


@dataclass(frozen=True, slots=True)
class Head:
    """Where an inbox's feed stands."""

    seq: int
    epoch: str


class Reset(Exception):
    """The log cannot serve this cursor without a hole: start again from a snapshot."""

    def __init__(self, head: int, epoch: str, why: str) -> None:
        super().__init__(f"{why}: head {head}")
        self.head = head
        self.epoch = epoch
        self.why = why
