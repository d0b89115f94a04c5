"""Who is who: spellings, two contacts who are one, and under which address somebody was seen last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.actions.contact.contacts import set_marketing_consent
from messaging.actions.contact.identities import add_addresses, identify_contact
from messaging.actions.contact.merging import merge_contacts
from messaging.actions.conversation.conversations import close_window, set_labels
from messaging.actions.inbound.messages import ReceivedMessage, receive_messages
from messaging.actions.outgoing import Draft, TemplateChoice, send_message
from messaging.actions.updates.reactions import apply_reactions
from messaging.feed import positions
from messaging.models import Address, Agent, Contact, Conversation, Inbox, Label, Message, Reaction
from messaging.queries import best_address
from messaging.transports import base
from messaging.transports.base import Identity
from tests.factories import BY, a_template, an_inbox, from_customer

pytestmark = pytest.mark.django_db
BSUID, OTHER = Identity("bsuid", "BR.1"), Identity("bsuid", "BR.2")
LONG, SHORT = Identity("phone", "5511987654321"), Identity("phone", "551187654321")
PHONE = Identity("phone", "447700900123")


# --- spellings ----------------------------------------------------------------------------------


def test_the_other_spelling_of_a_number_is_the_same_customer(inbox: Inbox) -> None:
    first, second = (from_customer(inbox, identities=(one,)) for one in (LONG, SHORT))
    assert first.conversation == second.conversation
    assert set(Address.objects.values_list("value", flat=True)) == {LONG.value, SHORT.value}


def test_two_spellings_in_one_call_are_one_customer(inbox: Inbox) -> None:
    items = [
        base.InboundMessage(inbox.route, f"wamid.{place}", (one,), "text", "Hi")
        for place, one in enumerate([LONG, SHORT, LONG])
    ]
    receive_messages(inbox, [ReceivedMessage(item) for item in items], by=BY)
    assert Contact.objects.count() == Conversation.objects.count() == 1


def test_two_ids_are_two_customers_however_alike_their_numbers_are(inbox: Inbox) -> None:
    for identities in ((BSUID, LONG), (OTHER, SHORT)):
        from_customer(inbox, identities=identities)
    assert Contact.objects.count() == 2


# --- two who are one ----------------------------------------------------------------------------


@pytest.fixture
def two(inbox: Inbox) -> tuple[Conversation, Conversation]:
    """A customer by phone, and the same one by their id."""
    by_phone = from_customer(inbox, "by phone", identities=(PHONE,), name="Ann").conversation
    by_id = from_customer(inbox, "by id", identities=(BSUID,), name="").conversation
    return by_phone, by_id


def test_one_update_with_both_names_makes_them_one(
    inbox: Inbox, agent: Agent, two: tuple[Conversation, Conversation]
) -> None:
    by_phone, by_id = two
    set_labels(by_phone, [Label.objects.create(name="vip")], by=BY)
    Conversation.objects.filter(pk=by_phone.pk).update(assignee=agent, priority="urgent")
    head = positions.heads()[inbox.pk].seq
    latest = from_customer(inbox, "both", identities=(BSUID, PHONE)).conversation
    by_phone.refresh_from_db()
    assert (latest.pk, by_phone.status, by_phone.unread) == (by_id.pk, "resolved", 0)
    latest.refresh_from_db()
    assert (latest.unread, latest.assignee, latest.priority) == (3, agent, "urgent")
    assert [label.name for label in latest.labels.all()] == ["vip"]
    assert by_phone.contact == latest.contact == Contact.objects.get()
    assert latest.contact.name == "Ann"
    line = latest.messages.get(direction="note")
    assert (line.kind, line.payload) == ("system", {"merged": {"conversation": by_phone.pk}})
    published = {(event.kind, event.payload["id"]) for event in positions.since(inbox.pk, head)}
    assert {
        ("conversation.updated", by_phone.pk),
        ("conversation.updated", by_id.pk),
        ("contact.updated", latest.contact_id),
    } <= published


@pytest.mark.parametrize(("wrote_already", "blocked"), [(False, ()), (True, ()), (True, (0,)), (True, (1,))])
def test_what_is_held_waits_where_the_customer_will_write(
    inbox: Inbox, two: tuple[Conversation, Conversation], *, wrote_already: bool, blocked: tuple[int, ...]
) -> None:
    by_phone, by_id = two
    a_template(inbox)
    close_window(by_phone, by=BY)
    if not wrote_already:
        close_window(by_id, by=BY)
    hold = Draft(
        author=None, content="Later", hold=True, template=TemplateChoice("go_on", "en", {"body.1": "A"})
    )
    held = send_message(by_phone, hold, by=BY)
    Conversation.objects.filter(pk=by_id.pk).update(last_activity_at=timezone.now() + timedelta(hours=1))
    Contact.objects.filter(pk__in=[two[which].contact_id for which in blocked]).update(blocked=True)
    merge_contacts(by_phone.contact, by_id.contact, by=BY)
    held.refresh_from_db()
    goes = wrote_already and not blocked
    assert (held.conversation_id, held.status) == (by_id.pk, "queued" if goes else "held")
    from_customer(inbox, identities=(PHONE,))
    held.refresh_from_db()
    assert held.status == ("held" if blocked else "queued")


def test_a_block_and_a_no_stay(two: tuple[Conversation, Conversation]) -> None:
    by_phone, by_id = two
    now = timezone.now()
    set_marketing_consent(by_phone.contact, wants=True, at=now - timedelta(hours=1), by=BY)
    set_marketing_consent(by_id.contact, wants=False, at=now, by=BY)
    Contact.objects.filter(pk=by_id.contact_id).update(blocked=True)
    kept = merge_contacts(by_phone.contact, by_id.contact, by=BY)
    assert (kept.blocked, kept.marketing) == (True, "stop")


def test_one_person_has_one_reaction(inbox: Inbox, two: tuple[Conversation, Conversation]) -> None:
    by_phone, by_id = two
    now = timezone.now()
    for identity, emoji, seconds in ((PHONE, "👍", 2), (BSUID, "🎉", 1)):
        at = now - timedelta(seconds=seconds)
        apply_reactions(inbox, [base.Reaction(inbox.route, "r", (identity,), "wamid.x", emoji, at)], by=BY)
    kept = merge_contacts(by_phone.contact, by_id.contact, by=BY)
    assert [(one.emoji, one.by, one.contact_id) for one in Reaction.objects.all()] == [
        ("🎉", "contact", kept.pk)
    ]


def test_conversations_of_other_inboxes_go_on(inbox: Inbox, two: tuple[Conversation, Conversation]) -> None:
    by_phone, by_id = two
    elsewhere = from_customer(an_inbox(), identities=(BSUID,)).conversation
    kept = merge_contacts(by_phone.contact, by_id.contact, by=BY)
    elsewhere.refresh_from_db()
    assert (elsewhere.status, elsewhere.contact) == ("open", kept)


def test_who_answers_is_said_by_the_one_that_goes_on(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    ended, running = two
    Conversation.objects.filter(pk=ended.pk).update(
        answered_by="Another sender", answered_by_at=timezone.now()
    )
    from_customer(inbox, "both", identities=(BSUID, PHONE))
    for one in two:
        one.refresh_from_db()
    assert (ended.answered_by, running.answered_by) == (None, "Another sender")


def test_who_was_merged_meanwhile_is_merged_once(two: tuple[Conversation, Conversation]) -> None:
    by_phone, by_id = two
    kept = merge_contacts(by_phone.contact, by_id.contact, by=BY)
    assert merge_contacts(by_phone.contact, by_id.contact, by=BY) == kept
    assert Message.objects.filter(direction="note").count() == 1


def test_an_answer_of_the_provider_shows_who_is_who(
    inbox: Inbox, two: tuple[Conversation, Conversation]
) -> None:
    by_phone, by_id = two
    assert add_addresses(by_id.contact, inbox.transport, [BSUID, PHONE], by=BY) == by_phone.contact
    assert Contact.objects.count() == 1


# --- where to write -----------------------------------------------------------------------------


def test_we_write_to_the_number_that_was_seen_last(inbox: Inbox) -> None:
    now = timezone.now()
    moved = (Identity("phone", "447700900777"),)
    notice = from_customer(
        inbox, "moved", identities=(PHONE,), moved_to=moved, sent_at=now - timedelta(hours=2)
    )
    conversation = notice.conversation
    assert best_address(conversation) == "+447700900777"
    # Written before the move, and late.
    from_customer(inbox, identities=(PHONE,), sent_at=now - timedelta(hours=3))
    assert best_address(conversation) == "+447700900777"
    from_customer(inbox, identities=(PHONE,), sent_at=now)
    assert best_address(conversation) == "+447700900123"


def test_seeing_somebody_again_and_again_is_no_write(inbox: Inbox) -> None:
    now = timezone.now() - timedelta(minutes=10)
    from_customer(inbox, sent_at=now)
    seen = Address.objects.get().last_seen_at
    from_customer(inbox, sent_at=now + timedelta(seconds=30))
    assert Address.objects.get().last_seen_at == seen
    from_customer(inbox, sent_at=now + timedelta(seconds=90))
    assert Address.objects.get().last_seen_at > seen


def test_nobody_is_written_to_by_the_id_of_a_group_of_businesses(inbox: Inbox) -> None:
    parent = Identity("bsuid", "BR.ENT.1")
    contact = identify_contact(inbox.transport, [parent, BSUID], by=BY)
    conversation = Conversation.objects.create(inbox=inbox, contact=contact)
    assert best_address(conversation) == BSUID.value
