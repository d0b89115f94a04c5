"""What receipts tell besides the status: who the recipient is, that the window is closed, that somebody wants
no marketing, that the inbox itself is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from messaging import transports
from messaging.actions.contact import add_addresses, set_marketing_consent
from messaging.actions.conversation import close_window
from messaging.actions.core import Effect, Source, clear_provider_upload, effects_of
from messaging.actions.inbox import mark_healthy_by_arrival, mark_unhealthy, refetch_templates_after_refusal
from messaging.errors import ADVICE
from messaging.models import Address, Contact, Conversation, Inbox, Instances, Message
from messaging.queries import capabilities_of
from messaging.transports import ErrorEntry, Identity, Receipt

_ADDRESSES = Instances(Address, ["id", "contact", "transport", "kind", "value"], key="value")
# Of the statuses of a receipt.
ARRIVED = {"delivered", "read", "played"}


class SentMessage(NamedTuple):
    """The message of ours that a receipt speaks of."""

    message_id: int
    conversation_id: int
    contact_id: int
    written_at: datetime
    kind: str


def apply_receipt_effects(inbox: Inbox, reports: Iterable[tuple[Receipt, SentMessage]]) -> None:
    """Apply what receipts say beside the status, before messages are locked: contacts, then conversations.
    Whatever is older than what we know already changes nothing, so that a receipt may come late or twice."""
    reports = list(reports)
    transport = transports.get(inbox.transport)
    _add_recipient_addresses(inbox, reports)
    for receipt, subject in reports:
        entry = transport.describe(str(receipt.error.get("code", ""))) if receipt.error else None
        if entry is not None:
            _apply_effect(inbox, receipt, subject, entry)
    _mark_healthy(inbox, reports)


def _add_recipient_addresses(inbox: Inbox, reports: Sequence[tuple[Receipt, SentMessage]]) -> None:
    """Under which names the provider knows whom we wrote to."""
    named: dict[Identity, int] = {}
    for receipt, subject in reports:
        named |= dict.fromkeys(receipt.identities, subject.contact_id)
    if not named:
        return
    rows = _ADDRESSES.read({one.value for one in named})
    owners = {(row.kind, row.value): row.contact_id for row in rows if row.is_known_to(inbox.transport)}
    unknown: dict[int, list[Identity]] = {}
    for one, contact_id in named.items():
        if owners.get((one.kind, one.value)) != contact_id:
            unknown.setdefault(contact_id, []).append(one)
    for pk in sorted(unknown):
        # One at a time: an earlier one may have turned out to be the same person.
        contact = Contact.objects.filter(pk=pk).first()
        if contact:
            add_addresses(contact, inbox.transport, unknown[pk])


def _apply_effect(inbox: Inbox, receipt: Receipt, subject: SentMessage, entry: ErrorEntry) -> None:
    # A provider's clock that is ahead must not outlive what the customer says from now on.
    at = min(receipt.at or subject.written_at, timezone.now())
    verbs: Mapping[Effect, Callable[[], object]] = {
        Effect.STOP_MARKETING: lambda: _stop_marketing(subject, at),
        Effect.CLOSE_WINDOW: lambda: _close_window(inbox, subject, at),
        Effect.MARK_UNHEALTHY: lambda: _mark_unhealthy(inbox, receipt, subject, entry),
        Effect.REFETCH_TEMPLATES: lambda: refetch_templates_after_refusal(inbox),
        Effect.CLEAR_UPLOAD: lambda: clear_provider_upload(subject.message_id),
    }
    traits = {"pauses": entry.pauses, "template": entry.template, "file": entry.file}
    for effect in effects_of(Source.RECEIPT, entry.failure, **traits):
        verbs[effect]()


def _stop_marketing(subject: SentMessage, at: datetime) -> None:
    contact = Contact.objects.filter(conversations=subject.conversation_id).first()
    if contact:
        set_marketing_consent(contact, wants=False, at=at)


def _close_window(inbox: Inbox, subject: SentMessage, at: datetime) -> None:
    """Unless the customer has written since."""
    conversation = Conversation.objects.lock(subject.conversation_id)
    hours = capabilities_of(inbox).window_hours
    closes_at = conversation.window_closes_at
    if closes_at is None or closes_at - timedelta(hours=hours) <= at:
        close_window(conversation)


def _mark_unhealthy(inbox: Inbox, receipt: Receipt, subject: SentMessage, entry: ErrorEntry) -> None:
    """Unless the inbox's health is newer. Such messages are accepted first, so it is over when one arrives."""
    # Providers report whole seconds.
    at = receipt.at.replace(microsecond=999_999) if receipt.at else subject.written_at
    if inbox.health_since is not None and at <= inbox.health_since:
        return
    reported = {
        name: str((receipt.error or {}).get(name, ""))
        for name in ("code", "title", "detail", "action", "advice")
    }
    error = reported | {
        "title": reported["title"] or entry.title,
        "action": reported["action"] or entry.action,
        "advice": reported["advice"] or ADVICE[entry.failure],
    }
    mark_unhealthy(inbox, error, pauses=entry.pauses, ends={"arrived": _message_class(subject)})


def _mark_healthy(inbox: Inbox, reports: Iterable[tuple[Receipt, SentMessage]]) -> None:
    since = inbox.health_since
    if inbox.health != Inbox.Health.WARNING or since is None:
        return
    arrived = {
        _message_class(one)
        for receipt, one in reports
        if receipt.status in ARRIVED and one.written_at > since
    }
    if arrived:
        mark_healthy_by_arrival(inbox, arrived)


def _message_class(subject: SentMessage) -> str:
    """Return which kind of messages an error concerns: some (a payment that is due) only what the business
    begins."""
    return "template" if subject.kind == Message.Kind.TEMPLATE else "message"
