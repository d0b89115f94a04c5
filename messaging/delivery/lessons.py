"""What an answer says beyond its message: about the customer, about the inbox. Outside the lane's steps,
because contacts, conversations and inboxes come before lanes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.utils import timezone

from messaging.actions.attachments import forget_upload
from messaging.actions.contacts import note_marketing
from messaging.actions.conversations import close_window
from messaging.actions.health import mark_trouble, mark_well, resume_inbox
from messaging.actions.identities import learn_addresses
from messaging.actions.template_news import note_template_refused
from messaging.delivery import database
from messaging.delivery.outcomes import Outcome
from messaging.delivery.parcels import Parcel
from messaging.delivery.steps import Handover
from messaging.errors import FailureClass, SendRefused
from messaging.models import Inbox
from messaging.transports.base import Accepted, Entry

log = logging.getLogger(__name__)

Lesson = Callable[[], object]


async def learn(handover: Handover, outcome: Outcome) -> None:
    """Never raises: the message is recorded, and what cannot be learned now is learned with the next one."""
    for lesson in _lessons(handover, outcome):
        try:
            await database.once(lesson)
        except Exception:
            log.exception("nothing learned from an answer", extra={"message_id": handover.message.pk})


def _lessons(handover: Handover, outcome: Outcome) -> Iterator[Lesson]:
    if isinstance(outcome, Accepted):
        yield from _of_success(handover, outcome)
    elif isinstance(outcome, SendRefused):
        yield from _of_refusal(handover, outcome)


def _of_success(handover: Handover, accepted: Accepted) -> Iterator[Lesson]:
    parcel, contact = handover.parcel, handover.message.conversation.contact
    if not isinstance(parcel, Parcel):
        return
    if not set(accepted.identities) <= set(parcel.outgoing.to):
        yield partial(learn_addresses, contact, parcel.transport.kind, accepted.identities)
    if parcel.inbox.health != Inbox.Health.OK:
        yield partial(mark_well, parcel.inbox)


def _of_refusal(handover: Handover, refused: SendRefused) -> Iterator[Lesson]:
    message = handover.message
    if refused.failure is FailureClass.WINDOW:
        yield partial(close_window, message.conversation)
    elif refused.failure is FailureClass.NEVER:
        yield partial(note_marketing, message.conversation.contact, wants=False, at=timezone.now())
    elif refused.failure is FailureClass.CHANNEL and (refused.pauses or not _is_known(handover, refused)):
        yield partial(_tell_trouble, handover, refused)
    elif _had_its_file(handover) and (
        refused.failure is FailureClass.PERMANENT or may_be_the_file(handover, refused)
    ):
        yield partial(forget_upload, message.pk)
    if isinstance(handover.parcel, Parcel) and _entry(handover.parcel, refused).template:
        yield partial(note_template_refused, handover.parcel.inbox)


def may_be_the_file(handover: Handover, refused: SendRefused) -> bool:
    """Whether the provider may have forgotten, or no longer like, the file that it was given before."""
    parcel = handover.parcel
    return isinstance(parcel, Parcel) and _had_its_file(handover) and _entry(parcel, refused).file


def _had_its_file(handover: Handover) -> bool:
    media = handover.parcel.outgoing.media if isinstance(handover.parcel, Parcel) else None
    return media is not None and bool(media.remote_id)


def _entry(parcel: Parcel, refused: SendRefused) -> Entry:
    return parcel.transport.describe(refused.code) or Entry(refused.failure, refused.title, refused.action)


def _is_known(handover: Handover, refused: SendRefused) -> bool:
    """Every lane of a paused inbox is told so twice a minute."""
    parcel = handover.parcel
    if not isinstance(parcel, Parcel):
        return False
    health, error = parcel.inbox.health, parcel.inbox.health_error or {}
    state = Inbox.Health.PAUSED if refused.pauses else Inbox.Health.WARNING
    return (health, error.get("code")) == (state, refused.code)


def _tell_trouble(handover: Handover, refused: SendRefused) -> None:
    inbox, parcel = Inbox.objects.filter(pk=handover.message.inbox_id).first(), handover.parcel
    if inbox is None:
        return
    if isinstance(parcel, Parcel) and inbox.config != parcel.config:
        # What was refused is the old token; a new one came while it was on its way.
        resume_inbox(inbox)
    elif not _is_known(handover, refused):
        mark_trouble(inbox, refused.as_error(), pauses=refused.pauses)
