"""A console of so many open conversations, one of which has so many messages, all of them written past the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.growth.filling import Filling
from benchmarks.people import cookie


@dataclass(frozen=True, slots=True)
class Filled:
    """What the browser and the webhooks have to know."""

    cookie: str
    # The conversation with many messages, its customer, and its inbox.
    deep: int
    deep_phone: str
    deep_inbox: Any
    # Customers of the same inbox, whose conversations have a message each.
    phones: list[str]


class LongList(Filling):
    """Each contact has one conversation, which is open; every second message, or more, is of the last one."""

    def __init__(self, conversations: int, messages: int) -> None:
        super().__init__(conversations + messages, per_conversation=1)
        self.conversations = self.contacts = conversations
        self.every = (conversations + messages) / conversations
        self.written = 0

    def _conversation(self, pk: int) -> tuple[Any, ...]:
        at = self.moment_of(pk)
        assignee = self.rng.choice(self.agents).pk if self.rng.random() < 0.7 else None
        return pk, self.inbox_of[pk], pk, "open", assignee, int(self.rng.random() < 0.1), at, at

    def moment_of(self, pk: int) -> str:
        from benchmarks.growth.bulk import moment

        return moment(self.at(pk / self.conversations))

    def _conversation_at(self, place: float) -> int:
        """Return the next conversation in its turn, and in between always the one with many messages."""
        if place * self.conversations < self.written + 1:
            return self.conversations
        self.written += 1
        return self.written


def fill(conversations: int, messages: int) -> Filled:
    """Fill the database of this process."""
    from messaging.models import Agent, Attachment, Conversation, Message

    filling = LongList(conversations, messages)
    filling.write()
    # Their files are not there, and what is measured is no download.
    Attachment.objects.all().delete()
    Message.objects.filter(kind="image").update(kind="text")
    deep = Conversation.objects.select_related("inbox").get(pk=conversations)
    others = Conversation.objects.filter(inbox=deep.inbox).exclude(pk=deep.pk).values_list("pk", flat=True)
    return Filled(
        cookie=cookie(Agent.objects.get(username="agent0")),
        deep=deep.pk,
        deep_phone=_phone(deep.pk),
        deep_inbox=deep.inbox,
        phones=[_phone(pk) for pk in others[:1000]],
    )


def _phone(contact: int) -> str:
    return f"4477{contact:08}"
