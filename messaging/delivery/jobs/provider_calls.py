"""What each job does with the provider, but for files. Each may run twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils import timezone

from messaging import transports
from messaging.actions.conversation import note_control_taken
from messaging.actions.inbound import handle_poll, messages_behind, messages_unpriced
from messaging.actions.inbox import store_templates
from messaging.actors import Actor
from messaging.clock import database_now
from messaging.delivery import database, sessions
from messaging.models import Conversation, Inbox, Job, Message
from messaging.queries import reachable_addresses
from messaging.transports import AddressKind, Identity, ReceiptStatus, Transport

# An agent who wrote so long ago has sent it, or thinks.
TYPING_FRESH = 15.0
POLL_EVERY = 300.0
# There was more than one poll takes.
POLL_ON = 5.0
# A message may appear in the provider's list later than one that was written after it.
POLL_OVERLAP = timedelta(hours=1)
POLL_FIRST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RunAgain:
    """Done, and due once more after so many seconds."""

    seconds: float
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProviderAccess:
    """An inbox as a job needs it; `config` holds secrets and is never shown."""

    inbox: Inbox
    transport: Transport
    config: Mapping[str, str] = field(repr=False)


def provider_access(inbox_id: int) -> ProviderAccess:
    """Return what a job needs of its inbox. Raises `ConsoleError` when the inbox cannot talk to its provider at all."""
    inbox = Inbox.objects.get(pk=inbox_id)
    return ProviderAccess(inbox, transports.get(inbox.transport), inbox.config)


async def mark_read(job: Job) -> None:
    """Turn the customer's ticks blue up to the message ``external_id``."""
    if external_id := str(job.data.get("external_id") or ""):
        by = await database.until_done(provider_access, job.inbox_id)
        await by.transport.mark_read(sessions.session(), by.config, external_id, typing=False)


async def show_typing(job: Job) -> None:
    """Show the customer that somebody writes, unless that was a while ago or the answer is there."""
    external_id = str(job.data.get("external_id") or "")
    ago = (await database.until_done(database_now) - job.due_at).total_seconds()
    if external_id and ago <= TYPING_FRESH and not await database.until_done(_answered, job):
        by = await database.until_done(provider_access, job.inbox_id)
        await by.transport.mark_read(sessions.session(), by.config, external_id, typing=True)


def _answered(job: Job) -> bool:
    """Return whether the message was sent meanwhile: the sign would stay for its 25 seconds."""
    since = Message.objects.outbound().filter(conversation=job.subject)
    return since.filter(pk__gt=job.data.get("newest") or 0).exists()


async def take_control(job: Job) -> None:
    """Stop another sender of the number answering the conversation."""
    by = await database.until_done(provider_access, job.inbox_id)
    if to := await database.until_done(_customer, job.subject, by.inbox.transport):
        await by.transport.take_control(sessions.session(), by.config, to)
        provider = Actor.provider(by.inbox.transport)
        await database.until_done(note_control_taken, job.subject, by=provider)


def _customer(conversation_id: int, transport: str) -> tuple[Identity, ...]:
    """Return the addresses of a conversation's customer, the best first; none when one of the two is gone."""
    conversation = Conversation.objects.filter(pk=conversation_id).first()
    rows = reachable_addresses(conversation.contact_id, transport) if conversation else []
    return tuple(Identity(cast("AddressKind", row.kind), row.value) for row in rows)


async def sync_templates(job: Job) -> None:
    """Take the provider's list of templates over."""
    by = await database.until_done(provider_access, job.inbox_id)
    if by.transport.capabilities.templates:
        rows = await by.transport.templates(sessions.session(), by.config)
        await database.until_done(store_templates, by.inbox, rows, by=Actor.provider(by.inbox.transport))


async def poll(job: Job) -> RunAgain | None:
    """Look for what a lost webhook should have brought; return when to look again, None where the provider is not
    polled."""
    by = await database.until_done(provider_access, job.inbox_id)
    if not by.transport.capabilities.polls:
        return None
    begun = timezone.now()
    since, known = _since(job, by.inbox), KnownMessages(by.inbox.pk)
    polled = await by.transport.poll(sessions.session(), by.config, since, known)
    await database.until_done(handle_poll, by.inbox.pk, polled.body)
    reached = (polled.until or begun).isoformat()
    # It goes on at once as long as that gets it further.
    goes_on = polled.until is not None and reached != job.data.get("since")
    return RunAgain(POLL_ON if goes_on else POLL_EVERY, {"since": reached})


@dataclass(frozen=True, slots=True)
class KnownMessages:
    """What the inbox knows already; a poll's `KnownMessages`."""

    inbox_id: int

    async def messages(self, external_ids: Collection[str]) -> Collection[str | None]:
        return await database.until_done(self._messages, external_ids) if external_ids else ()

    async def outdated(self, reported: Mapping[str, ReceiptStatus]) -> Collection[str]:
        return await database.until_done(messages_behind, self.inbox_id, reported.items()) if reported else ()

    async def unpriced(self, external_ids: Collection[str]) -> Collection[str]:
        return (
            await database.until_done(messages_unpriced, self.inbox_id, external_ids) if external_ids else ()
        )

    def _messages(self, external_ids: Collection[str]) -> list[str | None]:
        rows = Message.objects.filter(inbox=self.inbox_id, external_id__in=external_ids)
        return list(rows.values_list("external_id", flat=True))


def _since(job: Job, inbox: Inbox) -> datetime:
    """Since the last poll that succeeded, with some overlap, however long ago that was; at first a day before
    anybody asked for polls, but not before the inbox was."""
    since = job.data.get("since")
    if isinstance(since, str):
        return datetime.fromisoformat(since) - POLL_OVERLAP
    return max(inbox.created_at, job.created_at - POLL_FIRST)
