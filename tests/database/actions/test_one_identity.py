"""A phone is one identity across WhatsApp's transports; ids that a provider gives are known to that provider only."""

from __future__ import annotations

import pytest

from messaging.actions.contact.identities import Profile
from messaging.actions.contact.identity_batches import identify_contacts
from messaging.feed import recording
from messaging.models import Address, Contact, Conversation, Inbox
from messaging.queries import reachable_addresses
from messaging.transports.base import Identity
from tests.factories import BY, from_customer
from tests.twilio_inbox import a_twilio_inbox

pytestmark = pytest.mark.django_db
PHONE = Identity("phone", "447700900123")
OF_META, OF_TWILIO = Identity("bsuid", "GB.1"), Identity("bsuid", "GB.2")
LONG, SHORT = Identity("phone", "5511987654321"), Identity("phone", "551187654321")


@pytest.fixture
def twilio_inbox() -> Inbox:
    return a_twilio_inbox()


def test_one_phone_that_writes_to_both_is_one_contact(inbox: Inbox, twilio_inbox: Inbox) -> None:
    first, second = (from_customer(one, identities=(PHONE,)) for one in (inbox, twilio_inbox))
    assert first.conversation.contact == second.conversation.contact
    assert Address.objects.get().value == PHONE.value
    assert set(Conversation.objects.values_list("inbox", flat=True)) == {inbox.pk, twilio_inbox.pk}


def test_the_same_id_at_two_providers_may_be_two_people(inbox: Inbox, twilio_inbox: Inbox) -> None:
    for one in (inbox, twilio_inbox):
        from_customer(one, identities=(OF_META,))
    assert Contact.objects.count() == 2


def test_each_provider_has_its_own_id_of_the_person(inbox: Inbox, twilio_inbox: Inbox) -> None:
    contact = from_customer(inbox, identities=(OF_META, PHONE)).conversation.contact
    from_customer(twilio_inbox, identities=(OF_TWILIO, PHONE))
    for where, named in [(inbox, OF_META), (twilio_inbox, OF_TWILIO), (twilio_inbox, PHONE)]:
        assert from_customer(where, identities=(named,)).conversation.contact == contact
    assert Contact.objects.count() == 1
    assert from_customer(inbox, identities=(OF_TWILIO,)).conversation.contact != contact


def test_contacts_that_a_phone_joins_become_one(inbox: Inbox, twilio_inbox: Inbox) -> None:
    by_id = from_customer(inbox, identities=(OF_META,)).conversation.contact
    from_customer(twilio_inbox, identities=(OF_TWILIO, PHONE))
    from_customer(inbox, identities=(OF_META, PHONE))
    assert Contact.objects.get() == by_id
    assert by_id.addresses.count() == 3


def test_other_spelling_at_the_other_provider_is_the_same_person(inbox: Inbox, twilio_inbox: Inbox) -> None:
    from_customer(inbox, identities=(OF_META, LONG))
    from_customer(twilio_inbox, identities=(OF_TWILIO, SHORT))
    assert Contact.objects.count() == 1


def test_many_at_once_are_found_as_well(inbox: Inbox, twilio_inbox: Inbox) -> None:
    known = from_customer(inbox, identities=(PHONE,)).conversation.contact
    people = [Profile((OF_TWILIO, PHONE)), Profile((SHORT,))]
    with recording(by=BY):
        found = identify_contacts(twilio_inbox.transport, people)
    assert found[people[0]] == known
    assert Contact.objects.count() == 2


def test_who_is_known_by_one_provider_can_be_written_to_through_the_other(
    inbox: Inbox, twilio_inbox: Inbox
) -> None:
    contact = from_customer(inbox, identities=(OF_META, PHONE)).conversation.contact
    assert [row.value for row in reachable_addresses(contact.pk, inbox.transport)] == [
        PHONE.value,
        OF_META.value,
    ]
    assert [row.value for row in reachable_addresses(contact.pk, twilio_inbox.transport)] == [PHONE.value]
