"""What is asked: lists, thread pages, look-ups, feeds and pages of the admin."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from benchmarks.search import Texts, typed

# Texts of each kind that are searched.
SEARCHES = 20
# Of a thread: how far down a reader has scrolled.
DEEP_PAGE = 300


@dataclass(frozen=True, slots=True)
class Page:
    """A URL, and who asks for it: `everything` (an admin), `one` (a member of the smallest inbox), `staff` (the admin
    in the browser), `member` (a member of the smallest inbox in the admin). `more`: asked in turn with it, each as often."""

    name: str
    url: str
    who: str = "everything"
    more: tuple[str, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        return self.url, *self.more

    def of(self, rows: int | None) -> Page:
        """Return the same list with at most so many rows, where it is one of the API with pages."""
        if not rows or self.more or not self.url.startswith("/api/"):
            return self
        return Page(self.name, f"{self.url}{'&' if '?' in self.url else '?'}page_size={rows}", self.who)


def pages() -> Iterator[Page]:
    """Yield what is asked of a filled database."""
    yield from _lists()
    yield from _threads()
    yield from _look_ups()
    yield from _admin()


def _lists() -> Iterator[Page]:
    filters = {
        "all": "",
        "mine": "?view=mine",
        "unassigned": "?view=unassigned",
        "open": "?status=open",
        "resolved": "?status=resolved",
        "snoozed": "?status=snoozed",
        "open and pending": "?status=open&status=pending",
        "label": "?label=label1",
        "rare label": "?label=label0",
        "waiting": "?view=waiting&sort=waiting",
        "open, waiting longest": "?status=open&sort=waiting",
        "mine, most urgent": "?view=mine&status=open&sort=priority",
        "unanswered, unread": "?unanswered=true&unread=true",
        "undelivered": "?status=open&undelivered=true",
        "of nobody and no team": "?assignee=none&team=none&status=open",
    }
    for name, query in filters.items():
        yield Page(f"conversations: {name}", f"/api/conversations/{query}")
        yield Page(f"conversations: {name}, one inbox", f"/api/conversations/{query}", "one")
    yield Page("conversations: halfway down", f"/api/conversations/?cursor={_halfway()}")
    yield Page("conversations: halfway down, one inbox", f"/api/conversations/?cursor={_halfway()}", "one")
    yield Page("contacts", "/api/contacts/")
    yield Page("contacts, one inbox", "/api/contacts/", "one")
    yield Page("messages", "/api/messages/")
    yield Page("messages, one inbox", "/api/messages/", "one")
    for state in ("", "processed", "ignored", "failed", "waiting"):
        yield Page(f"webhook calls: {state or 'all'}", f"/api/webhook-calls/{state and f'?state={state}'}")
    for name in ("agents", "labels", "inboxes", "templates", "canned-responses"):
        yield Page(name, f"/api/{name}/")
    yield Page("me", "/api/me/", "one")
    yield Page("figures", "/api/figures/?minutes=600")
    yield Page("figures, one inbox", "/api/figures/?minutes=600", "one")


def _threads() -> Iterator[Page]:
    from messaging.models import Conversation, Message

    deepest = Conversation.objects.order_by("-pk").values_list("pk", flat=True)[0]
    usual = Message.objects.order_by("pk").values_list("conversation", flat=True)[50]
    lines = Message.objects.filter(conversation=deepest).order_by("-timestamp", "-pk")
    at = lines.values_list("timestamp", flat=True)[min(lines.count() // 2, DEEP_PAGE * 50)]
    yield Page("thread: newest page", f"/api/conversations/{usual}/messages/")
    yield Page("thread: newest page of the deepest", f"/api/conversations/{deepest}/messages/")
    yield Page("thread: far down", f"/api/conversations/{deepest}/messages/?cursor={_cursor(at)}")
    middle = lines.filter(timestamp__lte=at)[0].pk
    yield Page("thread: around a message", f"/api/conversations/{deepest}/messages/?around={middle}")
    yield Page(
        "thread: around a moment", f"/api/conversations/{deepest}/messages/?around={quote(at.isoformat())}"
    )
    yield Page("activity", f"/api/conversations/{usual}/activity/")
    yield Page("files", f"/api/conversations/{usual}/attachments/")
    yield Page("files of the deepest", f"/api/conversations/{deepest}/attachments/")


def _look_ups() -> Iterator[Page]:
    from messaging.models import Conversation, Inbox, Message

    count = Message.objects.order_by("-pk").values_list("pk", flat=True)[0]
    inbound = Message.objects.inbound().filter(pk__gte=count // 2).order_by("pk")[0]
    conversation = Conversation.objects.get(pk=inbound.conversation_id)
    yield Page("one conversation", f"/api/conversations/{conversation.pk}/")
    yield Page("conversations of a contact", f"/api/conversations/?contact={conversation.contact_id}")
    yield Page("one contact", f"/api/contacts/{conversation.contact_id}/")
    yield Page("one message", f"/api/messages/{inbound.pk}/")
    yield Page("message by external_id", f"/api/messages/?external_id={inbound.external_id}")
    yield Page("message by client_id", f"/api/messages/?client_id={inbound.client_id}")
    yield Page("one webhook call", f"/api/webhook-calls/{inbound.webhook_call_id}/")
    head = Inbox.objects.select_related("feed_head").order_by("pk")[0].feed_head
    yield Page("feed: 50 events", f"/api/feed/?inbox={head.inbox_id}&since={head.seq - 50}")
    yield Page("feed: 400 events", f"/api/feed/?inbox={head.inbox_id}&since={head.seq - 400}")


def _admin() -> Iterator[Page]:
    from messaging.models import (
        Agent,
        Attachment,
        Contact,
        Conversation,
        FeedEvent,
        Inbox,
        Measurement,
        Message,
        OutboxLane,
        WebhookCall,
    )

    yield Page("admin: first page", "/admin/", "staff")
    yield Page("admin: first page, one inbox", "/admin/", "member")
    large: tuple[Any, ...] = (
        Message,
        Conversation,
        Contact,
        Attachment,
        Measurement,
        WebhookCall,
        OutboxLane,
        FeedEvent,
    )
    for model in large:
        name = model._meta.model_name
        yield Page(f"admin: {name} list", f"/admin/messaging/{name}/", "staff")
        halfway = model.objects.order_by("pk").values_list("pk", flat=True)
        pk = halfway[halfway.count() // 2]
        yield Page(f"admin: one {name}", f"/admin/messaging/{name}/{pk}/change/", "staff")
    for name in ("message", "conversation", "contact", "attachment"):
        yield Page(f"admin: {name} list, one inbox", f"/admin/messaging/{name}/", "member")
    for name in ("agent", "inbox", "feedhead", "label", "job"):
        yield Page(f"admin: {name} list", f"/admin/messaging/{name}/", "staff")
    yield Page("admin: messages, failed", "/admin/messaging/message/?status__exact=failed", "staff")
    yield Page("admin: messages, inbound", "/admin/messaging/message/?direction__exact=inbound", "staff")
    yield Page("admin: conversations, open", "/admin/messaging/conversation/?status__exact=open", "staff")
    yield Page("admin: webhook calls, failed", "/admin/messaging/webhookcall/?state__exact=failed", "staff")
    yield Page("admin: lanes with work", "/admin/messaging/outboxlane/?work=waiting", "staff")
    for model, name in ((Agent, "admin: one agent"), (Inbox, "admin: one inbox's page")):
        pk = model.objects.order_by("pk").values_list("pk", flat=True)[0]
        yield Page(name, f"/admin/messaging/{model._meta.model_name}/{pk}/change/", "staff")


def searches() -> Iterator[Page]:
    """Yield each kind of search, of all inboxes and of the smallest alone; a database without the index finds nothing."""
    texts = Texts(random.Random(1))  # the words of `Filling`
    in_messages, in_contacts = typed(texts)
    kinds = [(name, "messages", draw) for name, draw in in_messages.items()]
    kinds += [(f"contacts: {name}", "contacts", draw) for name, draw in in_contacts.items()]
    for name, kind, draw in kinds:
        for who, scope in (("everything", ""), ("one", ", one inbox")):
            first, *more = (f"/api/search/?kind={kind}&q={quote(draw())}" for _ in range(SEARCHES))
            yield Page(f"search: {name}{scope}", first, who, tuple(more))


def _halfway() -> str:
    from messaging.models import Conversation

    rows = Conversation.objects.order_by("pk").values_list("last_activity_at", flat=True)
    return _cursor(rows[rows.count() // 2])


def _cursor(at: Any) -> str:
    """Return the cursor of a page of our own lists that begins at this time."""
    return quote(base64.b64encode(f"p={quote(str(at))}".encode()).decode())
