"""Messages to customers: accepted here, handed over by a lane."""

from __future__ import annotations

from django.db import IntegrityError

from messaging.actions.contact import identify_contact, release_left_address
from messaging.actions.conversation import (
    check_template_sent,
    find_or_open_conversation,
    locked,
    mark_read_on_reply,
    record_conversation,
    reopen,
)
from messaging.actions.core import check_window, enqueue_message, window_is_open
from messaging.actions.outgoing.composing import ComposedMessage, compose
from messaging.actions.outgoing.drafts import LONGEST_TEXT, Draft, TemplateChoice
from messaging.actions.outgoing.files import attach_file
from messaging.actions.outgoing.idempotency import matches
from messaging.actions.outgoing.policy import check_draft, check_marketing_consent, check_not_blocked
from messaging.actions.updates import add_status_change, record_message
from messaging.errors import Conflict
from messaging.feed.log import recording
from messaging.models import Conversation, Inbox, Message, Reaction
from messaging.queries import best_address
from messaging.transports.base import Identity
from messaging.transports.payload.json_access import text

__all__ = [
    "LONGEST_TEXT",
    "Draft",
    "TemplateChoice",
    "confirm_message",
    "retry_message",
    "send_message",
    "send_to",
]


def send_message(conversation: Conversation, draft: Draft, *, first: bool = False) -> Message:
    """Queue a message in a conversation; raises `DeskError` or `Conflict` and then wrote nothing.

    `first`: a customer who never wrote may be written to, and the provider decides.
    """
    try:
        return _send_message(conversation, draft, first=first)
    except IntegrityError:
        # The same client_id came twice at once, in two conversations.
        earlier = _earlier(draft, conversation)
        if earlier is None:
            raise
        return earlier


@recording()
def _send_message(conversation: Conversation, draft: Draft, *, first: bool) -> Message:
    conversation = locked(conversation)
    # Under the lock: of ten identical requests at once, nine find what the first has written.
    earlier = _earlier(draft, conversation)
    if earlier is not None:
        return earlier
    composed = compose(conversation, draft)
    quoted = check_draft(conversation, draft)
    # Again under the lock: the customer may have written since the author looked.
    if composed.kind == Message.Kind.TEMPLATE or window_is_open(
        conversation, never_wrote=first and not draft.hold
    ):
        message = _queue(conversation, draft, composed, quoted)
        mark_read_on_reply(conversation, message)
        return message
    if not draft.hold:
        check_window(conversation, never_wrote=first)
    return _hold(conversation, draft, composed, quoted)


def _queue(
    conversation: Conversation, draft: Draft, composed: ComposedMessage, quoted: Message | None = None
) -> Message:
    message = _outgoing(conversation, draft, composed)
    message.status, message.reply_to = Message.Status.QUEUED, quoted
    message.lane_position = enqueue_message(conversation)
    return _store(conversation, message, composed)


def _hold(
    conversation: Conversation, draft: Draft, composed: ComposedMessage, quoted: Message | None
) -> Message:
    """It waits for the customer, whom a template asks to write: one that goes now, or one on its way."""
    if draft.template is None:
        check_template_sent(conversation)
    else:
        asking = Draft(author=draft.author, kind="template", template=draft.template)
        mark_read_on_reply(conversation, _queue(conversation, asking, compose(conversation, asking)))
    message = _outgoing(conversation, draft, composed)
    message.status, message.reply_to = Message.Status.HELD, quoted
    return _store(conversation, message, composed)


def _outgoing(conversation: Conversation, draft: Draft, composed: ComposedMessage) -> Message:
    return Message(
        client_id=draft.client_id,
        conversation=conversation,
        inbox=conversation.inbox,
        direction=Message.Direction.OUTBOUND,
        kind=composed.kind,
        sender=draft.sender or conversation.inbox.address,
        receiver=draft.receiver or best_address(conversation),
        content=composed.content,
        payload=dict(composed.payload),
        author=draft.author,
    )


def _store(conversation: Conversation, message: Message, composed: ComposedMessage) -> Message:
    message.save(force_insert=True)
    if composed.attachment is not None:
        attach_file(message, composed.attachment, composed.caption)
    add_status_change(message, message.status)
    reopen(conversation)
    _continue(conversation, message)
    record_message(message, "created")
    return message


