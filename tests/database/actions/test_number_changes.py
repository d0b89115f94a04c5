"""Customers who change their number or id: nobody else may read what was written to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.actions.contact.identities import add_addresses
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation.conversations import set_conversation_status
from messaging.actions.inbound.messages import ReceivedMessage, receive_messages
from messaging.actions.outgoing import Draft, TemplateChoice, retry_message, send_message, send_to
from messaging.actions.updates.delivery_results import mark_sending, mark_unconfirmed
from messaging.delivery.lanes.outbound_requests import build_request
from messaging.feed.log import recording
from messaging.ingest.changes import apply_changes
from messaging.models import Contact, Conversation, FeedEvent, Inbox, Message
from messaging.queries import best_address
from messaging.transports.base import Identity, InboundMessage, NumberChange
from tests.factories import BY, a_template, close_window, from_customer

pytestmark = pytest.mark.django_db
PHONE, NEW_PHONE = Identity("phone", "447700900123"), Identity("phone", "447700900777")
FORMER, NOW, OTHER = (Identity("bsuid", f"GB.{number}") for number in (1, 2, 9))
PARENT = Identity("bsuid", "GB.ENT.7")


@pytest.fixture
def ann(inbox: Inbox) -> Conversation:
    return at(inbox, -60, FORMER, PHONE).conversation


def at(inbox: Inbox, minutes: float, *identities: Identity, **more: Any) -> Message:
    """The customer writes under these, so many minutes from now."""
    sent_at = timezone.now() + timedelta(minutes=minutes)
    return from_customer(inbox, identities=identities, sent_at=sent_at, **more)


def moves(inbox: Inbox, minutes: float, *new: Identity, old: tuple[Identity, ...] = (FORMER,)) -> None:
    when = timezone.now() + timedelta(minutes=minutes)
    apply_changes([inbox], [NumberChange(route=inbox.route, old=old, new=new, at=when)], by=BY)


def goes_to(message: Message) -> list[str]:
    return [one.value for one in build_request(message).outgoing.to]


def answer(conversation: Conversation, **fields: Any) -> Message:
    return send_message(conversation, Draft(author=None, content="Here it is", **fields), by=BY)


def resolve(conversation: Conversation) -> None:
    set_conversation_status(conversation, "resolved", by=BY)


def status_of(message: Message) -> tuple[str, Conversation]:
    message.refresh_from_db()
    return message.status, message.conversation


def test_whoever_has_the_old_number_by_now_is_not_written_to(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW)
    assert best_address(ann) == NOW.value
    assert goes_to(answer(ann)) == [NOW.value]


def test_what_was_queued_before_the_move_follows(inbox: Inbox, ann: Conversation) -> None:
    queued = answer(ann)
    moves(inbox, 0, NOW)
    assert goes_to(queued) == [NOW.value]


def test_what_was_queued_follows_also_without_a_notice(inbox: Inbox, ann: Conversation) -> None:
    queued = answer(ann)
    Message.objects.filter(pk=queued.pk).update(timestamp=timezone.now() - timedelta(minutes=30))
    queued.refresh_from_db()
    at(inbox, -10, FORMER, NEW_PHONE)
    assert goes_to(queued)[0] == NEW_PHONE.value


def test_a_notice_of_a_new_number_does_the_same(inbox: Inbox, ann: Conversation) -> None:
    at(inbox, -10, FORMER, PHONE, kind="system", moved_to=(NOW, NEW_PHONE))
    assert goes_to(answer(ann)) == [NEW_PHONE.value, NOW.value]


def test_a_number_that_is_told_along_stays(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW, PHONE)
    assert goes_to(answer(ann)) == [PHONE.value, NOW.value]


def test_who_writes_from_there_again_is_there(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW)
    at(inbox, -20, FORMER, PHONE)
    assert best_address(ann) == NOW.value  # written before, and late
    at(inbox, -9.5, NOW, PHONE)
    assert best_address(ann) == f"+{PHONE.value}"


def test_a_late_number_change_does_not_undo_what_was_seen_since(inbox: Inbox, ann: Conversation) -> None:
    at(inbox, -5, NOW, FORMER, PHONE)
    moves(inbox, -10, NOW)
    assert best_address(ann) == f"+{PHONE.value}"
    moves(inbox, -1, NOW)
    moves(inbox, -10, NOW)
    assert best_address(ann) == NOW.value


def test_a_new_group_of_businesses_is_no_move(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, PARENT)
    assert best_address(ann) == f"+{PHONE.value}"


def test_who_was_left_stays_left_when_contacts_turn_out_to_be_one(inbox: Inbox, ann: Conversation) -> None:
    other = at(inbox, -30, NEW_PHONE).conversation.contact
    moves(inbox, -10, NOW)
    with recording(by=BY):
        merge_contacts(ann.contact, other, by=BY)
    assert best_address(Conversation.objects.filter(inbox=inbox).latest("pk")) == f"+{NEW_PHONE.value}"


def test_agents_see_that_it_was_left(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW)
    published = FeedEvent.objects.filter(kind="contact.updated").latest("seq").payload
    assert {one["value"]: one["left"] for one in published["addresses"]} == {
        PHONE.value: True,
        FORMER.value: True,
        NOW.value: False,
    }
    at(inbox, 0, NOW, PHONE)
    published = FeedEvent.objects.filter(kind="contact.updated").latest("seq").payload
    assert {"kind": "phone", "value": PHONE.value, "left": False} in published["addresses"]


def test_what_was_held_goes_where_the_customer_answered_from(inbox: Inbox, ann: Conversation) -> None:
    a_template(inbox)
    held = answer(close_window(ann), hold=True, template=TemplateChoice("go_on", "en", {"body.1": "Ann"}))
    assert held.receiver == f"+{PHONE.value}"
    at(inbox, 0, FORMER, NEW_PHONE)
    held.refresh_from_db()
    assert (held.status, held.receiver) == ("queued", f"+{NEW_PHONE.value}")
    assert goes_to(held)[0] == NEW_PHONE.value


def test_what_was_held_goes_out_when_the_one_who_answered_turns_out_to_be_the_same(inbox: Inbox) -> None:
    """Both conversations were resolved meanwhile, and the reply came under the other name."""
    a_template(inbox)
    resolve(close_window(at(inbox, -60, NOW).conversation))
    asked = send_to(
        inbox, PHONE, Draft(author=None, template=TemplateChoice("go_on", "en", {"body.1": "Ann"})), by=BY
    )
    held = answer(asked.conversation, hold=True)
    resolve(asked.conversation)
    replied = at(inbox, 0, NOW).conversation
    assert status_of(held) == ("held", asked.conversation)
    add_addresses(asked.conversation.contact, inbox.transport, [NOW, PHONE], by=BY)
    assert status_of(held) == ("queued", replied)


def test_what_is_still_held_when_two_become_one_goes_with_their_next_word(inbox: Inbox) -> None:
    a_template(inbox)
    running = close_window(at(inbox, -60, NOW).conversation)
    asked = send_to(
        inbox, PHONE, Draft(author=None, template=TemplateChoice("go_on", "en", {"body.1": "Ann"})), by=BY
    )
    held = answer(asked.conversation, hold=True)
    resolve(asked.conversation)
    add_addresses(asked.conversation.contact, inbox.transport, [NOW, PHONE], by=BY)
    assert status_of(held) == ("held", running)
    at(inbox, 0, NOW)
    assert status_of(held) == ("queued", running)


def test_what_is_sent_again_goes_where_the_customer_is_now(inbox: Inbox, ann: Conversation) -> None:
    message = answer(ann)
    mark_sending(message, by=BY)
    mark_unconfirmed(message, {"code": "timeout", "title": "", "detail": "", "action": ""}, by=BY)
    at(inbox, 0, FORMER, NEW_PHONE)
    assert retry_message(message, by=BY).receiver == f"+{NEW_PHONE.value}"


def test_who_names_an_id_writes_to_that_id(inbox: Inbox, ann: Conversation) -> None:
    message = send_to(inbox, FORMER, Draft(author=None, content="Hi", receiver=FORMER.value), by=BY)
    assert message.conversation == ann
    assert goes_to(message) == [FORMER.value, PHONE.value]


# --- numbers that somebody else has now -----------------------------------------------------------


def test_a_stranger_under_a_number_that_was_left_is_a_stranger(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW, NEW_PHONE)
    stranger = at(inbox, -5, OTHER, PHONE).conversation
    assert stranger.contact != ann.contact
    assert goes_to(answer(ann)) == [NEW_PHONE.value, NOW.value]
    assert goes_to(answer(stranger)) == [PHONE.value, OTHER.value]


def test_so_is_one_among_many(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW, NEW_PHONE)
    people = [(OTHER, PHONE), (NOW, NEW_PHONE)]
    items = [
        InboundMessage(inbox.route, f"wamid.m{place}", names, "text", "Hi")
        for place, names in enumerate(people)
    ]
    receive_messages(inbox, [ReceivedMessage(item) for item in items], by=BY)
    assert Contact.objects.count() == 2
    assert best_address(ann) == f"+{NEW_PHONE.value}"


def test_a_number_that_nobody_left_stays_with_its_contact(inbox: Inbox, ann: Conversation) -> None:
    """Businesses of two portfolios know one person under two ids."""
    assert at(inbox, -5, OTHER, PHONE).conversation == ann


def test_who_returns_to_a_number_is_known_by_their_id(inbox: Inbox, ann: Conversation) -> None:
    moves(inbox, -10, NOW)
    assert at(inbox, -5, NOW, PHONE).conversation == ann
    assert best_address(ann) == f"+{PHONE.value}"


def test_who_names_a_number_that_was_left_writes_to_whoever_has_it_now(
    inbox: Inbox, ann: Conversation
) -> None:
    moves(inbox, -10, NOW)
    draft = Draft(author=None, content="Hi", receiver=f"+{PHONE.value}")
    message = send_to(inbox, PHONE, draft, by=BY)
    assert message.conversation.contact != ann.contact
    assert goes_to(message) == [PHONE.value]
    assert send_to(inbox, PHONE, draft, by=BY) == message
