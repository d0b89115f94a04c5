"""What a feed event is: one TypedDict per kind. `d` is the whole resource, in the shape that REST shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypedDict

from messaging.actors import Actor, ActorResource

MESSAGE_CREATED: Final = "message.created"
MESSAGE_UPDATED: Final = "message.updated"
CONVERSATION_CREATED: Final = "conversation.created"
CONVERSATION_UPDATED: Final = "conversation.updated"
CONTACT_UPDATED: Final = "contact.updated"
INBOX_UPDATED: Final = "inbox.updated"
TEMPLATE_UPDATED: Final = "template.updated"

KINDS: Final = (
    MESSAGE_CREATED,
    MESSAGE_UPDATED,
    CONVERSATION_CREATED,
    CONVERSATION_UPDATED,
    CONTACT_UPDATED,
    INBOX_UPDATED,
    TEMPLATE_UPDATED,
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


class AgentShort(TypedDict):
    id: int
    username: str
    name: str


class TeamShort(TypedDict):
    id: int
    name: str


class LabelResource(TypedDict):
    id: int
    name: str
    color: str


class AddressResource(TypedDict):
    kind: Literal["phone", "bsuid", "handle"]
    value: str
    left: bool


class ContactResource(TypedDict):
    id: int
    name: str
    username: str
    addresses: list[AddressResource]
    blocked: bool
    marketing: Literal["", "stop", "resume"]


class WindowResource(TypedDict):
    open: bool
    closes_at: str | None


class QuotedResource(TypedDict):
    id: int
    external_id: str | None
    preview: str


class ErrorResource(TypedDict):
    code: str
    title: str
    detail: str
    action: str


class AttachmentResource(TypedDict):
    id: int
    kind: Literal["image", "video", "audio", "document", "sticker"]
    mime_type: str
    filename: str
    size: int | None
    caption: str
    url: str | None
    thumbnail_url: str | None
    width: int | None
    height: int | None
    voice: bool
    state: Literal["pending", "ready", "failed"]
    error: ErrorResource | None


# "from" is a word of the language: `contact` or `us`.
ReactionResource = TypedDict(
    "ReactionResource",
    {"emoji": str, "from": str, "timestamp": str, "agent": AgentShort | None, "status": str},
)


class Revision(TypedDict):
    content: str
    until: str


class TimelineEntry(TypedDict):
    status: str
    at: str
    provider_at: str | None
    error: dict[str, str] | None


class MessageResource(TypedDict):
    """Times are ISO 8601 UTC with `Z`."""

    id: int
    client_id: str
    conversation: int
    inbox: int
    direction: Literal["inbound", "outbound", "note"]
    kind: str
    sender: str
    receiver: str
    content: str
    status: str
    timestamp: str
    provider_timestamp: str | None
    external_id: str | None
    author: AgentShort | None
    reply_to: QuotedResource | None
    attachments: list[AttachmentResource]
    reactions: list[ReactionResource]
    payload: dict[str, Any]
    error: ErrorResource | None
    timeline: list[TimelineEntry]
    origin: Literal["", "phone", "history"]
    revisions: list[Revision]
    edited_at: str | None
    revoked_at: str | None


class LastMessage(TypedDict):
    """The short form that a conversation carries."""

    id: int
    direction: str
    kind: str
    content: str
    status: str
    timestamp: str
    author: AgentShort | None


class ConversationResource(TypedDict):
    id: int
    inbox: int
    contact: ContactResource
    status: Literal["open", "pending", "snoozed", "resolved"]
    assignee: AgentShort | None
    team: TeamShort | None
    priority: str
    labels: list[LabelResource]
    snoozed_until: str | None
    unread: int
    last_message: LastMessage | None
    last_activity_at: str
    window: WindowResource
    created_at: str


class HealthResource(TypedDict):
    state: Literal["ok", "warning", "paused"]
    error: ErrorResource | None
    since: str | None


class InboxResource(TypedDict):
    id: int
    name: str
    address: str
    transport: str
    is_default: bool
    read_policy: Literal["never", "open", "reply"]
    health: HealthResource
    quality: str
    messaging_limit: str
    templates_synced_at: str | None
    capabilities: dict[str, Any]
    created_at: str


class TemplateResource(TypedDict):
    id: int
    inbox: int
    external_id: str
    name: str
    language: str
    category: str
    status: str
    quality: str
    reason: str
    components: list[Any]
    blanks: list[dict[str, Any]]
    unsendable: str
    synced_at: str


class _Frame(TypedDict):
    op: Literal["ev"]
    i: int
    s: int


class MessageCreated(_Frame):
    k: Literal["message.created"]
    d: MessageResource


class MessageUpdated(_Frame):
    k: Literal["message.updated"]
    d: MessageResource


class ConversationCreated(_Frame):
    k: Literal["conversation.created"]
    d: ConversationResource


class ConversationUpdated(_Frame):
    k: Literal["conversation.updated"]
    d: ConversationResource


class ContactUpdated(_Frame):
    k: Literal["contact.updated"]
    d: ContactResource


class InboxUpdated(_Frame):
    k: Literal["inbox.updated"]
    d: InboxResource


class TemplateUpdated(_Frame):
    k: Literal["template.updated"]
    d: TemplateResource


EventFrame = (
    MessageCreated
    | MessageUpdated
    | ConversationCreated
    | ConversationUpdated
    | ContactUpdated
    | InboxUpdated
    | TemplateUpdated
)
