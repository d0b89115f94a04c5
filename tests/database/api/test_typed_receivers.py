"""Whom a program writes to by POST /api/send-message/, as people type it."""

from __future__ import annotations

import pytest
from django.test import Client

from messaging.models import Contact, Conversation, Inbox, Message
from tests.factories import an_agent, an_inbox, from_customer
from tests.payloads.typed_numbers import REFUSED, SAME_PERSON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine runs in this process: nothing to wait for."""
    monkeypatch.setattr("messaging.api.simple_send.wait_for_first_attempt", lambda pk: None)


def send(api: Client, inbox: Inbox, receiver: str):
    body = {"sender": inbox.address, "receiver": receiver, "content": "Hello"}
    return api.post("/api/send-message/", data=body, content_type="application/json")


def in_country(inbox: Inbox, country: str) -> Inbox:
    Inbox.objects.filter(pk=inbox.pk).update(country=country)
    return inbox


def test_one_contact_however_the_number_is_written(
    api: Client, inbox: Inbox, subtests: pytest.Subtests
) -> None:
    for typed in SAME_PERSON:
        with subtests.test(typed=typed):
            assert send(api, inbox, typed).status_code == 201
    address = Contact.objects.get().addresses.get()
    assert (address.kind, address.value) == ("phone", "447700900991")
    assert Conversation.objects.get().messages.count() == len(SAME_PERSON)


def test_who_can_never_be_reached_is_refused_and_makes_no_contact(
    api: Client, inbox: Inbox, subtests: pytest.Subtests
) -> None:
    for typed in [*REFUSED, "GB.ENT.1181579"]:
        with subtests.test(typed=typed[:40]):
            answer = send(api, in_country(inbox, "GB"), typed)
            assert (answer.status_code, list(answer.json()["errors"])) == (400, ["receiver"])
            assert "proposal" not in answer.json()
    assert not Contact.objects.exists()
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()


def test_number_without_its_country_code_is_refused_with_a_proposal(api: Client, inbox: Inbox) -> None:
    answer = send(api, in_country(inbox, "GB"), "07700 900991").json()
    assert (answer["code"], answer["proposal"]) == ("invalid", "+447700900991")
    assert answer["errors"]["receiver"] == [answer["detail"]]
    assert answer["detail"].endswith("Did you mean +44 7700 900991?")
    assert "proposal" not in send(api, inbox, "900991").json()
    assert not Contact.objects.exists()


def test_ids_that_a_provider_gave_are_never_judged(api: Client, inbox: Inbox) -> None:
    """A wa_id may be one that no library takes for a number: whoever wrote from it can be answered."""
    known = from_customer(inbox, phone="99912345").conversation
    assert send(api, inbox, "99912345").json()["conversation"] == known.pk
    assert send(api, inbox, "GB.13491208655302741918").status_code == 201
    assert Contact.objects.filter(addresses__kind="bsuid").count() == 1


def test_country_of_an_inbox_is_its_numbers_until_somebody_names_one() -> None:
    admin = Client()
    admin.force_login(an_agent("admin"))
    inbox = an_inbox(address="+44 7700 900000")
    path = f"/api/inboxes/{inbox.pk}/"
    assert admin.get(path).json()["country"] == "GB"
    change = {"country": "de"}
    assert admin.patch(path, data=change, content_type="application/json").json()["country"] == "DE"
    answer = admin.patch(path, data={"country": "XX"}, content_type="application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["country"])
    again = admin.patch(path, data={"country": ""}, content_type="application/json")
    assert again.json()["country"] == "GB"
