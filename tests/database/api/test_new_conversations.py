"""Writing first: whom a typed number means, and the message that begins a conversation."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from messaging.actions.contact.identities import add_addresses
from messaging.actions.people.credentials import create_api_token
from messaging.feed import recording
from messaging.models import Address, Agent, Contact, Conversation, FeedEvent, Inbox, Message
from messaging.transports import Identity
from tests.factories import BY, a_template, an_agent, an_inbox, close_window, from_customer

pytestmark = pytest.mark.django_db

NUMBER = "447700900991"
BODY = {"type": "BODY", "text": "Hello {{1}}, your order is here."}
TEMPLATE = {"name": "order_here", "language": "en", "variables": {"body.1": "Zoe"}}


def client_of(agent: Agent) -> Client:
    return Client(headers={"Authorization": f"Token {create_api_token(agent, by=BY)}"})


def asked(api: Client, inbox: Inbox, receiver: str) -> Any:
    return api.get(f"/api/inboxes/{inbox.pk}/recipient/", {"receiver": receiver})


def write(api: Client, inbox: Inbox, receiver: str = f"+{NUMBER}", **body: object) -> Any:
    return api.post(
        f"/api/inboxes/{inbox.pk}/messages/", {"receiver": receiver, **body}, content_type="application/json"
    )


# --- whom a number means ----------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["+44 7700 900991", "00447700900991", "tel:+447700900991", NUMBER])
def test_a_number_is_read_however_it_is_written(api: Client, inbox: Inbox, typed: str) -> None:
    answer = asked(api, inbox, typed)
    assert answer.json() == {"receiver": f"+{NUMBER}", "contact": None, "conversation": None}
    assert not Contact.objects.exists(), "nobody is made by asking"


def test_whoever_has_the_number_is_named_with_their_newest_conversation(api: Client, inbox: Inbox) -> None:
    older = from_customer(inbox, "Hello", phone=NUMBER).conversation
    Conversation.objects.filter(pk=older.pk).update(status="resolved")
    answer = asked(api, inbox, "+44 7700 900991").json()
    assert (answer["contact"]["id"], answer["conversation"]["id"]) == (older.contact_id, older.pk)
    assert answer["conversation"]["status"] == "resolved"


def test_another_spelling_of_a_number_is_the_same_person(api: Client, inbox: Inbox) -> None:
    known = from_customer(inbox, "Oi", phone="551187654321").conversation
    assert asked(api, inbox, "+55 11 98765-4321").json()["conversation"]["id"] == known.pk


def test_a_number_without_its_country_is_refused_with_a_proposal(api: Client, inbox: Inbox) -> None:
    Inbox.objects.filter(pk=inbox.pk).update(country="GB")
    answer = asked(api, inbox, "07700 900991")
    assert (answer.status_code, answer.json()["proposal"]) == (400, f"+{NUMBER}")
    assert "country code" in answer.json()["errors"]["receiver"][0]
    assert asked(api, inbox, "Ann Lee").status_code == 400
    assert api.get(f"/api/inboxes/{inbox.pk}/recipient/").status_code == 400


def test_who_writes_to_other_inboxes_only_is_not_named(inbox: Inbox, agent: Agent, api: Client) -> None:
    elsewhere = an_inbox(an_agent())
    from_customer(elsewhere, phone=NUMBER)
    answer = asked(api, inbox, f"+{NUMBER}").json()
    assert (answer["contact"], answer["conversation"]) == (None, None)
    assert asked(api, elsewhere, f"+{NUMBER}").status_code == 404
    assert write(api, elsewhere, template=TEMPLATE).status_code == 404
    boss = client_of(an_agent("supervisor"))
    named = asked(boss, inbox, f"+{NUMBER}").json()
    assert named["contact"]["name"] == "Ann Lee"
    assert named["conversation"] is None, "of this inbox there is none"


# --- the first message ------------------------------------------------------------------------


def test_a_template_begins_a_conversation(api: Client, inbox: Inbox, agent: Agent) -> None:
    a_template(inbox, BODY, name="order_here", language="en")
    answer = write(api, inbox, "+44 7700 900991", template=TEMPLATE)
    assert answer.status_code == 201, answer.content
    message = answer.json()
    assert (message["kind"], message["content"]) == ("template", "Hello Zoe, your order is here.")
    assert message["author"]["id"] == agent.pk
    conversation = Conversation.objects.get(pk=message["conversation"])
    assert (conversation.inbox, str(conversation.contact.addresses.get())) == (inbox, f"+{NUMBER}")
    assert asked(api, inbox, NUMBER).json()["conversation"]["id"] == conversation.pk
    kinds = set(FeedEvent.objects.filter(inbox=inbox).values_list("kind", flat=True))
    assert {"conversation.created", "message.created"} <= kinds


def test_the_same_client_id_again_is_the_same_message(api: Client, inbox: Inbox) -> None:
    a_template(inbox, BODY, name="order_here", language="en")
    client_id = str(uuid.uuid4())
    first, again = (write(api, inbox, template=TEMPLATE, client_id=client_id) for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    assert (Message.objects.count(), Conversation.objects.count()) == (1, 1)


def test_free_text_goes_only_to_who_has_just_written(api: Client, inbox: Inbox) -> None:
    refused = write(api, inbox, content="Hello there")
    assert (refused.status_code, refused.json()["code"]) == (409, "window_closed")
    assert not Contact.objects.exists(), "what is refused leaves nobody behind"
    conversation = from_customer(inbox, phone=NUMBER).conversation
    sent = write(api, inbox, content="Hello there")
    assert (sent.status_code, sent.json()["conversation"]) == (201, conversation.pk)
    close_window(conversation)
    assert write(api, inbox, content="And now?").json()["code"] == "window_closed"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "content"),
        ({"content": " "}, "content"),
        ({"template": {"name": "order_here", "language": "xx"}}, "template"),
        ({"content": "Words", "template": TEMPLATE}, "content"),
        ({"template": TEMPLATE, "receiver": "abc"}, "receiver"),
        ({"template": TEMPLATE, "kind": "text"}, "kind"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_makes_nobody(
    api: Client, inbox: Inbox, body: dict[str, object], field: str
) -> None:
    a_template(inbox, BODY, name="order_here", language="en")
    answer = write(api, inbox, **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Contact.objects.exists()


def test_the_number_that_was_typed_is_written_to(api: Client, inbox: Inbox) -> None:
    """Also where somebody has another one, from which they wrote last, elsewhere."""
    a_template(inbox, BODY, name="order_here", language="en")
    known = from_customer(an_inbox(), phone=NUMBER).conversation.contact
    with recording(by=BY):
        add_addresses(known, inbox.transport, [Identity("phone", "447700900992")])
    Address.objects.filter(value="447700900992").update(last_seen_at=timezone.now() + timedelta(hours=1))
    assert write(api, inbox, template=TEMPLATE).json()["receiver"] == f"+{NUMBER}"


def test_whoever_left_a_number_is_not_written_to_under_another_spelling(api: Client, inbox: Inbox) -> None:
    a_template(inbox, BODY, name="order_here", language="en")
    moved = from_customer(inbox, "Oi", phone="551187654321").conversation.contact
    left = Address.objects.get(value="551187654321")
    Address.objects.filter(pk=left.pk).update(left_at=left.last_seen_at + timedelta(minutes=1))
    answer = write(api, inbox, "+55 11 98765-4321", template=TEMPLATE)
    assert Conversation.objects.get(pk=answer.json()["conversation"]).contact != moved
