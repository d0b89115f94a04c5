"""What an answer says beyond its message: about the customer, about the inbox. Outside the lane's steps,
because contacts, conversations and inboxes come before lanes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone

from messaging.actions.contact import add_addresses, set_marketing_consent
from messaging.actions.conversation import close_window
from messaging.actions.core import Effect, Source, clear_provider_upload, effects_of
from messaging.actions.inbox import (
    mark_healthy,
    mark_unhealthy,
    refetch_templates_after_refusal,
    resume_inbox,
)
from messaging.actors import Actor
from messaging.delivery import database
from messaging.delivery.lanes.attempts import Attempt
from messaging.delivery.lanes.outbound_requests import OutboundRequest
from messaging.delivery.outcomes import Outcome
from messaging.errors import SendRefused
from messaging.feed import recording
from messaging.models import Inbox, Message
from messaging.transports import Accepted, ErrorEntry, Identity

log = logging.getLogger(__name__)

Step = Callable[[], object]


async def apply_effects(attempt: Attempt, outcome: Outcome) -> None:
    """Apply what an answer says beyond its message; never raises: what fails is applied with the next one."""
    for step in _effects(attempt, outcome):
        try:
            await database.once(_apply, attempt.reported_by(outcome), step)
        except Exception:
            log.exception("Effect of an answer failed", extra={"message_id": attempt.message.pk})


def _apply(by: Actor, step: Step) -> None:
    # What follows from the provider's answer is its doing; what was found out here, ours.
    with recording(by=by):
        step()


def _effects(attempt: Attempt, outcome: Outcome) -> Iterator[Step]:
    if isinstance(outcome, Accepted):
        yield from _effects_of_success(attempt, outcome)
    elif isinstance(outcome, SendRefused):
        yield from _effects_of_refusal(attempt, outcome)


def _effects_of_success(attempt: Attempt, accepted: Accepted) -> Iterator[Step]:
    request = attempt.request
    if not isinstance(request, OutboundRequest):
        return
    if not set(accepted.identities) <= set(request.outgoing.to):
        yield partial(_add_addresses, attempt.message, request.transport.kind, accepted.identities)
    if request.inbox.health != Inbox.Health.OK:
        yield partial(mark_healthy, request.inbox)


def _effects_of_refusal(attempt: Attempt, refused: SendRefused) -> Iterator[Step]:
    message, request = attempt.message, attempt.request
    traits = _traits(request, refused) if isinstance(request, OutboundRequest) else {}
    for effect in effects_of(Source.ANSWER, refused.failure, **traits):
        match effect:
            case Effect.CLOSE_WINDOW:
                yield partial(close_window, message.conversation)
            case Effect.STOP_MARKETING:
                yield partial(_stop_marketing, message, timezone.now())
            case Effect.MARK_UNHEALTHY if refused.pauses or not _is_known(attempt, refused):
                yield partial(_mark_unhealthy, attempt, refused)
            case Effect.REFETCH_TEMPLATES if isinstance(request, OutboundRequest):
                yield partial(refetch_templates_after_refusal, request.inbox)
            case Effect.CLEAR_UPLOAD if _used_upload(attempt):
                yield partial(clear_provider_upload, message.pk)


def _add_addresses(message: Message, transport: str, identities: Sequence[Identity]) -> None:
    add_addresses(message.conversation.contact, transport, identities)


def _stop_marketing(message: Message, at: datetime) -> None:
    set_marketing_consent(message.conversation.contact, wants=False, at=at)


def may_blame_upload(attempt: Attempt, refused: SendRefused) -> bool:
    """Return whether the provider may have forgotten, or no longer like, the file that it was given before."""
    request = attempt.request
    return isinstance(request, OutboundRequest) and _used_upload(attempt) and _entry(request, refused).file


def _used_upload(attempt: Attempt) -> bool:
    media = attempt.request.outgoing.media if isinstance(attempt.request, OutboundRequest) else None
    return media is not None and bool(media.remote_id)


def _entry(request: OutboundRequest, refused: SendRefused) -> ErrorEntry:
    return request.transport.describe(refused.code) or ErrorEntry(
        refused.failure, refused.title, refused.action
    )


def _traits(request: OutboundRequest, refused: SendRefused) -> dict[str, bool]:
    entry = _entry(request, refused)
    return {"template": entry.template, "file": entry.file}


def _is_known(attempt: Attempt, refused: SendRefused) -> bool:
    """Return whether it is known: every lane of a paused inbox reports it twice a minute."""
    request = attempt.request
    if not isinstance(request, OutboundRequest):
        return False
    health, error = request.inbox.health, request.inbox.health_error or {}
    state = Inbox.Health.PAUSED if refused.pauses else Inbox.Health.WARNING
    return (health, error.get("code")) == (state, refused.code)


def _mark_unhealthy(attempt: Attempt, refused: SendRefused) -> None:
    inbox, request = Inbox.objects.filter(pk=attempt.message.inbox_id).first(), attempt.request
    if inbox is None:
        return
    if isinstance(request, OutboundRequest) and inbox.config != request.config:
        # What was refused is the old token; a new one came while it was on its way.
        resume_inbox(inbox)
    elif not _is_known(attempt, refused):
        mark_unhealthy(inbox, refused.as_error(), pauses=refused.pauses)
