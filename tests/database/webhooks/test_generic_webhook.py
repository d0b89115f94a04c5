"""POST /api/webhook/, exactly as the project began with it."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from messaging.models import Contact, Conversation, Inbox, Message, WebhookCall
from tests.factories import WEBHOOK_SECRET, signature
from tests.payloads.typed_numbers import REFUSED, SAME_PERSON

pytestmark = pytest.mark.django_db(transaction=True)

BODY = {"sender": "+447700900123", "content": "Is the lamp in stock?"}


@pytest.fixture
def demo(settings, inbox: Inbox) -> Client:
    settings.DEMO = True
    return Client()


def post(client: Client, body: object, secret: str | None = None, **headers: str):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    if secret:
        headers["X-Signature-256"] = signature(raw, secret)
    return client.post("/api/webhook/", data=raw, content_type="application/json", headers=headers)


def test_answers_200_with_what_was_stored_key_by_key(demo: Client, inbox: Inbox) -> None:
    answer = post(demo, BODY)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"message", "data"}
    assert body["message"] == "Webhook received asynchronously"
    assert set(body["data"]) == {"sender", "receiver", "content", "timestamp"}
    assert body["data"]["sender"] == BODY["sender"]
    assert body["data"]["receiver"] == "Me"
    assert body["data"]["content"] == BODY["content"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z", body["data"]["timestamp"])
    message = Message.objects.get()
    assert (message.sender, message.receiver, message.content) == (BODY["sender"], "Me", BODY["content"])
    assert (message.status, message.direction, message.inbox) == ("received", "inbound", inbox)
    assert message.conversation.unread == 1
    assert message.origin == "program"
    call = WebhookCall.objects.get()
    assert (call.source, call.state, bytes(call.body)) == ("generic", "processed", json.dumps(BODY).encode())


def test_without_the_trailing_slash_too(demo: Client) -> None:
    assert demo.post("/api/webhook", data=BODY, content_type="application/json").status_code == 200


def test_outside_the_demo_it_wants_a_signature(inbox: Inbox) -> None:
    client = Client()
    for answer in (
        post(client, BODY),
        post(client, BODY, "wrong"),
        post(client, BODY, **{"X-Signature-256": "é"}),
    ):
        assert answer.status_code == 401
        assert answer.json()["code"] == "bad_signature"
    assert not WebhookCall.objects.exists()
    assert post(client, BODY, WEBHOOK_SECRET).status_code == 200
    assert Message.objects.count() == 1


def test_the_demo_trusts_nobody_who_came_through_a_proxy(demo: Client) -> None:
    assert post(demo, BODY, **{"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    answer = demo.post(
        "/api/webhook/", data=BODY, content_type="application/json", REMOTE_ADDR="198.51.100.7"
    )
    assert answer.status_code == 401


def test_the_demo_trusts_no_page_that_somebody_has_open(demo: Client) -> None:
    """Any site may make a browser on this machine post here."""
    assert post(demo, BODY, Origin="https://elsewhere.example").status_code == 401


def test_the_demo_refuses_a_wrong_signature(demo: Client) -> None:
    assert post(demo, BODY, "wrong").status_code == 401


def test_the_same_id_twice_is_one_message(demo: Client) -> None:
    first, second = post(demo, {**BODY, "id": "order-7"}), post(demo, {**BODY, "id": "order-7"})
    assert first.json() == second.json()
    assert Message.objects.count() == 1
    assert post(demo, BODY).json() != post(demo, BODY).json()
    assert Message.objects.count() == 3


@pytest.mark.parametrize("field", ["sender", "content"])
@pytest.mark.parametrize("wrong", ["missing", "", "  ", None, 7, {"a": 1}, "nul\x00", "\ud800"])
def test_a_wrong_field_is_named_and_nothing_is_stored(demo: Client, field: str, wrong: object) -> None:
    body = {key: value for key, value in BODY.items() if key != field}
    if wrong != "missing":
        body[field] = wrong
    answer = post(demo, body)
    assert answer.status_code == 400
    refusal = answer.json()
    assert set(refusal) == {"code", "detail", "errors"}
    assert list(refusal["errors"]) == [field]
    assert not Message.objects.exists()
    assert not WebhookCall.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"{" * 100_000])
def test_what_is_no_json_object_is_a_400(demo: Client, body: bytes) -> None:
    answer = post(demo, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_json")


def test_10_000_characters_are_refused(demo: Client) -> None:
    assert post(demo, {**BODY, "content": "x" * 10_000}).json()["errors"]["content"]


def test_other_methods_are_405(demo: Client) -> None:
    for method in ("get", "put", "delete"):
        answer = getattr(demo, method)("/api/webhook/")
        assert answer.status_code == 405
        assert answer.json()["code"] == "method_not_allowed"


def test_without_a_default_inbox_it_says_so(db: None) -> None:
    answer = post(Client(), BODY, WEBHOOK_SECRET)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_default_inbox")


def test_sender_who_can_never_be_reached_makes_no_contact(demo: Client, subtests: pytest.Subtests) -> None:
    for typed in REFUSED:
        with subtests.test(typed=typed[:40]):
            answer = post(demo, {"sender": typed, "content": "Hi"})
            assert (answer.status_code, list(answer.json()["errors"])) == (400, ["sender"])
    assert not Contact.objects.exists()
    assert not WebhookCall.objects.exists()


def test_one_person_however_their_number_is_written(
    demo: Client, inbox: Inbox, subtests: pytest.Subtests
) -> None:
    for typed in SAME_PERSON:
        with subtests.test(typed=typed):
            assert post(demo, {"sender": typed, "content": "Hi"}).status_code == 200
    address = Contact.objects.get().addresses.get()
    assert (address.kind, address.value) == ("phone", "447700900991")
    assert Conversation.objects.get().messages.count() == len(SAME_PERSON)


def test_number_without_its_country_code_is_proposed(demo: Client, inbox: Inbox) -> None:
    Inbox.objects.filter(pk=inbox.pk).update(country="GB")
    answer = post(demo, {"sender": "07700 900991", "content": "Hi"})
    assert (answer.status_code, answer.json()["proposal"]) == (400, "+447700900991")
    assert not Contact.objects.exists()
