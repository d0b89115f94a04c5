"""From a draft to an order: everything that can be wrong is said here, before anything is written.

`check` is the only way to an order, and whoever has one may send it without asking again.
"""

from __future__ import annotations

from messaging import transports
from messaging.actions.conversation import check_template_sent
from messaging.actions.core import check_window, window_is_open
from messaging.actions.outgoing.contents import fill_content
from messaging.actions.outgoing.drafts import Draft
from messaging.actions.outgoing.orders import Order
from messaging.actions.outgoing.policy import check_not_blocked, check_nothing_newer
from messaging.errors import ConsoleError
from messaging.models import Conversation, Message


def check(conversation: Conversation, draft: Draft, *, first: bool = False) -> Order:
    """Return the order for a draft in a locked conversation; nothing is written.

    `first`: a customer who never wrote may be written to, and the provider decides. Raises `ConsoleError`
    with a sentence per field, `Conflict` for what this customer cannot be sent now.
    """
    order = Order(conversation, draft, transports.get(conversation.inbox.transport))
    order = fill_content(order)
    check_not_blocked(conversation)
    check_nothing_newer(conversation, draft)
    order = order.filled(reply_to=_quoted(order))
    # Under the lock: the customer may have written since the author looked.
    if order.kind != Message.Kind.TEMPLATE and not window_is_open(
        conversation, never_wrote=first and not draft.hold
    ):
        order = _held(order, first=first)
    return order


def _held(order: Order, *, first: bool) -> Order:
    """Let the order wait for the customer, if its author wants that and something asks them to write."""
    draft = order.draft
    if not draft.hold:
        check_window(order.conversation, never_wrote=first)
    if draft.template is None:
        check_template_sent(order.conversation)
        return order.filled(held=True)
    invitation = Draft(author=draft.author, kind="template", template=draft.template)
    asking = fill_content(Order(order.conversation, invitation, order.transport))
    return order.filled(held=True, invitation=asking)


def _quoted(order: Order) -> Message | None:
    """Find the message that the draft quotes; raises `ConsoleError` naming ``reply_to``."""
    pk = order.draft.reply_to
    if pk is None:
        return None
    if order.draft.is_template:
        raise ConsoleError.field("reply_to", "A template quotes nothing; send it without.")
    if not order.capabilities.quotes:
        raise ConsoleError.field("reply_to", "This inbox's provider cannot quote messages; write without.")
    quoted = order.conversation.messages.filter(pk=pk).first()
    if quoted is None:
        raise ConsoleError.field("reply_to", "There is no such message in this conversation.")
    return quoted
