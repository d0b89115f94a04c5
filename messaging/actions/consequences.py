"""What receipts tell besides the status: who the recipient is, that the window is closed, that somebody wants
no marketing, that the inbox itself has trouble."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from messaging import transports
from messaging.actions.attachments import forget_upload
from messaging.actions.contacts import note_marketing
from messaging.actions.conversations import close_window, locked
from messaging.actions.health import mark_arrived, mark_trouble
from messaging.actions.identities import learn_addresses
from messaging.actions.template_news import note_template_refused
from messaging.errors import FailureClass
from messaging.models import Address, Contact, Conversation, Inbox, Message
from messaging.transports.base import Entry, Identity, Receipt

# Of the statuses of a receipt.
ARRIVED = {"delivered", "read", "played"}


class Subject(NamedTuple):
    """The message of ours that a receipt speaks of."""

    message_id: int
    conversation_id: int
    contact_id: int
    written_at: datetime
    kind: str


def draw_consequences(inbox: Inbox, reports: Iterable[tuple[Receipt, Subject]]) -> None:
    """Before messages are locked: contacts come first, then conversations. Whatever is older than what we
    know already changes nothing, so that a receipt may come late or twice."""
    reports = list(reports)
    _learn_recipients(inbox, reports)
    failed = [(receipt, subject) for receipt, subject in reports if receipt.error]
    for receipt, subject in failed:
        entry = transports.get(inbox.transport).describe(str((receipt.error or {}).get("code", "")))
        if entry is not None:
            _follow(inbox, receipt, subject, entry)
    _end_trouble(inbox, reports)


def subjects_of(messages: Iterable[Message]) -> dict[int, Subject]:
    """By message id, in one query."""
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    columns = rows.values_list("pk", "conversation", "conversation__contact", "timestamp", "kind")
    return {row[0]: Subject(*row) for row in columns}


def _learn_recipients(inbox: Inbox, reports: Sequence[tuple[Receipt, Subject]]) -> None:
    """Under which names the provider knows whom we wrote to."""
    named: dict[Identity, int] = {}
    for receipt, subject in reports:
        named |= dict.fromkeys(receipt.identities, subject.contact_id)
    if not named:
        return
    rows = Address.objects.filter(transport=inbox.transport, value__in={one.value for one in named})
    owners = {(row.kind, row.value): row.contact_id for row in rows}
    news: dict[int, list[Identity]] = {}
    for one, contact_id in named.items():
        if owners.get((one.kind, one.value)) != contact_id:
            news.setdefault(contact_id, []).append(one)
    for pk in sorted(news):
        # One at a time: an earlier one may have turned out to be the same person.
        contact = Contact.objects.filter(pk=pk).first()
        if contact:
            learn_addresses(contact, inbox.transport, news[pk])


def _follow(inbox: Inbox, receipt: Receipt, subject: Subject, entry: Entry) -> None:
    # A provider's clock that is ahead must not outlive what the customer says from now on.
    at = min(receipt.at or subject.written_at, timezone.now())
    if entry.failure is FailureClass.NEVER:
        contact = Contact.objects.filter(conversations=subject.conversation_id).first()
        if contact:
            note_marketing(contact, wants=False, at=at)
    elif entry.failure is FailureClass.WINDOW:
        _close(subject, at)
    elif entry.failure is FailureClass.CHANNEL or entry.pauses:
        _report(inbox, receipt, subject, entry)
    elif entry.template:
        note_template_refused(inbox)
    elif entry.file or entry.failure is FailureClass.PERMANENT:
        forget_upload(subject.message_id)


def _close(subject: Subject, at: datetime) -> None:
    """Unless the customer has written since."""
    conversation = locked(Conversation(pk=subject.conversation_id))
    hours = transports.get(conversation.inbox.transport).capabilities.window_hours
    closes_at = conversation.window_closes_at
    if closes_at is None or closes_at - timedelta(hours=hours) <= at:
        close_window(conversation)


def _report(inbox: Inbox, receipt: Receipt, subject: Subject, entry: Entry) -> None:
    """Unless the inbox's health is newer. Such messages are accepted first, so it is over when one arrives."""
    # Providers report whole seconds.
    at = receipt.at.replace(microsecond=999_999) if receipt.at else subject.written_at
    if inbox.health_since is not None and at <= inbox.health_since:
        return
    told = {name: str((receipt.error or {}).get(name, "")) for name in ("code", "title", "detail", "action")}
    error = told | {"title": told["title"] or entry.title, "action": told["action"] or entry.action}
    mark_trouble(inbox, error, pauses=entry.pauses, ends={"arrived": _sort(subject)})


def _end_trouble(inbox: Inbox, reports: Iterable[tuple[Receipt, Subject]]) -> None:
    since = inbox.health_since
    if inbox.health != Inbox.Health.WARNING or since is None:
        return
    arrived = {_sort(one) for receipt, one in reports if receipt.status in ARRIVED and one.written_at > since}
    if arrived:
        mark_arrived(inbox, arrived)


def _sort(subject: Subject) -> str:
    """Some troubles (a payment that is due) concern what the business begins only."""
    return "template" if subject.kind == Message.Kind.TEMPLATE else "message"
