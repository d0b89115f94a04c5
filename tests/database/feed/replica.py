"""What a console holds: a snapshot by REST, kept fresh by the feed's events. The reducer's twin in Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from messaging.feed import log, positions
from messaging.models import (
    Activity,
    CannedResponse,
    Contact,
    ContactNote,
    Conversation,
    Inbox,
    Message,
    SavedView,
    Template,
)
from messaging.queries import agents_of
from messaging.serializers import (
    ActivitySerializer,
    ContactNoteSerializer,
    ContactSerializer,
    ConversationSerializer,
    InboxSerializer,
    MessageSerializer,
    TemplateSerializer,
)
from messaging.serializers.messages import LastMessageSerializer

SHORT = LastMessageSerializer.Meta.fields
NOUNS = ("message", "conversation", "contact", "contact_note", "inbox", "template", "activity")
# What an event only says of that there is something to read again: of each agent what they see.
READ_AGAIN: dict[str, Callable[[int], dict[int, Any]]] = {
    "canned_response": lambda inbox_id: _seen(
        inbox_id, CannedResponse, "id", "shortcode", "content", "owner", "team", "files"
    ),
    "saved_view": lambda inbox_id: _seen(inbox_id, SavedView, "id", "name", "filters", "owner"),
}


def _seen(inbox_id: int, model: type[CannedResponse | SavedView], *columns: str) -> dict[int, Any]:
    """By agent, of those who see the inbox."""
    inbox = Inbox.objects.get(pk=inbox_id)
    return {
        agent.pk: [list(row) for row in model.objects.visible_to(agent).order_by("pk").values_list(*columns)]
        for agent in agents_of(inbox)
    }


@dataclass
class Replica:
    """The resources of one inbox by noun and id, and the position they stand for."""

    inbox_id: int
    seq: int = 0
    rows: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)

    def apply(self) -> list[log.Event]:
        """Take in everything that happened since; the events."""
        events = positions.since(self.inbox_id, self.seq)
        for event in events:
            assert event.seq == self.seq + 1
            self.seq = event.seq
            noun = event.kind.partition(".")[0]
            # Who sees the inbox from now on begins with everything.
            for name in READ_AGAIN if noun == "inbox" else {noun} & READ_AGAIN.keys():
                self.rows[name] = READ_AGAIN[name](self.inbox_id)
            if noun in READ_AGAIN:
                continue
            self.rows[noun][event.payload["id"]] = event.payload
            if noun == "contact_note" and event.payload["deleted_at"]:
                del self.rows[noun][event.payload["id"]]
            if noun == "message":
                self._refresh_last_line(event.payload)
                self._drop_echo(event.payload)
        return events

    def _drop_echo(self, message: dict[str, Any]) -> None:
        """An id of the provider is of one message: whoever gets it was the one that came as an echo before."""
        name = message["external_id"]
        twins = [pk for pk, one in self.rows["message"].items() if one["external_id"] == name]
        if name is not None and message["origin"] == "":
            for pk in set(twins) - {message["id"]}:
                del self.rows["message"][pk]

    def _refresh_last_line(self, message: dict[str, Any]) -> None:
        conversation = self.rows["conversation"].get(message["conversation"])
        last = conversation and conversation["last_message"]
        if conversation and last and last["id"] == message["id"]:
            short = {key: message[key] for key in SHORT} | {"content": message["content"][:160]}
            conversation["last_message"] = short


def snapshot(inbox: Inbox) -> Replica:
    """Everything of the inbox as REST shows it now; the position is read first."""
    head = positions.heads([inbox.pk])[inbox.pk]
    rows = {
        "message": MessageSerializer(
            Message.objects.thread().with_resources().filter(inbox=inbox), many=True
        ).data,
        "conversation": ConversationSerializer(
            Conversation.objects.with_resources().filter(inbox=inbox), many=True
        ).data,
        "contact": ContactSerializer(
            Contact.objects.with_resources().filter(conversations__inbox=inbox).distinct(), many=True
        ).data,
        "contact_note": ContactNoteSerializer(
            ContactNote.objects.filter(contact__conversations__inbox=inbox, deleted_at=None).distinct(),
            many=True,
        ).data,
        "template": TemplateSerializer(Template.objects.with_resources().filter(inbox=inbox), many=True).data,
        "activity": ActivitySerializer(Activity.objects.filter(conversation__inbox=inbox), many=True).data,
        "inbox": InboxSerializer(Inbox.objects.filter(pk=inbox.pk), many=True).data,
    }
    by_id = {noun: {row["id"]: dict(row) for row in some} for noun, some in rows.items()}
    by_id |= {noun: read(inbox.pk) for noun, read in READ_AGAIN.items()}
    return Replica(inbox.pk, head.seq, by_id)
