"""What an answer says beyond its message: about the customer, about the inbox. Outside the lane's steps,
because contacts, conversations and inboxes come before lanes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.utils import timezone

from messaging.actions.contact import add_addresses, set_marketing_consent
from messaging.actions.conversation import close_window
from messaging.actions.core import clear_provider_upload
from messaging.actions.inbox import (
    mark_healthy,
    mark_unhealthy,
    refetch_templates_after_refusal,
    resume_inbox,
)
from messaging.delivery import database
from messaging.delivery.lanes.outbound_requests import OutboundRequest
from messaging.delivery.lanes.transactions import Attempt
from messaging.delivery.outcomes import Outcome
from messaging.errors import FailureClass, SendRefused
from messaging.models import Inbox
from messaging.transports.base import Accepted, ErrorEntry

log = logging.getLogger(__name__)

Effect = Callable[[], object]


async def apply_effects(handover: Attempt, outcome: Outcome) -> None:
    """Never raises: the message is recorded, and what cannot be learned now is learned with the next one."""
    for lesson in _effects(handover, outcome):
        try:
            await database.once(lesson)
        except Exception:
            log.exception("nothing learned from an answer", extra={"message_id": handover.message.pk})


def _effects(handover: Attempt, outcome: Outcome) -> Iterator[Effect]:
    if isinstance(outcome, Accepted):
        yield from _effects_of_success(handover, outcome)
    elif isinstance(outcome, SendRefused):
        yield from _effects_of_refusal(handover, outcome)


def _effects_of_success(handover: Attempt, accepted: Accepted) -> Iterator[Effect]:
    parcel, contact = handover.parcel, handover.message.conversation.contact
    if not isinstance(parcel, OutboundRequest):
        return
    if not set(accepted.identities) <= set(parcel.outgoing.to):
        yield partial(add_addresses, contact, parcel.transport.kind, accepted.identities)
    if parcel.inbox.health != Inbox.Health.OK:
        yield partial(mark_healthy, parcel.inbox)


def _effects_of_refusal(handover: Attempt, refused: SendRefused) -> Iterator[Effect]:
    message = handover.message
    if refused.failure is FailureClass.WINDOW:
        yield partial(close_window, message.conversation)
    elif refused.failure is FailureClass.NEVER:
        yield partial(set_marketing_consent, message.conversation.contact, wants=False, at=timezone.now())
    elif refused.failure is FailureClass.CHANNEL and (refused.pauses or not _is_known(handover, refused)):
        yield partial(_mark_trouble, handover, refused)
    elif _used_upload(handover) and (
        refused.failure is FailureClass.PERMANENT or may_blame_upload(handover, refused)
    ):
        yield partial(clear_provider_upload, message.pk)
    if isinstance(handover.parcel, OutboundRequest) and _entry(handover.parcel, refused).template:
        yield partial(refetch_templates_after_refusal, handover.parcel.inbox)


def may_blame_upload(handover: Attempt, refused: SendRefused) -> bool:
    """Whether the provider may have forgotten, or no longer like, the file that it was given before."""
    parcel = handover.parcel
    return isinstance(parcel, OutboundRequest) and _used_upload(handover) and _entry(parcel, refused).file


def _used_upload(handover: Attempt) -> bool:
    media = handover.parcel.outgoing.media if isinstance(handover.parcel, OutboundRequest) else None
    return media is not None and bool(media.remote_id)


def _entry(parcel: OutboundRequest, refused: SendRefused) -> ErrorEntry:
    return parcel.transport.describe(refused.code) or ErrorEntry(
        refused.failure, refused.title, refused.action
    )


def _is_known(handover: Attempt, refused: SendRefused) -> bool:
    """Every lane of a paused inbox is told so twice a minute."""
    parcel = handover.parcel
    if not isinstance(parcel, OutboundRequest):
        return False
    health, error = parcel.inbox.health, parcel.inbox.health_error or {}
    state = Inbox.Health.PAUSED if refused.pauses else Inbox.Health.WARNING
    return (health, error.get("code")) == (state, refused.code)


def _mark_trouble(handover: Attempt, refused: SendRefused) -> None:
    inbox, parcel = Inbox.objects.filter(pk=handover.message.inbox_id).first(), handover.parcel
    if inbox is None:
        return
    if isinstance(parcel, OutboundRequest) and inbox.config != parcel.config:
        # What was refused is the old token; a new one came while it was on its way.
        resume_inbox(inbox)
    elif not _is_known(handover, refused):
        mark_unhealthy(inbox, refused.as_error(), pauses=refused.pauses)