def send_to(inbox: Inbox, identity: Identity, draft: Draft) -> Message:
    """Queue a message to somebody who may never have written: the conversation is found or opened."""
    earlier = Message.objects.filter(client_id=draft.client_id).select_related("conversation").first()
    if earlier is not None:
        return send_message(_same_recipient(earlier, inbox, identity), draft, first=True)
    with recording():
        release_left_address(inbox.transport, identity)
        contact = identify_contact(inbox.transport, [identity])
        return send_message(find_or_open_conversation(inbox, contact), draft, first=True)


def _same_recipient(earlier: Message, inbox: Inbox, identity: Identity) -> Conversation:
    """The conversation of an earlier message, if it went to the same person."""
    same = earlier.conversation.contact.addresses.filter(kind=identity.kind, value=identity.value).exists()
    if earlier.inbox_id != inbox.pk or not same:
        raise _client_id_taken()
    return earlier.conversation


def _earlier(draft: Draft, conversation: Conversation) -> Message | None:
    """The message that this client_id already made; raises `Conflict` if it says something else."""
    earlier = Message.objects.filter(client_id=draft.client_id).first()
    if earlier is None:
        return None
    if earlier.conversation_id != conversation.pk or not matches(earlier, draft):
        raise _client_id_taken()
    return earlier


def _client_id_taken() -> Conflict:
    return Conflict("This client_id was used for another message.", code="client_id_taken")


def _continue(conversation: Conversation, message: Message) -> None:
    """The conversation goes on with this message."""
    conversation.last_message = message
    # Another process's clock may be ahead of ours.
    conversation.last_activity_at = max(conversation.last_activity_at, message.timestamp)
    conversation.save(update_fields=["last_message", "last_activity_at"])
    record_conversation(conversation)


@recording()
def retry_message(message: Message) -> Message:
    """Send a failed or unconfirmed message once more, at the end of its lane; raises `Conflict`,
    also when the service window has closed meanwhile."""
    conversation = locked(message.conversation)
    check_not_blocked(conversation)
    _check_still_allowed(conversation, message)
    position = enqueue_message(conversation)
    message = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    check_retry(message)
    if message.external_id:
        message.superseded_ids = [*message.superseded_ids, message.external_id]
    message.status, message.error, message.external_id = Message.Status.QUEUED, None, None
    message.lane_position, message.next_attempt_at = position, None
    message.receiver = best_address(conversation)
    message.save(
        update_fields=[
            "status",
            "receiver",
            "error",
            "external_id",
            "superseded_ids",
            "lane_position",
            "next_attempt_at",
        ]
    )
    add_status_change(message, message.status, attempt=f"retry {message.attempts}")
    record_message(message)
    return message


def _check_still_allowed(conversation: Conversation, message: Message) -> None:
    """What may have changed since it was written."""
    if message.kind == Message.Kind.TEMPLATE:
        check_marketing_consent(conversation.contact, text(message.payload, "category"))
        return
    check_window(conversation, never_wrote=True)
    if (
        message.kind == Message.Kind.REACTION
        and not Reaction.objects.filter(carrier_message=message).exists()
    ):
        raise Conflict("This reaction was changed since; put it on the message again.")


def check_retry(message: Message) -> None:
    if message.status not in {Message.Status.FAILED, Message.Status.UNCONFIRMED}:
        raise Conflict(
            f"Only a failed or unconfirmed message can be sent again; this one is {message.status}."
        )


@recording()
def confirm_message(message: Message) -> Message:
    """An agent knows that an unconfirmed message arrived; raises `Conflict` for any other status."""
    moved = Message.objects.filter(pk=message.pk, status=Message.Status.UNCONFIRMED).update(
        status=Message.Status.SENT, error=None
    )
    if not moved:
        raise Conflict("Only an unconfirmed message can be confirmed.")
    add_status_change(message, Message.Status.SENT, attempt="confirmed by an agent")
    record_message(message)
    message.refresh_from_db()
    return message
