"""Messages to customers: checked, then queued for their lane or held until the customer writes."""

from __future__ import annotations

from django.db import IntegrityError

from messaging.actions.contact import identify_contact, owners_of, release_left_address
from messaging.actions.conversation import (
    find_or_open_conversation,
    spend_draft,
)
from messaging.actions.inbox import count_template_use
from messaging.actions.outgoing.idempotency import find_earlier, find_earlier_conversation
from messaging.actions.outgoing.orders import Draft
from messaging.actions.outgoing.send_checks import check
from messaging.actions.outgoing.storing import hold, queue
from messaging.actions.people import count_canned_use
from messaging.actors import Actor
from messaging.errors import Conflict
from messaging.feed import recording, savepoint
from messaging.models import Conversation, Inbox, Message, SavedDraft
from messaging.transports import Identity


def send_to(
    inbox: Inbox, identity: Identity, draft: Draft, *, to_strangers: bool = True, by: Actor
) -> Message:
    """Queue a message to somebody who may never have written: the conversation is found or opened.

    `to_strangers`: free text may go to who never wrote, and the provider decides; else it is refused to them as to
    everybody whose window is closed, and no contact is made. Returns the message and raises as `send_message` does, and
    `Conflict` where a merge is being taken back.
    """
    earlier = find_earlier_conversation(draft, inbox, identity)
    if earlier is not None:
        return send_message(earlier, draft, first=to_strangers, by=by)
    with recording(by=by):
        release_left_address(inbox.transport, identity)
        contact = identify_contact(inbox.transport, [identity])
        conversation = find_or_open_conversation(inbox, contact)
        # Under the lock: until then a merge may have been taken back, and it would go to the other one.
        if owners_of(inbox.transport, [identity]).get(identity, contact) != contact:
            raise Conflict("This address is another contact's by now; try again.", code="changed_meanwhile")
        return send_message(conversation, draft, first=to_strangers, by=by)


def send_message(conversation: Conversation, draft: Draft, *, first: bool = False, by: Actor) -> Message:
    """Queue or hold a message in a conversation and return it; the same `client_id` again returns the same message.

    `first`: a customer who never wrote may be written to, and the provider decides. Raises `ConsoleError`
    or `Conflict`, and then wrote nothing.
    """
    try:
        with savepoint():
            return _send(conversation, draft, first=first, by=by)
    except IntegrityError:
        # The same client_id came twice at once, in two conversations.
        earlier = find_earlier(draft, conversation)
        if earlier is None:
            raise
        return earlier


@recording()
def _send(conversation: Conversation, draft: Draft, *, first: bool, by: Actor) -> Message:
    conversation = Conversation.objects.lock(conversation.pk)
    # Under the lock: of ten identical requests at once, nine find what the first has written.
    if earlier := find_earlier(draft, conversation):
        return earlier
    order = check(conversation, draft, first=first)
    if draft.canned_response is not None:
        count_canned_use(draft.canned_response, draft.author, conversation.inbox)
    if draft.fallback is not None:
        count_template_use(conversation.inbox, draft.fallback.name, draft.fallback.language, by=by)
    if draft.template is not None and (order.kind == "template" or order.invitation is not None):
        count_template_use(conversation.inbox, draft.template.name, draft.template.language, by=by)
    if draft.draft_revision is not None:
        spend_draft(conversation, draft.author, SavedDraft.Mode.REPLY, draft.draft_revision, draft.content)
    return hold(order) if order.held else queue(order)
