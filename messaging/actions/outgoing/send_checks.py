"""Everything that can be refused, before anything is written: a new message, a reaction, a resend.

`check` is the only way to an order. It resolves the inbox's transport once; what is said is checked by
`contents`, to whom by `policy`. Elsewhere in this room only a race refuses, and says which.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from messaging import transports
from messaging.actions.conversation import check_template_sent
from messaging.actions.core import check_window, window_is_open
from messaging.actions.outgoing.contents import (
    Content,
    Files,
    find_template,
    media_content,
    structured_content,
    template_content,
    text_content,
)
from messaging.actions.outgoing.orders import STRUCTURED, Draft, Order, TemplateChoice
from messaging.actions.outgoing.policy import (
    check_marketing_consent,
    check_may_write,
    fallback_id,
    invitation_id,
)
from messaging.actions.outgoing.times import check_schedule, check_time, check_window_at
from messaging.errors import Conflict, ConsoleError
from messaging.limits import LONGEST_EMOJI
from messaging.models import Conversation, Message, Reaction
from messaging.queries import capabilities_of
from messaging.transports import Capabilities, Transport
from messaging.transports.payload import is_one_emoji, text


def check(conversation: Conversation, draft: Draft, *, first: bool = False) -> Order:
    """Return the order for a draft in a locked conversation; nothing is written.

    `first`: a customer who never wrote may be written to, and the provider decides. Raises `ConsoleError`
    with a sentence per field, `Conflict` for what this customer cannot be sent now.
    """
    transport = transports.get(conversation.inbox.transport)
    if draft.send_at is not None or draft.fallback is not None:
        check_schedule(draft.send_at, may_wait=draft.may_wait)
    kind, content = _content(conversation, draft, transport)
    check_may_write(
        conversation, author=draft.author, last_seen_seq=draft.last_seen_seq, seen=draft.seen_client_ids
    )
    quoted = _quoted(conversation, draft.reply_to, kind, transport.capabilities)
    order = Order(conversation, draft, transport.capabilities, kind, *content, reply_to=quoted)
    if draft.send_at is not None:
        return _scheduled(order, transport, first=first)
    if kind == "template":
        return order
    # Under the lock: the customer may have written since the author looked.
    never_wrote = first and not draft.may_wait
    is_open = window_is_open(conversation, transport.capabilities, never_wrote=never_wrote)
    if draft.until_reply or not is_open:
        return _held(order, transport, is_open=is_open, first=first)
    if not draft.takes_over:
        _check_we_answer(conversation)
    return order


def _scheduled(order: Order, transport: Transport, *, first: bool) -> Order:
    """Return the order as one that waits for its time, if the window is open then as far as is known, or something can go out
    in its place."""
    conversation, draft = order.conversation, order.draft
    if order.kind == "template":
        if draft.fallback is not None:
            raise ConsoleError.field(
                "fallback", "A template goes out whatever the window; it needs no other."
            )
        return replace(order, held=True)
    if draft.fallback is None:
        check_window_at(conversation, draft.send_at, transport.capabilities, never_wrote=first)
    else:
        _check_fallback(conversation, draft, transport)
    # Also for who takes over: it is asked again when the message is due, by nobody who could be asked.
    _check_we_answer(conversation)
    return replace(order, held=True)


def _check_fallback(conversation: Conversation, draft: Draft, transport: Transport) -> None:
    instead = Draft(author=draft.author, kind="template", template=draft.fallback)
    try:
        _template(conversation, instead, transport, is_open=False)
    except ConsoleError as refusal:
        renamed = {"template": "fallback"}
        refusal.errors = {renamed.get(name, name): why for name, why in refusal.errors.items()}
        raise


def _check_we_answer(conversation: Conversation) -> None:
    """Refuse free text while another sender of the number answers: it would take the conversation over, and its author
    may not know that."""
    if who := conversation.answered_by:
        raise Conflict(
            f"{who} answers this conversation; take it over before you write.",
            code="answered_by_other",
            extra={"answered_by": who},
        )


def _held(order: Order, transport: Transport, *, is_open: bool, first: bool) -> Order:
    """Return the order as one that waits, if its author wants that and something asks the customer to write: while the
    window is open, their own last message does."""
    conversation, draft = order.conversation, order.draft
    if not draft.may_wait:
        check_window(conversation, transport.capabilities, never_wrote=first)
    if draft.template is None:
        if not is_open:
            check_template_sent(conversation)
        return replace(order, held=True)
    asking = Draft(
        author=draft.author,
        kind="template",
        template=draft.template,
        client_id=invitation_id(draft.client_id),
    )
    kind, content = _content(conversation, asking, transport)
    invitation = Order(conversation, asking, transport.capabilities, kind, *content)
    return replace(order, held=True, invitation=invitation)


def _content(conversation: Conversation, draft: Draft, transport: Transport) -> tuple[str, Content]:
    """Return kind and content of what is to be sent."""
    # A template beside `hold` is no message of its own but what asks the customer to write.
    if draft.kind == "template" or (not draft.kind and draft.template is not None and not draft.may_wait):
        _check_nothing_left("template", draft)
        return "template", _template(conversation, draft, transport)
    if draft.template is not None and not draft.may_wait:
        raise ConsoleError.field("template", f"A message of the kind {draft.kind} has no template.")
    _check_nothing_left(draft.kind, draft)
    attachment = None
    if draft.media is not None:
        attachment = Files(conversation.inbox, draft.author).find(draft.media)
    kind = draft.kind or (attachment.kind if attachment else "text")
    _check_kind(kind, transport)
    if kind in STRUCTURED:
        return kind, structured_content(kind, draft.payload, attachment, transport)
    if kind != "text":
        return kind, media_content(kind, attachment, draft.content, transport.capabilities)
    return kind, text_content(draft.content, attachment, transport.capabilities)


def _check_nothing_left(kind: str, draft: Draft) -> None:
    """Refuse what a message of the kind has no place for: left out in silence, something else would be sent."""
    if left := sorted(STRUCTURED & draft.payload.keys() - {kind}):
        raise ConsoleError.field("kind", f"There is a part {left[0]} in the payload: say that as the kind.")
    if kind == "template" and draft.content.strip():
        raise ConsoleError.field(
            "content", "A template has its own words; send these as a text of their own."
        )


def _check_kind(kind: str, transport: Transport) -> None:
    if kind == "reaction":
        sentence = "A reaction hangs on a message: post it to that message's reactions."
        raise ConsoleError.field("kind", sentence)
    if kind not in transport.capabilities.sends:
        sentence = f"{transport.label} cannot send messages of the kind {kind}."
        raise ConsoleError.field("kind", sentence)


def _template(
    conversation: Conversation, draft: Draft, transport: Transport, *, is_open: bool | None = None
) -> Content:
    """`is_open`: whether the window will be; None: as it is now, or will be when the draft is sent."""
    _check_kind("template", transport)
    choice = draft.template
    if choice is None:
        raise ConsoleError.field("template", "Say which template: its name, language and variables.")
    row = find_template(conversation.inbox, choice.name, choice.language)
    window_open = is_open
    if window_open is None:
        window_open = window_is_open(conversation, transport.capabilities, at=draft.send_at)
    if why := transport.unsendable(row, window_open=window_open):
        raise ConsoleError.field("template", why, code="template_unsendable")
    check_marketing_consent(conversation.contact, row.category)
    files = Files(conversation.inbox, draft.author)
    return template_content(row, choice.variables, draft.media, transport, files)


def _quoted(conversation: Conversation, pk: int | None, kind: str, can: Capabilities) -> Message | None:
    """Find the message that the draft quotes; raises `ConsoleError` naming ``reply_to``."""
    if pk is None:
        return None
    if kind == "template":
        raise ConsoleError.field("reply_to", "A template quotes nothing; send it without.")
    if not can.quotes:
        raise ConsoleError.field("reply_to", "This inbox's provider cannot quote messages; write without.")
    quoted = conversation.messages.filter(pk=pk).first()
    if quoted is None:
        raise ConsoleError.field("reply_to", "There is no such message in this conversation.")
    if quoted.origin == Message.Origin.PROGRAM:
        raise ConsoleError.field("reply_to", "A program brought this message, the provider does not know it.")
    if not _is_at_the_customer(quoted):
        raise ConsoleError.field("reply_to", "The customer has no such message any more, or never got it.")
    return quoted


def _is_at_the_customer(message: Message) -> bool:
    """Return whether they see it, or will before an answer to it goes: what one conversation sends goes in order."""
    is_line = message.direction == Message.Direction.NOTE or message.kind in {"system", "call"}
    is_known = message.provider_id is not None and message.status != Message.Status.FAILED
    is_on_its_way = message.status in {Message.Status.QUEUED, Message.Status.SENDING}
    return (is_known or is_on_its_way) and not is_line and message.revoked_at is None


def check_reaction(target: Message, emoji: str) -> str:
    """Return the provider's id of the message that is to wear the emoji (empty: no longer).

    Raises `ConsoleError` for what is no emoji, `Conflict` when this message can wear none.
    """
    if emoji and not (is_one_emoji(emoji) and len(emoji) <= LONGEST_EMOJI):
        raise ConsoleError.field("emoji", "A reaction is exactly one emoji.")
    if not capabilities_of(target.inbox).reactions:
        raise Conflict("This inbox's provider has no reactions.", code="no_reactions")
    if target.origin == Message.Origin.PROGRAM:
        raise Conflict(
            "A program brought this message, the provider does not know it: it can wear no reaction."
        )
    if target.external_id is None:
        raise Conflict("The provider does not know this message yet; try again once it was sent.")
    if target.revoked_at is not None:
        raise Conflict("This message was deleted, so it can wear no reaction.")
    return target.external_id


def check_answerable(conversation: Conversation, *, never_wrote: bool = False) -> None:
    """Refuse anything but a template to a blocked contact, outside the service window or while another sender answers:
    raises `Conflict`.

    `never_wrote`: a customer who never wrote may be written to.
    """
    check_may_write(conversation)
    check_window(conversation, capabilities_of(conversation.inbox), never_wrote=never_wrote)
    _check_we_answer(conversation)


def check_resend(conversation: Conversation, message: Message) -> None:
    """Refuse what may have changed since the message was written: raises `Conflict`."""
    if message.kind == Message.Kind.TEMPLATE:
        check_may_write(conversation)
        check_marketing_consent(conversation.contact, text(message.payload, "category"))
        return
    check_answerable(conversation, never_wrote=True)
    carries = message.kind == Message.Kind.REACTION
    if carries and not Reaction.objects.filter(carrier_message=message).exists():
        raise Conflict("This reaction was changed since; put it on the message again.")


def check_undelivered(message: Message) -> None:
    """Refuse a message that neither failed nor is unconfirmed: raises `Conflict`. For a locked message."""
    if message.status not in {Message.Status.FAILED, Message.Status.UNCONFIRMED}:
        raise Conflict(
            f"Only a failed or unconfirmed message can be sent again; this one is {message.status}."
        )


def check_release(conversation: Conversation, message: Message) -> None:
    """Refuse a message that is held no more, or not here, and whatever free text is refused for: raises `Conflict`. For a
    locked conversation and message."""
    if message.status != Message.Status.HELD:
        raise Conflict(f"Only a held message can be sent now; this one is {message.status}.")
    if message.conversation_id != conversation.pk:
        # A merge moved it between reading and locking.
        raise Conflict("This message waits in another conversation by now.", code="changed_meanwhile")
    check_due(conversation, message)


def _taken_for_strangers(message: Message) -> bool:
    """Return whether a customer who never wrote may be sent it: for them free text is taken only where the provider decides,
    and then without a template in its place."""
    return message.send_at is not None and message.fallback is None


def check_due(conversation: Conversation, message: Message) -> None:
    """Refuse what may have changed since a message was held, now that it is to go: raises `Conflict`. For a locked
    conversation."""
    if message.kind == Message.Kind.TEMPLATE:
        check_may_write(conversation)
        check_marketing_consent(conversation.contact, text(message.payload, "category"))
    else:
        check_answerable(conversation, never_wrote=_taken_for_strangers(message))


def check_reschedule(conversation: Conversation, message: Message, send_at: datetime) -> None:
    """Refuse another time for a message that is scheduled no more, or not here, and a time that cannot be: raises `Conflict` or
    `ConsoleError`. For a locked conversation and message."""
    check_time(send_at)
    if message.status != Message.Status.HELD or message.send_at is None:
        raise Conflict(f"Only a scheduled message has a time to change; this one is {message.status}.")
    if message.conversation_id != conversation.pk:
        # A merge moved it between reading and locking.
        raise Conflict("This message waits in another conversation by now.", code="changed_meanwhile")
    if message.kind != Message.Kind.TEMPLATE and message.fallback is None:
        can, stranger = capabilities_of(conversation.inbox), _taken_for_strangers(message)
        check_window_at(conversation, send_at, can, never_wrote=stranger)


def check_fallback(conversation: Conversation, message: Message) -> Order:
    """Return the order for the template that goes out in the place of a scheduled message; raises as `check` does."""
    draft = Draft(
        author=message.author,
        kind="template",
        template=TemplateChoice(**(message.fallback or {})),
        client_id=fallback_id(message.client_id),
    )
    return check(conversation, draft)
