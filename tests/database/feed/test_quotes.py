"""Who quotes a message shows its first words and its external id: there is an event when these change."""

from __future__ import annotations

import pytest
from django.utils import timezone

from messaging.actions.inbound.items import fill_placeholders
from messaging.actions.outgoing import Draft, retry_message, sending
from messaging.actions.updates import (
    Delivered,
    advance_messages,
    apply_edits_and_deletions,
    apply_receipts,
    lock_sending,
    mark_sending,
    mark_sent,
)
from messaging.feed import positions, recording
from messaging.models import Inbox, Message
from messaging.transports.base import Accepted, Deletion, Edit, Identity, InboundMessage, Receipt, RemoteMedia
from tests.factories import BY, from_customer

pytestmark = pytest.mark.django_db

CUSTOMER = "447700900123"


def an_answer(quoted: Message) -> Message:
    """Of ours, which quotes the message."""
    return sending.send_message(quoted.conversation, Draft(None, "This one", reply_to=quoted.pk), by=BY)


def quotes_in_events(inbox: Inbox, answer: Message, since: int) -> list[tuple[str, str | None]]:
    """What the events since then say that it quotes: first words and external id."""
    events = positions.since(inbox.pk, since)
    quotes = [
        one.payload["reply_to"]
        for one in events
        if one.kind.startswith("message.") and one.payload["id"] == answer.pk
    ]
    return [(quote["preview"], quote["external_id"]) for quote in quotes]


def head(inbox: Inbox) -> int:
    return positions.heads([inbox.pk])[inbox.pk].seq


def test_an_edit_is_told_of_those_that_quote_the_message(inbox: Inbox) -> None:
    quoted = from_customer(inbox, "The blue one", phone=CUSTOMER)
    answer, other = an_answer(quoted), an_answer(from_customer(inbox, "Else", phone=CUSTOMER))
    name, who = quoted.external_id or "", (Identity("phone", CUSTOMER),)
    before = head(inbox)
    edit = Edit(inbox.route, "wamid.edit", who, name, "text", "The red one", at=timezone.now())
    assert apply_edits_and_deletions(inbox, [edit], by=BY) == 1
    assert quotes_in_events(inbox, answer, before) == [("The red one", name)]
    assert quotes_in_events(inbox, other, before) == []
    # What is deleted stays for the console: nothing that a quote shows has changed.
    before = head(inbox)
    gone = Deletion(inbox.route, "wamid.gone", who, name, at=timezone.now())
    assert apply_edits_and_deletions(inbox, [gone], by=BY) == 1
    assert quotes_in_events(inbox, answer, before) == []


def test_the_id_of_a_quoted_message_is_told_however_it_comes(inbox: Inbox) -> None:
    conversation = from_customer(inbox, phone=CUSTOMER).conversation
    alone, together, reported = (
        sending.send_message(conversation, Draft(None, word), by=BY)
        for word in ("alone", "together", "reported")
    )
    answers = [an_answer(one) for one in (alone, together, reported)]
    for one in (alone, together, reported):
        mark_sending(one, by=BY)
    before = head(inbox)
    mark_sent(alone, Accepted("wamid.alone"), by=BY)
    with recording(by=BY):
        row = lock_sending([together.pk])[together.pk]
        advance_messages([Delivered(together, row, Accepted("wamid.together"), BY)], [], by=BY)
    receipt = Receipt(inbox.route, "wamid.reported", "sent", timezone.now(), str(reported.client_id))
    assert apply_receipts(inbox, [receipt], by=BY) == [True]
    assert [quotes_in_events(inbox, one, before) for one in answers] == [
        [(word, f"wamid.{word}")] for word in ("alone", "together", "reported")
    ]
    # Nothing that a quote shows changes with what becomes of it later.
    before = head(inbox)
    read = Receipt(inbox.route, "wamid.alone", "read", timezone.now(), "")
    apply_receipts(inbox, [read], by=BY)
    assert quotes_in_events(inbox, answers[0], before) == []


def test_an_id_that_a_retry_drops_is_told(inbox: Inbox) -> None:
    conversation = from_customer(inbox, phone=CUSTOMER).conversation
    quoted = sending.send_message(conversation, Draft(None, "Failed"), by=BY)
    answer = an_answer(quoted)
    mark_sending(quoted, by=BY)
    mark_sent(quoted, Accepted("wamid.failed"), by=BY)
    error = {"code": "131026", "title": "t", "detail": "d", "action": "a"}
    apply_receipts(inbox, [Receipt(inbox.route, "wamid.failed", "failed", timezone.now(), "", error)], by=BY)
    before = head(inbox)
    retry_message(Message.objects.get(pk=quoted.pk), by=BY)
    assert quotes_in_events(inbox, answer, before) == [("Failed", None)]


def test_what_a_placeholder_becomes_is_told(inbox: Inbox) -> None:
    placeholder = from_customer(inbox, "", phone=CUSTOMER, kind="unsupported", external_id="wamid.late")
    answer = an_answer(placeholder)
    before = head(inbox)
    image = RemoteMedia("image", "77", mime_type="image/png", caption="The blue lamp")
    item = InboundMessage(
        inbox.route, "wamid.late", (Identity("phone", CUSTOMER),), "image", "The blue lamp", media=(image,)
    )
    with recording(by=BY):
        assert fill_placeholders(inbox, [item]) == 1
    assert quotes_in_events(inbox, answer, before) == [("The blue lamp", "wamid.late")]
